import { sql } from 'kysely'
import { toIso } from '../../../../common/kit/clock.ts'
import { owe } from './customers.ts'
import { ALL, addToDay } from './days.ts'
import { setProduct } from './products.ts'
import { newRow } from './tables.ts'
import type { BookingKind, BookingRow, Books, ProductRow } from './tables.ts'

/** A change of one product, kept so that it can be taken back. */
export interface Change {
  readonly product: string
  readonly field:
    | 'added'
    | 'alias'
    | 'name'
    | 'price'
    | 'cost'
    | 'low_stock'
    | 'is_counted'
    | 'retired_at'
  readonly before: string | number | null
  readonly after: string | number | null
}

export interface NewLine {
  readonly product: string
  readonly quantity: number
  readonly moved: number
  readonly total: number
  readonly cost: number
}

/** When it happened, and what it belongs to. */
export interface When {
  /** The day it counts for, where the shop is. */
  readonly day: string
  /** What is booked for one cause is taken back together. */
  readonly cause?: string | undefined
}

export interface NewBooking extends When {
  readonly kind: BookingKind
  readonly total?: number
  readonly discount?: number
  readonly paid?: number
  readonly cost?: number
  readonly customer?: string | undefined
  readonly category?: { readonly name: string; readonly folded: string }
  readonly changes?: readonly Change[]
  readonly reverses?: string
  readonly lines?: readonly NewLine[]
}

/** Writes a booking and moves the stock. @returns its id */
export async function writeBooking(books: Books, booking: NewBooking): Promise<string> {
  const row = newRow(books)
  const values: BookingRow = {
    ...row,
    kind: booking.kind,
    day: booking.day,
    at: row.created_at,
    customer_id: booking.customer ?? null,
    total: booking.total ?? 0,
    discount: booking.discount ?? 0,
    paid: booking.paid ?? 0,
    cost: booking.cost ?? 0,
    category: booking.category?.name ?? null,
    folded_category: booking.category?.folded ?? null,
    changes: booking.changes ? JSON.stringify(booking.changes) : null,
    cause: booking.cause ?? null,
    reverses: booking.reverses ?? null,
  }
  await books.db.insertInto('retail_bookings').values(values).execute()
  const { kind, day, total, cost, paid } = values
  const standing = booking.reverses === undefined ? 1 : -1
  await addToDay(books, { day, kind, product: ALL, standing, total, cost })
  if (booking.customer !== undefined) {
    await owe(books, booking.customer, kind === 'sale' ? total - paid : -total)
  }
  for (const [position, line] of (booking.lines ?? []).entries()) {
    const { product, ...figures } = line
    await books.db
      .insertInto('retail_lines')
      .values({ ...newRow(books), booking_id: row.id, product_id: product, position, ...figures })
      .execute()
    await moveStock(books, product, line.moved)
    if (kind === 'sale') await addToDay(books, { day, kind, product, ...soldIn(line) })
  }
  return row.id
}

const soldIn = ({ quantity, total, cost }: NewLine) => ({ quantity, total, cost })

async function moveStock(books: Books, product: string, moved: number): Promise<void> {
  if (moved === 0) return
  await books.db
    .updateTable('retail_products')
    .set({ stock: sql<number>`stock + ${moved}`, updated_at: toIso(books.clock.now()) })
    .where('tenant_id', '=', books.tenantId)
    .where('id', '=', product)
    .execute()
}

/** From now on the stock of a product is known. @returns what that has changed */
export async function startCounting(books: Books, product: ProductRow): Promise<readonly Change[]> {
  if (product.is_counted === 1) return []
  await setProduct(books, product.id, { is_counted: 1 })
  return [{ product: product.id, field: 'is_counted', before: 0, after: 1 }]
}
