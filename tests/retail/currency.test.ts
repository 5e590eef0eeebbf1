import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  currencyIn,
  keepCurrency,
  keepCurrencyOfOldBooks,
} from '../../bot/verticals/retail/currency.ts'
import { figures } from '../../bot/verticals/retail/ledger/figures.ts'
import type { Books, RetailTables } from '../../bot/verticals/retail/ledger/tables.ts'
import { spend } from '../../bot/verticals/retail/ledger/deeds.ts'
import { retail } from '../../bot/verticals/retail/retail.ts'
import { tenantConfigSchema } from '../../common/domain/tenant-config.ts'
import { newTenantId } from '../../common/domain/ids.ts'
import { engines } from '../bot/helpers/engines.ts'
import { openBooks } from './helpers/books.ts'
import { businessOf, useTool } from './helpers/use-tool.ts'

describe.each(Object.keys(engines))('the currency of books on %s', (engine) => {
  let db: Kysely<RetailTables>
  let books: Books
  let turns = 0

  beforeEach(async () => {
    ;({ db, books } = await openBooks(engine))
  })
  afterEach(async () => {
    if (engine === 'SQLite') await db.destroy()
  })

  /** What the owner is answered while `config.json` names a currency. */
  async function say(text: string, currency: string): Promise<string> {
    turns += 1
    const business = tenantConfigSchema.parse({
      id: newTenantId(),
      slug: 'la-tienda',
      business_name: 'La tienda',
      created_at: '2026-01-01T00:00:00.000Z',
      currency,
    })
    const message = { turn: `turn ${turns}`, chat: 'chat', text, business }
    const act = await retail.assist?.(message, { ...books, db: db as never })
    const texts = await db.transaction().execute(async (inside) => await act?.run(inside as never))
    return texts?.join('\n---\n') ?? ''
  }

  it('is that of the first booking, and stays', async () => {
    expect(await currencyIn(books)).toBeUndefined()
    await keepCurrency(books, 'USD')
    await keepCurrency(books, 'USD')
    await expect(keepCurrency(books, 'ARS')).rejects.toMatchObject({ code: 'currency_changed' })
    expect(await currencyIn(books)).toBe('USD')
    expect(await currencyIn({ ...books, tenantId: newTenantId() })).toBeUndefined()
  })

  it('of books from before it was kept is the one that is named now', async () => {
    await keepCurrencyOfOldBooks(books, 'ARS')
    expect(await currencyIn(books)).toBeUndefined()
    await spend(books, { amount: 500, category: 'luz', day: '2026-03-11' })
    await keepCurrencyOfOldBooks(books, 'ARS')
    await keepCurrencyOfOldBooks(books, 'USD')
    expect(await currencyIn(books)).toBe('ARS')
  })

  it('holds for the API too, and its figures say it', async () => {
    const use = (name: string, input: unknown, currency: string) =>
      useTool(books, name, input, { business: { ...businessOf(), currency } })
    await use('add_customer', { name: 'Ana' }, 'CLP')
    expect(await currencyIn(books)).toBeUndefined()
    await use('record_expense', { amount: 1250, category: 'luz' }, 'USD')
    const refused = use('record_expense', { amount: 15_000, category: 'luz' }, 'CLP')
    await expect(refused).rejects.toMatchObject({ code: 'currency_changed' })
    expect(await use('stats', {}, 'CLP')).toMatchObject({ currency: 'USD', expenses: 1250 })
  })

  it('is not kept by what books nothing', async () => {
    await say('hola', 'USD')
    await say('¿cuánto vendí hoy?', 'USD')
    expect(await currencyIn(books)).toBeUndefined()
  })

  it('is never exchanged for another: nothing is booked, and figures stay what they were', async () => {
    expect(await say('gasté 12,50 en luz', 'USD')).toContain('Total: $12.50')
    const refused = await say('gasté 15000 en taxi', 'CLP')
    expect(refused).toContain('No anoté nada: los libros están en USD')
    expect(refused).toContain('config.json dice CLP')
    expect((await figures(books)).expenses).toBe(1250)
    expect(await say('en qué gasté hoy', 'CLP')).toMatch(/\$12\.50[^]*Los importes están en USD/)
    expect(await say('gasté 3 en taxi', 'USD')).toContain('Total: $3.00')
    expect(await say('deshacer', 'CLP')).toContain('Deshecho')
    expect((await figures(books)).expenses).toBe(1250)
  })
})
