import { newRow } from './tables.ts'
import type { BookingKind, Books, DayRow } from './tables.ts'

type Sums = Pick<DayRow, 'standing' | 'quantity' | 'total' | 'cost'>

/** All products together. */
export const ALL = ''

/** What a booking adds to its day: what takes one back adds what undoes it. */
interface Added extends Partial<Sums> {
  readonly day: string
  readonly kind: BookingKind
  readonly product: string
}

/** Adds to a day what was booked for it, in the same transaction. */
export async function addToDay(books: Books, { day, kind, product, ...sums }: Added) {
  const row = { ...newRow(books), day, kind, product_id: product }
  const { standing = 0, quantity = 0, total = 0, cost = 0 } = sums
  await books.db
    .insertInto('retail_days')
    .values({ ...row, standing, quantity, total, cost })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'kind', 'product_id', 'day']).doUpdateSet((set) => ({
        standing: set('retail_days.standing', '+', standing),
        quantity: set('retail_days.quantity', '+', quantity),
        total: set('retail_days.total', '+', total),
        cost: set('retail_days.cost', '+', cost),
        updated_at: row.updated_at,
      })),
    )
    .execute()
}
