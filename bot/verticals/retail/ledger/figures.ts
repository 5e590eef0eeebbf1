import { ALL } from './days.ts'
import { BOOKING_KINDS } from './tables.ts'
import type { Books, BookingKind } from './tables.ts'

/** From the first day to the last, both included; all there is unless told. */
export interface Range {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** A shop's figures, money in minor units. */
export interface Figures {
  /** How many sales stand. */
  readonly sales: number
  readonly revenue: number
  /** What the sold things had cost. */
  readonly cost: number
  readonly expenses: number
  /** Revenue − cost − expenses. */
  readonly profit: number
  readonly purchases: number
  /** What customers paid of their debts. */
  readonly payments: number
}

/** What came in, what went out and what is left of it, in a range of days. */
export async function figures(books: Books, range: Range = {}): Promise<Figures> {
  const found = await days(books, range)
    .select((select) => [
      'kind',
      select.fn.sum('standing').as('standing'),
      select.fn.sum('total').as('total'),
      select.fn.sum('cost').as('cost'),
    ])
    // Each kind by its name, so that the index leads to it.
    .where('kind', 'in', [...BOOKING_KINDS])
    .where('product_id', '=', ALL)
    .groupBy('kind')
    .execute()
  const rows = new Map(found.map((row) => [row.kind, row]))
  const total = (kind: BookingKind): number => Number(rows.get(kind)?.total ?? 0)
  const revenue = total('sale')
  const cost = Number(rows.get('sale')?.cost ?? 0)
  const expenses = total('expense')
  return {
    sales: Number(rows.get('sale')?.standing ?? 0),
    revenue,
    cost,
    expenses,
    profit: revenue - cost - expenses,
    purchases: total('purchase'),
    payments: total('payment'),
  }
}

function days({ db, tenantId }: Books, { from, to }: Range) {
  let query = db.selectFrom('retail_days').where('tenant_id', '=', tenantId)
  if (from !== undefined) query = query.where('day', '>=', from)
  if (to !== undefined) query = query.where('day', '<=', to)
  return query
}

/** What a product brought in a range of days. */
export interface Sold {
  readonly product: string
  readonly name: string
  /** In thousandths of its unit. */
  readonly quantity: number
  readonly revenue: number
  readonly cost: number
}

/** What was sold, by product, what brought most first. */
export async function soldByProduct(
  books: Books,
  range: Range = {},
  customer?: string,
): Promise<readonly Sold[]> {
  const sums = await (customer === undefined
    ? soldOnDays(books, range)
    : soldTo(books, range, customer))
  const { db, tenantId } = books
  const products = await db
    .selectFrom('retail_products')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenantId)
    .execute()
  const named = new Map(products.map(({ id, name }) => [id, name]))
  return sums
    .map(({ product, quantity, revenue, cost }) => ({
      product,
      name: named.get(product) ?? '',
      quantity: Number(quantity),
      revenue: Number(revenue),
      cost: Number(cost),
    }))
    .filter(({ quantity, revenue }) => quantity !== 0 || revenue !== 0)
    .sort((one, other) => other.revenue - one.revenue || one.name.localeCompare(other.name))
}

const soldOnDays = (books: Books, range: Range) =>
  days(books, range)
    .select((select) => [
      'product_id as product',
      select.fn.sum('quantity').as('quantity'),
      select.fn.sum('total').as('revenue'),
      select.fn.sum('cost').as('cost'),
    ])
    .where('kind', '=', 'sale')
    .where('product_id', '!=', ALL)
    .groupBy('product_id')
    .execute()

/** One buyer's are few: they are added up as they are asked for. */
function soldTo({ db, tenantId }: Books, { from, to }: Range, customer: string) {
  let query = db
    .selectFrom('retail_bookings as booking')
    .innerJoin('retail_lines as line', (join) =>
      join.onRef('line.booking_id', '=', 'booking.id').on('line.tenant_id', '=', tenantId),
    )
    .select((select) => [
      'line.product_id as product',
      select.fn.sum('line.quantity').as('quantity'),
      select.fn.sum('line.total').as('revenue'),
      select.fn.sum('line.cost').as('cost'),
    ])
    .where('booking.tenant_id', '=', tenantId)
    .where('booking.kind', '=', 'sale')
    .where('booking.customer_id', '=', customer)
    .where('booking.deleted_at', 'is', null)
    .groupBy('line.product_id')
  if (from !== undefined) query = query.where('booking.day', '>=', from)
  if (to !== undefined) query = query.where('booking.day', '<=', to)
  return query.execute()
}

export interface Spent {
  readonly category: string
  readonly amount: number
}

/** What was spent, by category, the most first. Categories are one whatever their accents. */
export async function spentByCategory(
  { db, tenantId }: Books,
  range: Range = {},
): Promise<readonly Spent[]> {
  let query = db
    .selectFrom('retail_bookings')
    .select((select) => [
      select.fn.max('category').as('category'),
      select.fn.sum('total').as('amount'),
    ])
    .where('tenant_id', '=', tenantId)
    .where('kind', '=', 'expense')
    .where('deleted_at', 'is', null)
    .groupBy('folded_category')
  if (range.from !== undefined) query = query.where('day', '>=', range.from)
  if (range.to !== undefined) query = query.where('day', '<=', range.to)
  const rows = (await query.execute()).map((row) => ({
    category: row.category ?? '',
    amount: Number(row.amount),
  }))
  return rows
    .filter(({ amount }) => amount !== 0)
    .sort((one, other) => other.amount - one.amount || one.category.localeCompare(other.category))
}
