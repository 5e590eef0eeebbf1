import type { Kysely } from 'kysely'
import { newRowId } from '../../../../common/domain/ids.ts'
import type { TenantId } from '../../../../common/domain/ids.ts'
import { toIso } from '../../../../common/kit/clock.ts'
import type { Clock } from '../../../../common/kit/clock.ts'

/** A shop's tables as Kysely sees them. */
export interface RetailTables {
  retail_products: ProductRow
  retail_names: NameRow
  retail_customers: CustomerRow
  retail_bookings: BookingRow
  retail_lines: LineRow
  retail_questions: QuestionRow
  retail_calls: CallRow
  retail_days: DayRow
  retail_currency: CurrencyRow
}

interface Row {
  id: string
  tenant_id: string
  created_at: string
  updated_at: string
  deleted_at: string | null
}

export interface ProductRow extends Row {
  name: string
  /** What quantities are thousandths of. */
  unit: Unit
  /** Of one unit, in minor units of the currency; null when nobody has said. */
  price: number | null
  cost: number | null
  /** In thousandths of a unit: the sum of what its lines have moved. */
  stock: number
  /** Whether anybody has ever said how much is there; until then `stock` is no knowledge. */
  is_counted: number
  /** Up to this much is little. */
  low_stock: number | null
  /** Since then it is not sold any more. */
  retired_at: string | null
}

/** What a product is called, its own name too. */
interface NameRow extends Row {
  product_id: string
  name: string
  folded: string
}

interface CustomerRow extends Row {
  name: string
  folded: string
  /** Always the sum of what was booked to it, in minor units. */
  owes: number
}

export interface BookingRow extends Row {
  kind: BookingKind
  /** The day it counts for, where the shop is: `2026-03-11`. */
  day: string
  /** When it was booked. */
  at: string
  customer_id: string | null
  /** Sold, spent, bought or paid, after any discount; negative when it takes a booking back. */
  total: number
  discount: number
  /** What was paid at once, of a sale. */
  paid: number
  /** What the sold things had cost. */
  cost: number
  category: string | null
  folded_category: string | null
  /** What it has changed of products: a JSON list of `Change`. */
  changes: string | null
  /** Bookings of one message, or of one call, have one cause: they are taken back together. */
  cause: string | null
  /** The booking that it takes back. */
  reverses: string | null
}

export interface LineRow extends Row {
  booking_id: string
  product_id: string
  position: number
  /** In thousandths of a unit. */
  quantity: number
  /** What it has added to the stock. */
  moved: number
  total: number
  cost: number
}

interface QuestionRow extends Row {
  chat_id: string
  state: string
}

/** What was booked under a key, and until when that is remembered. */
interface CallRow extends Row {
  key: string
  fingerprint: string
  /** The id of what came out. */
  made: string
  expires_at: string
}

/** What a day comes to: always the sum of what was booked for it. */
export interface DayRow extends Row {
  day: string
  kind: BookingKind
  /** Of sales, a product; empty for all there are. */
  product_id: string
  /** How many bookings stand. */
  standing: number
  quantity: number
  total: number
  cost: number
}

interface CurrencyRow extends Row {
  currency: string
}

export const UNITS = ['u', 'kg', 'l', 'docena'] as const
export type Unit = (typeof UNITS)[number]

export const BOOKING_KINDS = [
  'sale',
  'expense',
  'purchase',
  'payment',
  'stock',
  'catalogue',
] as const
export type BookingKind = (typeof BOOKING_KINDS)[number]

/** The books of one shop: a transaction in its database, mostly. */
export interface Books {
  readonly db: Kysely<RetailTables>
  readonly tenantId: TenantId
  readonly clock: Clock
}

/** Books that can only be looked into. */
export interface ReadBooks {
  readonly db: Pick<Kysely<RetailTables>, 'selectFrom'>
  readonly tenantId: TenantId
}

/** The columns that every new row has. */
export function newRow({ tenantId, clock }: Books): Row {
  const now = toIso(clock.now())
  return { id: newRowId(), tenant_id: tenantId, created_at: now, updated_at: now, deleted_at: null }
}
