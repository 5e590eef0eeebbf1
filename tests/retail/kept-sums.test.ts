import { expect, it } from 'vitest'
import { days } from '../../bot/verticals/retail/migrations/004-days.ts'
import { debts } from '../../bot/verticals/retail/migrations/005-debts.ts'
import { listCustomers } from '../../bot/verticals/retail/ledger/customers.ts'
import type { Books } from '../../bot/verticals/retail/ledger/tables.ts'
import { engines } from '../bot/helpers/engines.ts'
import { openBooks } from './helpers/books.ts'
import { useTool } from './helpers/use-tool.ts'

const rowsOf = ({ db }: Books) =>
  db
    .selectFrom('retail_days')
    .select(['tenant_id', 'day', 'kind', 'product_id', 'standing'])
    .select((row) => [
      row.fn.sum('quantity').as('quantity'),
      row.fn.sum('total').as('total'),
      row.fn.sum('cost').as('cost'),
    ])
    .groupBy(['tenant_id', 'day', 'kind', 'product_id', 'standing'])
    .orderBy('day')
    .orderBy('kind')
    .orderBy('product_id')
    .execute()

it.each(Object.keys(engines))(
  'adds up what was booked before days and debts were kept, as if they always had been, on %s',
  async (engine) => {
    const { books } = await openBooks(engine)
    const use = (tool: string, input: object): Promise<unknown> => useTool(books, tool, input)
    await use('add_product', { name: 'Gorra', price: 1200, cost: 500, stock: 10 })
    await use('add_product', { name: 'Queso', unit: 'kg', price: 9000 })
    for (const day of ['2026-03-10', '2026-03-11']) {
      const lines = ['gorra', 'queso', 'gorra'].map((product) => ({ product, quantity: 2 }))
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a sale as it is shown
      const sold = (await use('record_sale', { lines, discount: 7, day })) as { id: string }
      await use('correct_sale', { id: sold.id, lines, customer: 'Ana', paid: 100 })
      await use('record_payment', { customer: 'Ana', amount: 300, day })
      await use('record_expense', { amount: 300, category: 'luz', day })
    }
    const before = await rowsOf(books)
    expect(before.length).toBeGreaterThan(8)
    await books.db.schema.dropTable('retail_days').execute()
    await days.up(books.db)
    expect(await rowsOf(books)).toEqual(before)
    const owing = await listCustomers(books)
    expect(owing).toMatchObject([{ name: 'Ana', owes: expect.any(Number) }])
    await books.db.schema.alterTable('retail_customers').dropColumn('owes').execute()
    await debts.up(books.db)
    expect(await listCustomers(books)).toEqual(owing)
    expect(owing[0]?.owes).toBe(2 * (2 * 1200 + 2 * 9000 + 2 * 1200 - 100 - 300))
  },
)
