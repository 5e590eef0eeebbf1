import { sql } from 'kysely'
import * as z from 'zod'
import { problem } from '../../../../common/contracts/errors.ts'
import { toIso } from '../../../../common/kit/clock.ts'
import { folded } from '../../../../common/kit/folded.ts'
import { giveName, giveNamesAgain, productRow, setProduct, takeNames } from './products.ts'
import type { BookingRow, Books, ProductRow } from './tables.ts'
import { writeBooking } from './write-booking.ts'
import type { Change } from './write-booking.ts'

const changesSchema = z.array(
  z.object({
    product: z.string(),
    field: z.enum([
      'added',
      'alias',
      'name',
      'price',
      'cost',
      'low_stock',
      'is_counted',
      'retired_at',
    ]),
    before: z.union([z.string(), z.number(), z.null()]),
    after: z.union([z.string(), z.number(), z.null()]),
  }),
)

/** The causes of what was not done in a chat begin so. */
const BY_API = 'api:%'

/**
 * What was booked last in a chat and still stands of it, newest first. What the API booked meanwhile
 * is not what somebody means who takes back the last message; and when it is the API that took that
 * message's bookings back, the message before is not meant either.
 */
export async function latest(books: Books): Promise<readonly BookingRow[]> {
  const newest = await originals(books)
    .where(inChat('one.cause'))
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('retail_bookings as other')
            .select('other.id')
            .where('other.tenant_id', '=', books.tenantId)
            .whereRef('other.reverses', '=', 'one.id')
            .where(inChat('other.cause')),
        ),
      ),
    )
    .orderBy('one.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!newest) return []
  if (newest.cause !== null) return await standingOf(books, newest.cause)
  return await standing(books).where('one.id', '=', newest.id).execute()
}

const inChat = (cause: 'one.cause' | 'other.cause') =>
  sql<boolean>`(${sql.ref(cause)} is null or ${sql.ref(cause)} not like ${BY_API})`

/** The bookings of a cause that still stand, newest first. */
export const standingOf = async (books: Books, cause: string): Promise<readonly BookingRow[]> =>
  await standing(books).where('cause', '=', cause).orderBy('id', 'desc').execute()

/** Bookings that take none back. */
const originals = ({ db, tenantId }: Books) =>
  db
    .selectFrom('retail_bookings as one')
    .selectAll('one')
    .where('one.tenant_id', '=', tenantId)
    .where('one.reverses', 'is', null)
    .where('one.deleted_at', 'is', null)

/** Those of them that were not taken back. */
const standing = (books: Books) =>
  originals(books).where((where) =>
    where.not(
      where.exists(
        where
          .selectFrom('retail_bookings as other')
          .select('other.id')
          .where('other.tenant_id', '=', books.tenantId)
          .whereRef('other.reverses', '=', 'one.id'),
      ),
    ),
  )

/**
 * Takes a booking back: one that undoes all it did is added, for the same day. What a later booking
 * has changed again of a product stays as that left it.
 * @returns the id of the booking that undoes it
 * @throws {Problem} `unknown_booking`, `not_reversible` when it was taken back already, or takes one
 *   back itself, or added a product that has been booked since
 */
export async function takeBack(books: Books, id: string, cause?: string): Promise<string> {
  const { db, tenantId } = books
  const booking = await standing(books).where('one.id', '=', id).executeTakeFirst()
  if (!booking) throw await whyNot(books, id)
  const lines = await db
    .selectFrom('retail_lines')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('booking_id', '=', id)
    .orderBy('position')
    .execute()
  const changes = booking.changes === null ? [] : changesSchema.parse(JSON.parse(booking.changes))
  for (const change of changes.toReversed()) await undo(books, change, { id, changes })
  return await writeBooking(books, {
    kind: booking.kind,
    day: booking.day,
    cause,
    reverses: id,
    total: -booking.total,
    discount: -booking.discount,
    paid: -booking.paid,
    cost: -booking.cost,
    customer: booking.customer_id ?? undefined,
    ...(booking.category !== null && {
      category: { name: booking.category, folded: booking.folded_category ?? '' },
    }),
    lines: lines.map((line) => ({
      product: line.product_id,
      quantity: -line.quantity,
      moved: -line.moved,
      total: -line.total,
      cost: -line.cost,
    })),
  })
}

async function whyNot({ db, tenantId }: Books, id: string): Promise<Error> {
  const there = await db
    .selectFrom('retail_bookings')
    .select('reverses')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!there) return problem('unknown_booking', `There is no booking ${id}.`)
  return problem(
    'not_reversible',
    there.reverses === null
      ? 'This booking was taken back already.'
      : 'This booking takes another back. Book again what should stand.',
  )
}

/** A booking that is taken back. */
interface Undone {
  readonly id: string
  readonly changes: readonly Change[]
}

async function undo(books: Books, change: Change, { id, changes }: Undone): Promise<void> {
  const { product, field, before, after } = change
  const row = await productRow(books, product)
  if (field === 'added') return await unadd(books, product, id)
  if (field === 'alias') return await undoName(books, row, change)
  if (row[field] !== after) return
  const saysName = (name: Change['after']): boolean =>
    changes.some((one) => one.field === 'alias' && one.after === name)
  // Bookings from before names were kept with them do not say which they gave and took.
  if (field === 'name' && !saysName(after)) await takeName(books, product, String(after))
  if (field === 'retired_at' && !saysName(null)) {
    await giveNamesAgain(books, product, String(after))
  }
  await setProduct(books, product, { [field]: before })
}

/**
 * A name that was taken is given again, and one that was given is taken, but not one that the product
 * had before or is called by now.
 */
async function undoName(books: Books, row: ProductRow, { before, after }: Change): Promise<void> {
  if (after === null) await giveName(books, row.id, String(before))
  else if (before === null && folded(String(after)) !== folded(row.name)) {
    await takeName(books, row.id, String(after))
  }
}

const takeName = async (books: Books, product: string, name: string): Promise<void> => {
  await takeNames(books, product, toIso(books.clock.now()), name)
}

/** A product that nothing else was booked of goes again. */
async function unadd(books: Books, product: string, booking: string): Promise<void> {
  const used = await books.db
    .selectFrom('retail_lines as line')
    .innerJoin('retail_bookings as one', 'one.id', 'line.booking_id')
    .select((select) => select.fn.sum('line.moved').as('moved'))
    .select((select) => select.fn.sum('line.total').as('total'))
    .where('line.tenant_id', '=', books.tenantId)
    .where('line.product_id', '=', product)
    .where('one.id', '!=', booking)
    .executeTakeFirst()
  if (Number(used?.moved ?? 0) !== 0 || Number(used?.total ?? 0) !== 0) {
    throw problem('not_reversible', 'This product has been booked since. Retire it instead.')
  }
  const now = toIso(books.clock.now())
  await setProduct(books, product, { retired_at: now })
  await takeNames(books, product, now)
}
