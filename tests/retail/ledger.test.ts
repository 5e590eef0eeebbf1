import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  addProduct,
  changeProduct,
  retireProduct,
} from '../../bot/verticals/retail/ledger/catalogue.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { listCustomers } from '../../bot/verticals/retail/ledger/customers.ts'
import {
  adjust,
  buy,
  count,
  receive,
  sell,
  spend,
} from '../../bot/verticals/retail/ledger/deeds.ts'
import {
  figures,
  soldByProduct,
  spentByCategory,
} from '../../bot/verticals/retail/ledger/figures.ts'
import { listProducts } from '../../bot/verticals/retail/ledger/products.ts'
import type { Books, RetailTables } from '../../bot/verticals/retail/ledger/tables.ts'
import { latest, takeBack } from '../../bot/verticals/retail/ledger/take-back.ts'
import type { Kysely } from 'kysely'
import { engines } from '../bot/helpers/engines.ts'
import { openBooks } from './helpers/books.ts'

const day = '2026-03-11'

const changesOf = (text: string | null) =>
  z.array(z.looseObject({ field: z.string() })).parse(JSON.parse(text ?? '[]'))

describe.each(Object.keys(engines))("a shop's books on %s", (engine) => {
  let db: Kysely<RetailTables>
  let books: Books
  let bracelet: string

  beforeEach(async () => {
    ;({ db, books } = await openBooks(engine))
    bracelet = await addProduct(books, {
      name: 'Pulsera dorada',
      price: 2000,
      cost: 800,
      stock: 50_000,
      day,
    })
  })
  afterEach(async () => {
    if (engine === 'SQLite') await db.destroy()
  })

  const product = async (id = bracelet) =>
    (await listProducts(books, true)).find((one) => one.id === id)

  it('books a sale with its revenue, its cost and what has left the shop', async () => {
    await sell(books, { items: [{ product: bracelet, quantity: 2000 }], day })
    expect(await figures(books)).toMatchObject({
      sales: 1,
      revenue: 4000,
      cost: 1600,
      profit: 2400,
    })
    expect((await product())?.stock).toBe(48_000)
  })

  it('spreads a discount over the lines without losing a cent', async () => {
    const items = [333, 333, 334].map((total) => ({ product: bracelet, quantity: 1000, total }))
    await sell(books, { items, discount: 100, day })
    expect((await soldByProduct(books))[0]).toMatchObject({ quantity: 3000, revenue: 900 })
    expect(await figures(books)).toMatchObject({ revenue: 900 })
  })

  it('takes the cost at the time of the sale, and learns it from purchases', async () => {
    const one = [{ product: bracelet, quantity: 1000 }]
    await sell(books, { items: one, day })
    await buy(books, { items: [{ product: bracelet, quantity: 10_000, total: 9000 }], day })
    expect((await product())?.cost).toBe(900)
    await sell(books, { items: one, day })
    expect(await figures(books)).toMatchObject({ cost: 1700, purchases: 9000 })
  })

  it('knows who owes what, whatever the accents of a name', async () => {
    const items = [{ product: bracelet, quantity: 2000 }]
    await sell(books, { items, customer: 'María', paid: 1000, day })
    await receive(books, { customer: 'maria', amount: 500, day })
    expect(await listCustomers(books)).toEqual([
      { id: expect.any(String), name: 'María', owes: 2500 },
    ])
  })

  it('refuses what cannot be booked, and books nothing of it', async () => {
    const items = [{ product: bracelet, quantity: 1000 }]
    await expect(sell(books, { items, discount: 2001, day })).rejects.toThrow('larger')
    await expect(sell(books, { items, paid: 2001, day })).rejects.toThrow('More was paid')
    await expect(sell(books, { items, paid: 0, day })).rejects.toThrow('name')
    await expect(sell(books, { items: [{ product: bracelet, quantity: 0 }], day })).rejects.toThrow(
      'above 0',
    )
    await expect(
      sell(books, { items: [{ product: 'none', quantity: 1000 }], day }),
    ).rejects.toMatchObject({ code: 'unknown_product' })
    const unpriced = await addProduct(books, { name: 'Gorra', day })
    await expect(
      sell(books, { items: [{ product: unpriced, quantity: 1000 }], day }),
    ).rejects.toThrow('no price')
    expect(await figures(books)).toMatchObject({ sales: 0, revenue: 0 })
    expect((await product())?.stock).toBe(50_000)
  })

  it('does not know a stock until somebody has counted', async () => {
    const cap = await addProduct(books, { name: 'Gorra', price: 1200, day })
    await sell(books, { items: [{ product: cap, quantity: 3000 }], day })
    expect((await product(cap))?.stock).toBeUndefined()
    const counted = await count(books, { product: cap, quantity: 20_000, day })
    expect((await product(cap))?.stock).toBe(20_000)
    await takeBack(books, counted)
    expect((await product(cap))?.stock).toBeUndefined()
  })

  it('moves the stock by what was lost or found, and by nothing else', async () => {
    const lost = await adjust(books, { product: bracelet, quantity: -2000, day })
    expect((await product())?.stock).toBe(48_000)
    expect(await figures(books)).toMatchObject({ revenue: 0, cost: 0, profit: 0 })
    await takeBack(books, lost)
    expect((await product())?.stock).toBe(50_000)
  })

  it('gathers expenses by category, whatever their accents', async () => {
    await spend(books, { amount: 500, category: 'Envíos', day })
    await spend(books, { amount: 300, category: 'envios', day })
    await spend(books, { amount: 900, category: 'luz', day: '2026-02-01' })
    expect(
      (await spentByCategory(books, { from: '2026-03-01' })).map(({ amount }) => amount),
    ).toEqual([800])
    expect(await figures(books, { to: '2026-02-28' })).toMatchObject({
      expenses: 900,
      profit: -900,
    })
  })

  it('takes back all that had one cause, once', async () => {
    const cause = 'turn'
    await sell(books, { items: [{ product: bracelet, quantity: 2000 }], day, cause })
    await spend(books, { amount: 500, category: 'taxi', day, cause })
    const last = await latest(books)
    expect(last.map(({ kind }) => kind)).toEqual(['expense', 'sale'])
    for (const { id } of last) await takeBack(books, id, 'undo')
    expect(await figures(books)).toMatchObject({ sales: 0, revenue: 0, expenses: 0, profit: 0 })
    expect((await product())?.stock).toBe(50_000)
    for (const { id } of last) {
      await expect(takeBack(books, id)).rejects.toMatchObject({ code: 'not_reversible' })
    }
    await expect(takeBack(books, 'none')).rejects.toMatchObject({ code: 'unknown_booking' })
  })

  it('takes back changes of the catalogue, with the names', async () => {
    const renamed = await changeProduct(books, { product: bracelet, name: 'Pulsera fina', day })
    expect(await product()).toMatchObject({ name: 'Pulsera fina', aliases: ['Pulsera dorada'] })
    await expect(addProduct(books, { name: 'pulsera DORADA', day })).rejects.toMatchObject({
      code: 'product_exists',
    })
    await takeBack(books, renamed)
    expect(await product()).toMatchObject({ name: 'Pulsera dorada', aliases: [] })

    await changeProduct(books, { product: bracelet, alias: 'brazalete', day })
    const retired = await retireProduct(books, { product: bracelet, day })
    expect(await listProducts(books)).toEqual([])
    await takeBack(books, retired)
    expect(await product()).toMatchObject({ aliases: ['brazalete'], isRetired: false })
  })

  it('gives a product that is sold again the names it had then, whatever it lost in the same instant', async () => {
    const still = { ...books, clock: { ...systemClock, now: () => Date.UTC(2026, 2, 11) } }
    const renamed = await changeProduct(still, { product: bracelet, name: 'Pulsera fina', day })
    await takeBack(still, renamed)
    await takeBack(still, await retireProduct(still, { product: bracelet, day }))
    expect(await product()).toMatchObject({ name: 'Pulsera dorada', aliases: [] })
  })

  it('takes back no name that a product had before', async () => {
    await changeProduct(books, { product: bracelet, alias: 'brazalete', day })
    const again = await changeProduct(books, { product: bracelet, alias: 'Brazalete', day })
    const renamed = await changeProduct(books, { product: bracelet, name: 'brazalete', day })
    await takeBack(books, again)
    await takeBack(books, renamed)
    expect(await product()).toMatchObject({ name: 'Pulsera dorada', aliases: ['brazalete'] })
  })

  /** As it was written before names were kept with the booking. */
  async function asBefore(booking: string): Promise<string> {
    const { changes } = await db
      .selectFrom('retail_bookings')
      .select('changes')
      .where('id', '=', booking)
      .executeTakeFirstOrThrow()
    const old = changesOf(changes).filter(({ field }) => field !== 'alias')
    await db
      .updateTable('retail_bookings')
      .set({ changes: JSON.stringify(old) })
      .where('id', '=', booking)
      .execute()
    return booking
  }

  it('sells a product again that was retired before its names were kept with the booking', async () => {
    await takeBack(books, await asBefore(await retireProduct(books, { product: bracelet, day })))
    expect(await product()).toMatchObject({ name: 'Pulsera dorada', isRetired: false })
    await expect(addProduct(books, { name: 'pulsera dorada', day })).rejects.toMatchObject({
      code: 'product_exists',
    })
  })

  it('takes back a name that was given before names were kept with the booking', async () => {
    const renamed = await changeProduct(books, { product: bracelet, name: 'Pulsera fina', day })
    await takeBack(books, await asBefore(renamed))
    expect(await product()).toMatchObject({ name: 'Pulsera dorada', aliases: [] })
    await addProduct(books, { name: 'pulsera fina', day })
  })

  it('leaves what a later booking has changed again', async () => {
    const first = await changeProduct(books, { product: bracelet, price: 2200, day })
    await changeProduct(books, { product: bracelet, price: 2500, day })
    await takeBack(books, first)
    expect((await product())?.price).toBe(2500)
  })

  it('takes a new product back only while nothing else was booked of it', async () => {
    const [added] = await latest(books)
    await sell(books, { items: [{ product: bracelet, quantity: 1000 }], day })
    await expect(takeBack(books, added?.id ?? '')).rejects.toMatchObject({ code: 'not_reversible' })
    const [sold] = await latest(books)
    await takeBack(books, sold?.id ?? '')
    await takeBack(books, added?.id ?? '')
    expect(await listProducts(books)).toEqual([])
    await addProduct(books, { name: 'Pulsera dorada', day })
  })
})
