import { describe, expect, it } from 'vitest'
import { addProduct, changeProduct } from '../../bot/verticals/retail/ledger/catalogue.ts'
import { listCustomers } from '../../bot/verticals/retail/ledger/customers.ts'
import {
  adjust,
  buy,
  count,
  receive,
  sell,
  spend,
} from '../../bot/verticals/retail/ledger/deeds.ts'
import { figures, soldByProduct } from '../../bot/verticals/retail/ledger/figures.ts'
import type { Books } from '../../bot/verticals/retail/ledger/tables.ts'
import { latest, takeBack } from '../../bot/verticals/retail/ledger/take-back.ts'
import { fc } from '../property.ts'
import { openBooks } from './helpers/books.ts'
import { Model } from './helpers/model.ts'
import type { Op } from './helpers/model.ts'

const day = '2026-03-11'

const PRODUCTS = 3
const CUSTOMERS = 2

const amount = fc.integer({ min: 1, max: 1_000_000 })
const which = fc.integer({ min: 0, max: PRODUCTS - 1 })
const items = fc.array(
  fc.record(
    { product: which, quantity: fc.integer({ min: 1, max: 50_000 }), total: amount },
    { requiredKeys: ['product', 'quantity'] },
  ),
  { minLength: 1, maxLength: 4 },
)
const whoever = fc.integer({ min: 0, max: CUSTOMERS - 1 })
const operation: fc.Arbitrary<Op> = fc.oneof(
  fc
    .record({
      items,
      off: fc.integer({ min: 0, max: 1000 }),
      customer: whoever,
      paid: fc.integer({ min: 0, max: 1000 }),
    })
    .map(({ items: sold, off, customer: buyer, paid }): Op => {
      const sum = new Model(PRODUCTS).totalOf(
        sold.map((one) => ({ ...one, total: one.total ?? 0 })),
      )
      return {
        op: 'sell',
        items: sold,
        discount: Math.floor((sum * off) / 1000),
        customer: buyer,
        paid,
      }
    }),
  fc.record({ op: fc.constant('spend' as const), amount, category: which }),
  fc.record({ op: fc.constant('buy' as const), items }),
  fc.record({ op: fc.constant('receive' as const), customer: whoever, amount }),
  fc.record({
    op: fc.constantFrom('count' as const, 'adjust' as const),
    product: which,
    quantity: fc.integer({ min: 0, max: 100_000 }),
  }),
  fc.record({ op: fc.constantFrom('price' as const, 'cost' as const), product: which, amount }),
  fc.constant({ op: 'undo' as const }),
)

describe('any sequence of bookings and undos', () => {
  it(
    'keeps stock, money, debts and profit equal to a model, to the cent',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
          const { db, books } = await openBooks('SQLite')
          try {
            await compare(books, operations)
          } finally {
            await db.destroy()
          }
        }),
        { numRuns: Number(process.env['BOOKINGS'] ?? 200) },
      )
    },
  )
})

async function compare(books: Books, operations: readonly Op[]): Promise<void> {
  const model = new Model(PRODUCTS)
  const products: string[] = []
  for (let index = 0; index < PRODUCTS; index += 1) {
    const [price, cost] = [model.priceOf(index), model.costOf(index)]
    products.push(await addProduct(books, { name: `p${index}`, price, cost, day }))
  }
  const [first] = await latest(books)
  for (const op of operations) {
    const before = await latest(books)
    // The products themselves stay.
    if (op.op === 'undo' && before[0]?.id === first?.id) continue
    await book(books, products, model, op)
    model.do(op)
  }
  expect(await figures(books)).toMatchObject(model.figures())
  for (const [index, id] of products.entries()) {
    const [row] = await books.db
      .selectFrom('retail_products')
      .selectAll()
      .where('id', '=', id)
      .execute()
    expect(row).toMatchObject({
      stock: model.stockOf(index),
      price: model.priceOf(index),
      cost: model.costOf(index),
    })
  }
  const customers = await listCustomers(books)
  for (let index = 0; index < CUSTOMERS; index += 1) {
    const owes = customers.find(({ name }) => name === `c${index}`)?.owes ?? 0
    expect(owes).toBe(model.debtOf(index))
  }
  const sold = await soldByProduct(books)
  expect(sold.reduce((sum, { revenue }) => sum + revenue, 0)).toBe(model.figures().revenue)
}

async function book(
  books: Books,
  products: readonly string[],
  model: Model,
  op: Op,
): Promise<unknown> {
  const id = (index: number): string => products[index] ?? ''
  const real = (list: readonly { product: number; quantity: number; total?: number }[]) =>
    list.map(({ product, quantity, total }) => ({ product: id(product), quantity, total }))
  switch (op.op) {
    case 'sell': {
      const total = model.totalOf(op.items) - op.discount
      const paid = op.paid === undefined ? undefined : Math.floor((total * op.paid) / 1000)
      const customer = op.customer === undefined ? undefined : `c${op.customer}`
      return await sell(books, {
        items: real(op.items),
        discount: op.discount,
        customer,
        paid,
        day,
      })
    }
    case 'spend':
      return await spend(books, { amount: op.amount, category: `k${op.category}`, day })
    case 'buy':
      return await buy(books, { items: real(op.items), day })
    case 'receive':
      return await receive(books, { customer: `c${op.customer}`, amount: op.amount, day })
    case 'count':
      return await count(books, { product: id(op.product), quantity: op.quantity, day })
    case 'adjust':
      return await adjust(books, { product: id(op.product), quantity: op.quantity, day })
    case 'price':
      return await changeProduct(books, { product: id(op.product), price: op.amount, day })
    case 'cost':
      return await changeProduct(books, { product: id(op.product), cost: op.amount, day })
    case 'undo': {
      const [last] = await latest(books)
      return last && (await takeBack(books, last.id))
    }
  }
}
