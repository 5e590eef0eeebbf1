import { describe, expect, it } from 'vitest'
import { addProduct } from '../../bot/verticals/retail/ledger/catalogue.ts'
import { listCustomers } from '../../bot/verticals/retail/ledger/customers.ts'
import { figures, soldByProduct } from '../../bot/verticals/retail/ledger/figures.ts'
import type { Books } from '../../bot/verticals/retail/ledger/tables.ts'
import { latest } from '../../bot/verticals/retail/ledger/take-back.ts'
import { fc } from '../property.ts'
import { openBooks } from './helpers/books.ts'
import { Model } from './helpers/model.ts'
import type { Deed, Op } from './helpers/model.ts'
import { bookOne } from './helpers/two-ways.ts'
import type { Way } from './helpers/two-ways.ts'
import { useTool } from './helpers/use-tool.ts'

const DAYS = ['2026-03-09', '2026-03-10', '2026-03-11'] as const

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
const sale = fc
  .record({
    items,
    off: fc.integer({ min: 0, max: 1000 }),
    customer: whoever,
    paid: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ items: sold, off, customer, paid }): Deed => {
    const sum = new Model(PRODUCTS).totalOf(sold.map((one) => ({ ...one, total: one.total ?? 0 })))
    return { op: 'sell', items: sold, discount: Math.floor((sum * off) / 1000), customer, paid }
  })
const correctable = fc.oneof(
  sale,
  fc.record({ op: fc.constant('spend' as const), amount, category: which }),
  fc.record({ op: fc.constant('buy' as const), items }),
  fc.record({ op: fc.constant('receive' as const), customer: whoever, amount }),
)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { arbitrary: correctable, weight: 2 },
  fc.record({
    op: fc.constantFrom('count' as const, 'adjust' as const),
    product: which,
    quantity: fc.integer({ min: 1, max: 100_000 }),
  }),
  fc.record({ op: fc.constantFrom('price' as const, 'cost' as const), product: which, amount }),
)
/** Of all that stands, or of what can be put right: where, of a thousand. */
const place = fc.integer({ min: 0, max: 999 })
const operation: fc.Arbitrary<Op> = fc.oneof(
  { arbitrary: deed, weight: 4 },
  fc.record({ op: fc.constant('undo' as const), place }),
  fc.record({ op: fc.constant('correct' as const), place, to: correctable }),
)
/** Chats book by the ledger's own functions, an API by tools. */
const way = fc.record({
  by: fc.constantFrom('chat' as const, 'api' as const),
  day: fc.constantFrom(...DAYS),
})

describe('any sequence of bookings, undos and corrections, by chat and by API', () => {
  it(
    'keeps stock, money, debts and profit equal to a model, to the cent',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(operation, way), { maxLength: 40 }), async (steps) => {
          const { db, books } = await openBooks('SQLite')
          try {
            await compare(books, steps)
          } finally {
            await db.destroy()
          }
        }),
        { numRuns: Number(process.env['BOOKINGS'] ?? 200) },
      )
    },
  )
})

async function compare(books: Books, steps: readonly (readonly [Op, Way])[]): Promise<void> {
  const model = new Model(PRODUCTS)
  const products: string[] = []
  for (let index = 0; index < PRODUCTS; index += 1) {
    const [price, cost] = [model.priceOf(index), model.costOf(index)]
    products.push(
      await addProduct(books, { name: `p${index}`, unit: 'kg', price, cost, day: DAYS[0] }),
    )
  }
  const standing: string[] = []
  for (const [op, how] of steps) {
    const meant = placed(op, model)
    if (!meant) continue
    const isTaken = await bookOne({ books, products, model, standing }, meant, how)
    if (!isTaken) continue
    model.do(meant, how.day)
    if (meant.op === 'undo' || meant.op === 'correct') standing.splice(meant.place, 1)
    if (meant.op !== 'undo') standing.push((await latest(books))[0]?.id ?? '')
  }
  await same(books, products, model)
}

/** With the place among those that stand; undefined when there is none. */
function placed(op: Op, model: Model): Op | undefined {
  if (op.op !== 'undo' && op.op !== 'correct') return op
  const places = model.placesOf(op.op === 'correct' ? op.to.op : undefined)
  const found = places[Math.floor((op.place * places.length) / 1000)]
  return found === undefined ? undefined : { ...op, place: found }
}

async function same(books: Books, products: readonly string[], model: Model): Promise<void> {
  for (const [from, to] of [
    [DAYS[0], DAYS[2]],
    [DAYS[1], DAYS[1]],
    [DAYS[1], DAYS[2]],
  ] as const) {
    expect(await figures(books, { from, to })).toMatchObject(model.figures(from, to))
    expect((await soldByProduct(books, { from, to })).toSorted(byId)).toEqual(
      await soldIn(books, from, to),
    )
  }
  const { revenue, expenses, profit } = model.figures()
  expect(await useTool(books, 'stats', {})).toMatchObject({ revenue, expenses, profit })
  for (const [index, id] of products.entries()) {
    const rows = books.db.selectFrom('retail_products').selectAll().where('id', '=', id)
    expect(await rows.executeTakeFirst()).toMatchObject({
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
  expect(sold.reduce((sum, one) => sum + one.revenue, 0)).toBe(revenue)
}

const byId = (one: { product: string }, other: { product: string }): number =>
  one.product.localeCompare(other.product)

/** What was sold, by product, added up line by line. */
async function soldIn({ db }: Books, from: string, to: string): Promise<readonly object[]> {
  const rows = await db
    .selectFrom('retail_lines as line')
    .innerJoin('retail_bookings as one', 'one.id', 'line.booking_id')
    .innerJoin('retail_products as product', 'product.id', 'line.product_id')
    .select(['product.id as product', 'product.name as name'])
    .select((select) => [
      select.fn.sum<number>('line.quantity').as('quantity'),
      select.fn.sum<number>('line.total').as('revenue'),
      select.fn.sum<number>('line.cost').as('cost'),
    ])
    .where('one.kind', '=', 'sale')
    .where('one.day', '>=', from)
    .where('one.day', '<=', to)
    .groupBy(['product.id', 'product.name'])
    .orderBy('product.id')
    .execute()
  return rows.filter(({ quantity, revenue }) => quantity !== 0 || revenue !== 0)
}
