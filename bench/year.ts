import { openSqlite, queriesOver } from '../common/kit/database.ts'
import { systemClock } from '../common/kit/clock.ts'
import { asTenantId } from '../common/domain/ids.ts'
import { addProduct } from '../bot/verticals/retail/ledger/catalogue.ts'
import { receive, sell, spend } from '../bot/verticals/retail/ledger/deeds.ts'
import type { Books, RetailTables } from '../bot/verticals/retail/ledger/tables.ts'

const THINGS = 'pulsera gorra taza remera bolsa vela cartera mochila campera bufanda'.split(' ')
const LOOKS = 'roja negra blanca dorada plateada amarilla lisa fina chica larga'.split(' ')

/** What the shops of the bench sell. */
export const WARES = THINGS.flatMap((thing) => LOOKS.map((look) => `${thing} ${look}`))

const DAYS = 365
const DAY_MS = 24 * 3_600_000
const MANY = 1_000_000_000

/**
 * Books a catalogue of 100 products, and sales of them over the last year, every tenth on credit to
 * one of 200 customers, with some expenses and payments each day.
 * @param file the database of a bot that does not run
 */
export async function keepBooks(file: string, tenant: string, sales: number): Promise<void> {
  const db = queriesOver<RetailTables>(openSqlite(file))
  try {
    await db.transaction().execute(async (inside) => {
      const books = { db: inside, tenantId: asTenantId(tenant), clock: systemClock }
      await book(books, sales)
    })
  } finally {
    await db.destroy()
  }
}

async function book(books: Books, sales: number): Promise<void> {
  const begun = Date.now() - DAYS * DAY_MS
  const dayOf = (number: number): string =>
    new Date(begun + number * DAY_MS).toISOString().slice(0, 10)
  const products: string[] = []
  for (const [index, name] of WARES.entries()) {
    const prices = { price: 1000 + index * 10, cost: 400 + index }
    products.push(await addProduct(books, { name, ...prices, stock: MANY, day: dayOf(0) }))
  }
  const item = (number: number) => ({
    product: products[number % products.length] ?? '',
    quantity: (1 + (number % 3)) * 1000,
  })
  for (let number = 0; number < sales; number += 1) {
    const day = dayOf(Math.floor((number * DAYS) / sales))
    const items = number % 2 === 0 ? [item(number)] : [item(number), item(number * 7 + 1)]
    const debt = { customer: `cliente ${number % 200}`, paid: 0 }
    await sell(books, { items, day, ...(number % 10 === 0 && debt) })
    if (number % 30 === 0) {
      await spend(books, { amount: 5000, category: `gasto ${number % 7}`, day })
      await receive(books, { customer: debt.customer, amount: 500, day })
    }
  }
}
