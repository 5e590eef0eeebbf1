import { problem } from '../../../../common/contracts/errors.ts'
import { priced, shares, WHOLE } from './amounts.ts'
import { customerNamed } from './customers.ts'
import { folded } from '../../../../common/kit/folded.ts'
import { productRow, setProduct } from './products.ts'
import type { Books, ProductRow } from './tables.ts'
import { startCounting, writeBooking } from './write-booking.ts'
import type { Change, NewLine, When } from './write-booking.ts'

/** So much of a product, in thousandths of its unit. */
export interface Item {
  readonly product: string
  readonly quantity: number
  /** What all of it costs, in minor units; by the product's price or cost unless told. */
  readonly total?: number | undefined
  /** What all of it had cost, of a sale; by the product's cost unless told. */
  readonly cost?: number | undefined
}

export interface Sale extends When {
  readonly items: readonly Item[]
  /** In minor units, off the whole. */
  readonly discount?: number | undefined
  /** The name of whoever bought. */
  readonly customer?: string | undefined
  /** What was paid at once; all of it unless told. */
  readonly paid?: number | undefined
}

/**
 * Books a sale: revenue, what the things had cost, what is owed, and what has left the shop.
 * @returns the booking's id
 * @throws {Problem} `unknown_product`, `invalid_request` for a price that nobody knows, a discount
 *   larger than the sale, a payment larger than the total, or a debt of nobody
 */
export async function sell(books: Books, sale: Sale): Promise<string> {
  const rows = await rowsOf(books, sale.items)
  const full = rows.map(({ item, row }) => item.total ?? pricedAt(row, item.quantity))
  const sum = full.reduce((total, each) => total + each, 0)
  const discount = sale.discount ?? 0
  if (discount > sum) throw problem('invalid_request', 'The discount is larger than the sale.')
  const off = shares(discount, full)
  const lines = rows.map(({ item, row }, index): NewLine => ({
    product: row.id,
    quantity: item.quantity,
    moved: -item.quantity,
    total: (full[index] ?? 0) - (off[index] ?? 0),
    cost: item.cost ?? (row.cost === null ? 0 : priced(item.quantity, row.cost)),
  }))
  const total = sum - discount
  const paid = sale.paid ?? total
  if (paid > total) throw problem('invalid_request', 'More was paid than the sale comes to.')
  if (paid < total && sale.customer === undefined) {
    throw problem('invalid_request', 'What is owed needs the name of whoever owes it.')
  }
  return await writeBooking(books, {
    kind: 'sale',
    day: sale.day,
    cause: sale.cause,
    total,
    discount,
    paid,
    cost: lines.reduce((cost, line) => cost + line.cost, 0),
    customer: sale.customer === undefined ? undefined : await customerNamed(books, sale.customer),
    lines,
  })
}

export interface Expense extends When {
  readonly amount: number
  readonly category: string
}

/** Books money that was spent. @returns the booking's id */
export function spend(books: Books, { amount, category, day, cause }: Expense): Promise<string> {
  const name = category.trim()
  return writeBooking(books, {
    kind: 'expense',
    day,
    cause,
    total: amount,
    category: { name, folded: folded(name) },
  })
}

export interface Purchase extends When {
  readonly items: readonly Item[]
}

/**
 * Books what was bought for the shop. What it cost is what the product costs from now on.
 * @returns the booking's id
 * @throws {Problem} `unknown_product`
 */
export async function buy(books: Books, { items, day, cause }: Purchase): Promise<string> {
  const rows = await rowsOf(books, items)
  const lines = rows.map(({ item, row }): NewLine => {
    const known = row.cost === null ? 0 : priced(item.quantity, row.cost)
    const moved = item.quantity
    return { product: row.id, quantity: moved, moved, total: item.total ?? known, cost: 0 }
  })
  const changes: Change[] = []
  const counted = new Set<string>()
  for (const { item, row } of rows) {
    if (!counted.has(row.id)) changes.push(...(await startCounting(books, row)))
    counted.add(row.id)
    if (item.total === undefined) continue
    const after = Math.round((item.total * WHOLE) / item.quantity)
    const before = lastCost(changes, row)
    if (before === after) continue
    changes.push({ product: row.id, field: 'cost', before, after })
    await setProduct(books, row.id, { cost: after })
  }
  const total = lines.reduce((sum, line) => sum + line.total, 0)
  return await writeBooking(books, { kind: 'purchase', day, cause, total, lines, changes })
}

export interface Payment extends When {
  readonly customer: string
  readonly amount: number
}

/** Books money that a customer paid of a debt. @returns the booking's id */
export async function receive(
  books: Books,
  { customer, amount, day, cause }: Payment,
): Promise<string> {
  const id = await customerNamed(books, customer)
  return await writeBooking(books, { kind: 'payment', day, cause, total: amount, customer: id })
}

export interface Count extends When {
  readonly product: string
  /** What is there, in thousandths. */
  readonly quantity: number
}

/** Books what was counted: the stock is that from now on. @returns the booking's id */
export async function count(
  books: Books,
  { product, quantity, day, cause }: Count,
): Promise<string> {
  const row = await productRow(books, product)
  const changes = await startCounting(books, row)
  const line = { product, quantity, moved: quantity - row.stock, total: 0, cost: 0 }
  return await writeBooking(books, { kind: 'stock', day, cause, lines: [line], changes })
}

/** Books what was lost, or found: the stock changes by that much. @returns the booking's id */
export async function adjust(
  books: Books,
  { product, quantity, day, cause }: Count,
): Promise<string> {
  await productRow(books, product)
  const line = { product, quantity, moved: quantity, total: 0, cost: 0 }
  return await writeBooking(books, { kind: 'stock', day, cause, lines: [line] })
}

function lastCost(changes: readonly Change[], row: ProductRow): Change['before'] {
  const change = changes.findLast(({ product, field }) => product === row.id && field === 'cost')
  return change ? change.after : row.cost
}

async function rowsOf(books: Books, items: readonly Item[]) {
  const rows: { item: Item; row: ProductRow }[] = []
  for (const item of items) {
    if (item.quantity <= 0) throw problem('invalid_request', 'A quantity must be above 0.')
    rows.push({ item, row: await productRow(books, item.product) })
  }
  return rows
}

function pricedAt({ name, price }: ProductRow, quantity: number): number {
  if (price !== null) return priced(quantity, price)
  throw problem('invalid_request', `${name} has no price yet. Say a total, or set its price.`)
}
