import { beforeEach, describe, expect, it } from 'vitest'
import { retail } from '../../../bot/verticals/retail/retail.ts'
import { figures } from '../../../bot/verticals/retail/ledger/figures.ts'
import type { Books } from '../../../bot/verticals/retail/ledger/tables.ts'
import type { Act, Ground } from '../../../bot/verticals/vertical.ts'
import { openBooks } from '../helpers/books.ts'
import { businessOf, useTool } from '../helpers/use-tool.ts'

describe('what an owner writes and the books do not take', () => {
  let books: Books

  beforeEach(async () => {
    ;({ books } = await openBooks('SQLite'))
    await useTool(books, 'add_product', { name: 'Gorra', price: 1200, stock: 10 })
  })

  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a vertical looks for its own tables
  const ground = (): Ground => ({ ...books, db: books.db as unknown as Ground['db'] })

  async function understood(text: string): Promise<Act> {
    const message = { turn: `turn ${text}`, chat: 'rosa', text, business: businessOf() }
    const act = await retail.assist?.(message, ground())
    if (!act) throw new Error('it was not understood')
    return act
  }

  const done = (act: Act): Promise<readonly string[]> =>
    ground()
      .db.transaction()
      .execute((db) => act.run(db))

  it('is booked when it is taken', async () => {
    const said = await done(await understood('vendí 2 gorras y gasté 500 en luz'))
    expect(said.join()).toContain('✅ Venta registrada')
    expect(await figures(books)).toMatchObject({ sales: 1, expenses: 500_00 })
  })

  it('is not booked in part, and it is said that nothing was', async () => {
    const act = await understood('gasté 500 en luz y vendí 2 gorras')
    await useTool(books, 'retire_product', { product: 'gorra' })
    expect((await done(act)).join()).toContain('no anoté nada')
    expect(await figures(books)).toMatchObject({ sales: 0, expenses: 0 })
  })

  it('leaves what was to be put right', async () => {
    await done(await understood('vendí 2 gorras'))
    const act = await understood('no, eran 3')
    await useTool(books, 'retire_product', { product: 'gorra' })
    expect((await done(act)).join()).toContain('no anoté nada')
    expect(await figures(books)).toMatchObject({ sales: 1, revenue: 2400 })
  })

  it('takes back what was written last, not what came over the API since', async () => {
    await done(await understood('vendí 2 gorras'))
    const sale = { lines: [{ product: 'gorra', quantity: 1 }] }
    await useTool(books, 'record_sale', sale, { cause: 'api:1' })
    await done(await understood('deshacer'))
    expect(await figures(books)).toMatchObject({ sales: 1, revenue: 1200 })
  })

  it('takes nothing older back when the API has put right what was written last', async () => {
    await done(await understood('gasté 7 en taxi'))
    await done(await understood('vendí 2 gorras'))
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a list as it is shown
    const { sales } = (await useTool(books, 'list_sales', {})) as { sales: { id: string }[] }
    const lines = [{ product: 'gorra', quantity: 3 }]
    await useTool(books, 'correct_sale', { id: sales[0]?.id, lines }, { cause: 'api:2' })
    expect((await done(await understood('deshacer'))).join()).toBe('No hay nada que deshacer.')
    expect(await figures(books)).toMatchObject({ revenue: 3600, expenses: 700 })
  })
})
