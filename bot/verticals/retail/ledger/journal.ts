import { problem } from '../../../../common/contracts/errors.ts'
import type { BookingKind, BookingRow, Books, LineRow, Unit } from './tables.ts'

/** A booking with all that belongs to it. */
export interface Entry {
  readonly row: BookingRow
  readonly lines: readonly (LineRow & { readonly name: string; readonly unit: Unit })[]
  readonly customer: { readonly id: string; readonly name: string } | null
  /** The booking that takes it back. */
  readonly undoneBy: string | null
}

export interface Which {
  /** One kind, without what takes others of it back; every booking there is unless told. */
  readonly kind?: BookingKind | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Those that were taken back, too. */
  readonly undone?: boolean | undefined
  /** Only what was booked after this one. */
  readonly after?: string | undefined
  readonly limit: number
}

/** Bookings as they were made, oldest first. */
export async function listEntries(books: Books, which: Which): Promise<readonly Entry[]> {
  const { tenantId } = books
  let query = bookings(books).orderBy('one.id').limit(which.limit)
  if (which.kind !== undefined) {
    query = query.where('one.kind', '=', which.kind).where('one.reverses', 'is', null)
  }
  if (which.from !== undefined) query = query.where('one.day', '>=', which.from)
  if (which.to !== undefined) query = query.where('one.day', '<=', which.to)
  if (which.after !== undefined) query = query.where('one.id', '>', which.after)
  if (which.undone !== true) {
    query = query
      .where('one.reverses', 'is', null)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('retail_bookings as other')
              .select('other.id')
              .where('other.tenant_id', '=', tenantId)
              .whereRef('other.reverses', '=', 'one.id'),
          ),
        ),
      )
  }
  return await entriesOf(books, await query.execute())
}

const bookings = ({ db, tenantId }: Books) =>
  db
    .selectFrom('retail_bookings as one')
    .selectAll('one')
    .where('one.tenant_id', '=', tenantId)
    .where('one.deleted_at', 'is', null)

/**
 * One booking, whether it still stands or not.
 * @param kind what it has to be; anything unless told
 * @throws {Problem} `unknown_booking`
 */
export async function entryOf(books: Books, id: string, kind?: BookingKind): Promise<Entry> {
  const rows = await bookings(books).where('one.id', '=', id).execute()
  const [entry] = await entriesOf(books, rows)
  if (entry && (kind === undefined || entry.row.kind === kind)) return entry
  throw problem('unknown_booking', `There is no ${kind ?? 'booking'} ${id}.`)
}

async function entriesOf(books: Books, rows: readonly BookingRow[]): Promise<readonly Entry[]> {
  if (rows.length === 0) return []
  const { db, tenantId } = books
  const ids = rows.map(({ id }) => id)
  const lines = await db
    .selectFrom('retail_lines as line')
    .innerJoin('retail_products as product', 'product.id', 'line.product_id')
    .selectAll('line')
    .select(['product.name as name', 'product.unit as unit'])
    .where('line.tenant_id', '=', tenantId)
    .where('line.booking_id', 'in', ids)
    .orderBy('line.position')
    .execute()
  const reversals = await db
    .selectFrom('retail_bookings')
    .select(['id', 'reverses'])
    .where('tenant_id', '=', tenantId)
    .where('reverses', 'in', ids)
    .execute()
  const buyers = rows.map((row) => row.customer_id).filter((id) => id !== null)
  const customers =
    buyers.length === 0
      ? []
      : await db
          .selectFrom('retail_customers')
          .select(['id', 'name'])
          .where('tenant_id', '=', tenantId)
          .where('id', 'in', buyers)
          .execute()
  const linesOf = Map.groupBy(lines, (line) => line.booking_id)
  const undone = new Map(reversals.map(({ id, reverses }) => [reverses, id]))
  const named = new Map(customers.map((customer) => [customer.id, customer]))
  return rows.map((row) => ({
    row,
    lines: linesOf.get(row.id) ?? [],
    customer: named.get(row.customer_id ?? '') ?? null,
    undoneBy: undone.get(row.id) ?? null,
  }))
}
