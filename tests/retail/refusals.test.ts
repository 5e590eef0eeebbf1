import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Call } from '../../bot/verticals/vertical.ts'
import type { Books, RetailTables } from '../../bot/verticals/retail/ledger/tables.ts'
import { engines } from '../bot/helpers/engines.ts'
import { ManualClock } from '../bot/helpers/manual-clock.ts'
import { openBooks } from './helpers/books.ts'
import { everything, useTool } from './helpers/use-tool.ts'

const NOON = Date.parse('2026-03-11T15:00:00.000Z')

describe.each(Object.keys(engines))('what the tools of a shop refuse on %s', (engine) => {
  let db: Kysely<RetailTables>
  let books: Books

  beforeAll(async () => {
    ;({ db, books } = await openBooks(engine))
    books = { ...books, clock: new ManualClock(NOON) }
    await use('add_product', { name: 'Pulsera dorada', price: 2000, cost: 750, stock: 50 })
    await use('add_product', { name: 'Queso', unit: 'kg', price: 90_000 })
  })
  afterAll(async () => {
    if (engine === 'SQLite') await db.destroy()
  })

  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into what tools say
  const use = (name: string, input: unknown, more: Partial<Call> = {}): Promise<any> =>
    useTool(books, name, input, more)

  it.each([
    ['record_sale', { lines: [] }, 'lines'],
    ['record_sale', { lines: [{ product: 'queso', quantity: 0 }] }, 'lines.0.quantity'],
    ['record_sale', { lines: [{ product: 'queso', quantity: -1 }] }, 'lines.0.quantity'],
    ['record_sale', { lines: [{ product: 'queso', quantity: 0.0005 }] }, 'lines.0.quantity'],
    ['record_sale', { lines: [{ product: 'queso', quantity: '1' }] }, 'lines.0.quantity'],
    ['record_sale', { lines: [{ product: 'queso', quantity: 1, total: 9.5 }] }, 'lines.0.total'],
    ['record_sale', { lines: [{ product: 'queso', quantity: 1, total: -1 }] }, 'lines.0.total'],
    ['record_sale', { lines: [{ product: 'pulsera dorada', quantity: 1.5 }] }, 'lines.0.quantity'],
    ['record_sale', { lines: [{ product: 'queso', quantity: 1 }], day: '2026-03-12' }, 'day'],
    ['record_sale', { lines: [{ product: 'queso', quantity: 1 }], day: 'ayer' }, 'day'],
    ['record_sale', { lines: [{ product: 'queso', quantity: 1 }], tip: 1 }, 'tip'],
    ['record_sale', { lines: [{ product: 'queso', quantity: 1 }], discount: 90_001 }, undefined],
    ['record_sale', { lines: [{ product: 'queso', quantity: 1 }], paid: 90_001 }, undefined],
    ['record_sale', { lines: [{ product: 'queso', quantity: 1 }], paid: 0 }, undefined],
    ['record_expense', { amount: 0, category: 'luz' }, 'amount'],
    ['record_expense', { amount: 5, category: ' ' }, 'category'],
    ['count_stock', { product: 'queso', quantity: -1 }, 'quantity'],
    ['adjust_stock', { product: 'queso', quantity: 0 }, 'quantity'],
    ['add_product', { name: '' }, 'name'],
    ['add_product', { name: 'Mate', stock: 1.5 }, 'stock'],
    ['add_product', { name: 'Mate', unit: 'libra' }, 'unit'],
    ['change_product', { product: 'queso' }, undefined],
    ['stats', { from: '2026-03-11', to: '2026-03-10' }, 'to'],
  ] as const)('refuses %s %j and changes nothing', async (tool, input, field) => {
    const before = await everything(books)
    const refusal = await use(tool, input).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'invalid_request' })
    if (field !== undefined) expect(refusal).toMatchObject({ fields: [{ field }] })
    expect(await everything(books)).toEqual(before)
  })

  it.each([
    ['record_sale', { lines: [{ product: 'gorra', quantity: 1 }] }, 'unknown_product'],
    [
      'record_sale',
      {
        lines: [{ product: 'queso', quantity: 1 }],
        customer: '01900000-0000-7000-8000-000000000001',
      },
      'unknown_customer',
    ],
    ['show_sale', { id: 'x' }, 'unknown_booking'],
    ['show_product', { product: 'gorra' }, 'unknown_product'],
    ['record_payment', { customer: 'Nadie', amount: 1 }, 'unknown_customer'],
    ['correct_sale', { id: 'x', lines: [{ product: 'queso', quantity: 1 }] }, 'unknown_booking'],
    ['undo_booking', { id: 'x' }, 'unknown_booking'],
    ['add_product', { name: 'PULSERA  dorada' }, 'product_exists'],
    ['change_product', { product: 'queso', name: 'pulsera dorada' }, 'product_exists'],
  ] as const)('refuses %s %j with %s', async (tool, input, code) => {
    const before = await everything(books)
    await expect(use(tool, input)).rejects.toMatchObject({ code })
    expect(await everything(books)).toEqual(before)
  })

  // The last: it adds somebody.
  it('takes no payment of more than is owed', async () => {
    await use('add_customer', { name: 'Ana' })
    await expect(use('record_payment', { customer: 'Ana', amount: 1 })).rejects.toMatchObject({
      fields: [{ field: 'amount', message: 'must not be more than Ana owes, 0' }],
    })
  })
})
