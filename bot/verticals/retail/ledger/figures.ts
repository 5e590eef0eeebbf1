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
export async function figures({ db, tenantId }: Books, range: Range = {}): Promise<Figures> {
  let query = db
    .selectFrom('retail_bookings')
    .select((select) => [
      'kind',
      select.fn.sum('total').as('total'),
      select.fn.sum('cost').as('cost'),
      select.fn.countAll().as('count'),
      select.fn.count('reverses').as('reversals'),
    ])
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', 'is', null)
    .groupBy('kind')
  if (range.from !== undefined) query = query.where('day', '>=', range.from)
  if (range.to !== undefined) query = query.where('day', '<=', range.to)
  const rows = new Map(
    (await query.execute()).map((row) => [
      row.kind,
      {
        total: Number(row.total),
        cost: Number(row.cost),
        // Each that takes one back counts for two that do not stand.
        standing: Number(row.count) - 2 * Number(row.reversals),
      },
    ]),
  )
  const total = (kind: BookingKind): number => rows.get(kind)?.total ?? 0
  const revenue = total('sale')
  const cost = rows.get('sale')?.cost ?? 0
  const expenses = total('expense')
  return {
    sales: rows.get('sale')?.standing ?? 0,
    revenue,
    cost,
    expenses,
    profit: revenue - cost - expenses,
    purchases: total('purchase'),
    payments: total('payment'),
  }
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
  { db, tenantId }: Books,
  range: Range = {},
  customer?: string,
): Promise<readonly Sold[]> {
  let query = db
    .selectFrom('retail_bookings as booking')
    .innerJoin('retail_lines as line', (join) =>
      join.onRef('line.booking_id', '=', 'booking.id').on('line.tenant_id', '=', tenantId),
    )
    .innerJoin('retail_products as product', 'product.id', 'line.product_id')
    .select((select) => [
      'product.id as product',
      'product.name as name',
      select.fn.sum('line.quantity').as('quantity'),
      select.fn.sum('line.total').as('revenue'),
      select.fn.sum('line.cost').as('cost'),
    ])
    .where('booking.tenant_id', '=', tenantId)
    .where('booking.kind', '=', 'sale')
    .where('booking.deleted_at', 'is', null)
    .groupBy(['product.id', 'product.name'])
  if (range.from !== undefined) query = query.where('booking.day', '>=', range.from)
  if (range.to !== undefined) query = query.where('booking.day', '<=', range.to)
  if (customer !== undefined) query = query.where('booking.customer_id', '=', customer)
  const rows = (await query.execute()).map((row) => ({
    product: row.product,
    name: row.name,
    quantity: Number(row.quantity),
    revenue: Number(row.revenue),
    cost: Number(row.cost),
  }))
  return rows
    .filter(({ quantity, revenue }) => quantity !== 0 || revenue !== 0)
    .sort((one, other) => other.revenue - one.revenue || one.name.localeCompare(other.name))
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
