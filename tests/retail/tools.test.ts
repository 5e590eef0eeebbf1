import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Call } from '../../bot/verticals/vertical.ts'
import { figures } from '../../bot/verticals/retail/ledger/figures.ts'
import { latest } from '../../bot/verticals/retail/ledger/take-back.ts'
import type { Books, RetailTables } from '../../bot/verticals/retail/ledger/tables.ts'
import { engines } from '../bot/helpers/engines.ts'
import { ManualClock } from '../bot/helpers/manual-clock.ts'
import { openBooks } from './helpers/books.ts'
import { businessOf, everything, useTool } from './helpers/use-tool.ts'

const NOON = Date.parse('2026-03-11T15:00:00.000Z')

describe.each(Object.keys(engines))('the tools of a shop on %s', (engine) => {
  let db: Kysely<RetailTables>
  let books: Books
  let clock: ManualClock

  beforeEach(async () => {
    ;({ db, books } = await openBooks(engine))
    clock = new ManualClock(NOON)
    books = { ...books, clock }
    await use('add_product', { name: 'Pulsera dorada', price: 2000, cost: 750, stock: 50 })
    await use('add_product', { name: 'Queso', unit: 'kg', price: 90_000 })
  })
  afterEach(async () => {
    if (engine === 'SQLite') await db.destroy()
  })

  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into what tools say
  const use = (name: string, input: unknown, more: Partial<Call> = {}): Promise<any> =>
    useTool(books, name, input, more)

  it('books a sale by names, with decimals and minor units', async () => {
    const sale = await use('record_sale', {
      lines: [
        { product: 'PULSERA  DORADA', quantity: 2 },
        { product: 'queso', quantity: 0.5 },
      ],
      discount: 1000,
      customer: 'Ana',
      paid: 0,
    })
    expect(sale).toMatchObject({
      day: '2026-03-11',
      customer: { name: 'Ana' },
      total: 48_000,
      discount: 1000,
      paid: 0,
      cost: 1500,
      undone_by: null,
      lines: [
        { name: 'Pulsera dorada', quantity: 2, total: 3918 },
        { name: 'Queso', unit: 'kg', quantity: 0.5, total: 44_082 },
      ],
    })
    expect(await use('list_customers', { owing: true })).toMatchObject({
      customers: [{ name: 'Ana', owes: 48_000 }],
      currency: 'ARS',
    })
    expect((await use('list_products', {})).products[0]).toMatchObject({ stock: 48 })
    expect(await use('stats', { from: '2026-03-01', to: '2026-03-11' })).toMatchObject({
      products: 2,
      sales: 1,
      revenue: 48_000,
      profit: 46_500,
      owed: 48_000,
      best_sellers: [{ name: 'Queso' }, { name: 'Pulsera dorada', quantity: 2 }],
    })
  })

  it('corrects by a reversal and a new booking, with what it had cost then', async () => {
    const { id } = await use('record_sale', {
      lines: [{ product: 'pulsera dorada', quantity: 2 }],
      day: '2026-03-02',
    })
    await use('record_purchase', {
      lines: [{ product: 'pulsera dorada', quantity: 1, total: 900 }],
    })
    const corrected = await use('correct_sale', {
      id,
      lines: [{ product: 'pulsera dorada', quantity: 3 }],
    })
    expect(corrected).toMatchObject({ day: '2026-03-02', total: 6000, cost: 2250 })
    const { sales } = await use('list_sales', { undone: true })
    expect(sales).toMatchObject([{ id, undone_by: expect.any(String) }, { id: corrected.id }])
    expect((await use('list_sales', {})).sales).toMatchObject([{ id: corrected.id }])
    expect((await use('list_products', {})).products[0].stock).toBe(48)
    await expect(
      use('correct_sale', { id, lines: [{ product: 'queso', quantity: 1 }] }),
    ).rejects.toMatchObject({ code: 'not_reversible' })
    const { bookings } = await use('list_bookings', {})
    expect(bookings.filter(({ reverses }: { reverses: unknown }) => reverses === id)).toMatchObject(
      [{ kind: 'sale', total: -4000, lines: [{ quantity: -2, moved: 2 }] }],
    )
  })

  it('corrects and takes back expenses, purchases and payments', async () => {
    const spent = await use('record_expense', { amount: 500, category: 'luz', day: '2026-03-01' })
    const more = await use('correct_expense', { id: spent.id, amount: 700, category: 'luz' })
    expect(more).toMatchObject({ amount: 700, day: '2026-03-01' })
    const lines = [{ product: 'queso', quantity: 1.5, total: 60_000 }]
    const bought = await use('record_purchase', { lines })
    expect((await use('list_products', {})).products[1]).toMatchObject({ cost: 40_000, stock: 1.5 })
    const cheaper = await use('correct_purchase', {
      id: bought.id,
      lines: [{ ...lines[0], total: 45_000 }],
    })
    expect((await use('list_products', {})).products[1]).toMatchObject({ cost: 30_000, stock: 1.5 })
    await use('record_sale', {
      lines: [{ product: 'queso', quantity: 1 }],
      customer: 'Ana',
      paid: 0,
    })
    const paid = await use('record_payment', { customer: 'ana', amount: 90_000 })
    const less = await use('correct_payment', { id: paid.id, customer: 'Ana', amount: 40_000 })
    expect((await use('list_customers', {})).customers).toMatchObject([{ owes: 50_000 }])
    for (const [tool, id] of [
      ['undo_payment', less.id],
      ['undo_purchase', cheaper.id],
      ['undo_expense', more.id],
    ] as const) {
      expect(await use(tool, { id })).toMatchObject({ id, undone_by: expect.any(String) })
    }
    expect(await use('stats', {})).toMatchObject({ expenses: 0, purchases: 0, payments: 0 })
  })

  it('takes back a kind of booking under its own name only', async () => {
    const { id } = await use('record_expense', { amount: 500, category: 'luz' })
    await expect(use('undo_sale', { id })).rejects.toMatchObject({ code: 'unknown_booking' })
    await use('undo_booking', { id })
    expect(await figures(books)).toMatchObject({ expenses: 0 })
  })

  it('does nothing that is switched off, but for taking back', async () => {
    const { id } = await use('record_sale', { lines: [{ product: 'queso', quantity: 1 }] })
    const off = {
      business: businessOf({
        sales_enabled: false,
        expenses_enabled: false,
        inventory_enabled: false,
      }),
    }
    const before = await everything(books)
    for (const [tool, input] of [
      ['record_sale', { lines: [{ product: 'queso', quantity: 1 }] }],
      ['correct_sale', { id, lines: [{ product: 'queso', quantity: 2 }] }],
      ['record_payment', { customer: 'Ana', amount: 1 }],
      ['record_expense', { amount: 5, category: 'luz' }],
      ['record_purchase', { lines: [{ product: 'queso', quantity: 1 }] }],
      ['count_stock', { product: 'queso', quantity: 1 }],
      ['adjust_stock', { product: 'queso', quantity: 1 }],
    ] as const) {
      await expect(use(tool, input, off), tool).rejects.toMatchObject({ code: 'feature_off' })
    }
    expect(await everything(books)).toEqual(before)
    expect(await use('undo_sale', { id }, off)).toMatchObject({ id })
  })

  it('books nothing in another currency than the first booking, but takes back', async () => {
    const { id } = await use('record_expense', { amount: 500, category: 'luz' })
    const other = { business: { ...businessOf(), currency: 'USD' } }
    await expect(
      use('record_expense', { amount: 5, category: 'gas' }, other),
    ).rejects.toMatchObject({ code: 'currency_changed' })
    expect(await use('stats', {}, other)).toMatchObject({ currency: 'ARS', expenses: 500 })
    expect(await use('undo_expense', { id }, other)).toMatchObject({ id })
  })

  it('does once what comes under one key, for seven days', async () => {
    const expense = { amount: 500, category: 'luz' }
    const first = await use('record_expense', expense, { key: 'k' })
    expect(await use('record_expense', expense, { key: 'k' })).toEqual(first)
    const undone = await use('undo_expense', { id: first.id }, { key: 'u' })
    expect(await use('undo_expense', { id: first.id }, { key: 'u' })).toEqual(undone)
    expect(await use('record_expense', expense, { key: 'k' })).toEqual(undone)
    await expect(
      use('record_expense', { ...expense, amount: 501 }, { key: 'k' }),
    ).rejects.toMatchObject({ code: 'idempotency_conflict' })
    await expect(use('undo_expense', { id: first.id })).rejects.toMatchObject({
      code: 'not_reversible',
    })
    clock.advance(8 * 24 * 3_600_000)
    expect((await use('record_expense', expense, { key: 'k' })).id).not.toBe(first.id)
  })

  it('leaves what an API booked to the API when a chat takes its last back', async () => {
    await use('record_expense', { amount: 500, category: 'luz' }, { cause: 'turn' })
    await use('record_expense', { amount: 700, category: 'gas' }, { cause: 'api:1' })
    expect(await latest(books)).toMatchObject([{ total: 500 }])
  })

  it('gives lists by pages', async () => {
    for (let amount = 1; amount <= 5; amount += 1) {
      await use('record_expense', { amount, category: 'luz' })
    }
    const first = await use('list_expenses', { limit: 2 })
    const second = await use('list_expenses', { limit: 3, after: first.after })
    const amounts = [...first.expenses, ...second.expenses].map(({ amount }) => amount)
    expect(amounts).toEqual([1, 2, 3, 4, 5])
    expect(second.after).toBeNull()
    const one = await use('list_products', { limit: 1 })
    expect(await use('list_products', { after: one.after })).toMatchObject({
      products: [{ name: 'Queso' }],
      after: null,
    })
  })

  it('keeps the catalogue and who buys', async () => {
    expect(
      await use('change_product', { product: 'queso', name: 'Queso fresco', low_stock: 2.5 }),
    ).toMatchObject({ name: 'Queso fresco', aliases: ['Queso'], low_stock: 2.5 })
    expect(await use('count_stock', { product: 'queso', quantity: 2.25 })).toMatchObject({
      stock: 2.25,
    })
    expect(await use('list_products', { low: true })).toMatchObject({
      products: [{ name: 'Queso fresco' }],
    })
    expect(await use('adjust_stock', { product: 'queso', quantity: -0.25 })).toMatchObject({
      stock: 2,
    })
    expect(await use('retire_product', { product: 'queso' })).toMatchObject({ retired: true })
    const sale = { lines: [{ product: 'queso', quantity: 1 }] }
    await expect(use('record_sale', sale)).rejects.toMatchObject({ code: 'unknown_product' })
    const { id } = await use('add_customer', { name: 'Ana' })
    await expect(use('add_customer', { name: 'ANA' })).rejects.toMatchObject({
      code: 'customer_exists',
    })
    expect(await use('change_customer', { id, name: 'Ana López' })).toEqual({
      id,
      name: 'Ana López',
      owes: 0,
    })
  })
})
