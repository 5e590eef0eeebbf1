import { amountOf, reamounted } from './correct-amount.ts'
import { partsOf, relined } from './correct-line.ts'
import { readDay } from './days.ts'
import type { Booking, Outcome, Question } from './outcome.ts'
import type { Shop } from './shop.ts'
import { tokensOf } from './tokens.ts'
import type { Token } from './tokens.ts'

/** What puts a booking right, without the words that make it a correction. */
export interface Correction {
  readonly tokens: readonly Token[]
  /** What it is not: `eran 3, no 2`. */
  readonly not: readonly Token[]
}

/** What has to be booked now, or asked first; undefined when that is not understood. */
export type Corrected =
  | { readonly bookings: readonly Booking[]; readonly isOdd: boolean }
  | Question
  | undefined

/**
 * Understands what puts right what was just booked, or is asked about: `no, eran 3`, `era plateada`,
 * `fue ayer`, `no, a 1800`. Only a word that says so makes it one; what is not understood whole, or
 * could be of two bookings, is none.
 * @param bookings what is put right
 * @param shop as it was before them, with the answers that were given
 * @returns what has to be booked in their place, what has to be asked first, or undefined for another
 *   kind of message
 */
export function readCorrection(
  text: string,
  bookings: readonly Booking[],
  shop: Shop,
): Outcome | undefined {
  const said = correctionIn(tokensOf(text), shop)
  if (!said) return undefined
  const made = redated(said, bookings, shop) ?? rebooked(said, bookings, shop)
  if (!made) return undefined
  if ('ask' in made) return { kind: 'ask', question: made }
  const isOdd = made.isOdd && !shop.answers?.has('confirm')
  return isOdd
    ? { kind: 'ask', question: { ask: 'confirm', bookings: made.bookings } }
    : { kind: 'book', bookings: made.bookings }
}

function correctionIn(tokens: readonly Token[], { book }: Shop): Correction | undefined {
  const lead = book.behind(tokens, 0, 'instead', 'no', 'separator')
  const from = book.behind(tokens, lead, 'was', 'separator')
  if (from === 0 || from === tokens.length) return undefined
  let to = tokens.length
  while (to > from + 1 && book.at(tokens, to - 1, 'separator')) to -= 1
  const rest = tokens.slice(from, to)
  const at = rest.findIndex((_, place) => place > 0 && book.at(rest, place, 'no') !== undefined)
  if (at === -1) return { tokens: rest, not: [] }
  const end = book.at(rest, at - 1, 'separator') ? at - 1 : at
  return end === 0 ? undefined : { tokens: rest.slice(0, end), not: rest.slice(at + 1) }
}

/** `fue ayer`: all of it was. */
function redated({ tokens, not }: Correction, bookings: readonly Booking[], shop: Shop): Corrected {
  const found = readDay(tokens, 0, shop)
  if (found?.end !== tokens.length || not.length > 0) return undefined
  if (found.day > shop.today) return { ask: 'date', day: found.day }
  const day = found.day === shop.today ? undefined : found.day
  const made = bookings.flatMap((booking) => (hasDay(booking) ? [{ ...booking, day }] : []))
  return made.length === bookings.length ? { bookings: made, isOdd: false } : undefined
}

const DATED = ['sale', 'purchase', 'expense', 'payment'] as const
type Dated = Extract<Booking, { readonly do: (typeof DATED)[number] }>

const hasDay = (booking: Booking): booking is Dated => DATED.some((kind) => kind === booking.do)

/** The one amount or line that is meant, with what is said of it. */
function rebooked(said: Correction, bookings: readonly Booking[], shop: Shop): Corrected {
  const parts = partsOf(bookings)
  const amounts = bookings.filter((booking) => amountOf(booking) !== undefined)
  const [only, ...others] = amounts
  if (!only) return relined(said, bookings, parts, shop)
  return others.length === 0 && parts.length === 0
    ? reamounted(said, bookings, only, shop)
    : undefined
}

/** The shop as it was before some bookings, so that what was sold or paid can be again. */
export function before(bookings: readonly Booking[], shop: Shop): Shop {
  const moved = new Map<string, number>()
  for (const booking of bookings) {
    const sign = booking.do === 'purchase' ? 1 : -1
    const lines = 'lines' in booking ? booking.lines : []
    for (const { product, quantity } of lines) {
      moved.set(product, (moved.get(product) ?? 0) + sign * quantity)
    }
  }
  const products = shop.products.map((one) => ({
    ...one,
    stock: one.stock === undefined ? undefined : one.stock - (moved.get(one.id) ?? 0),
  }))
  const payments = bookings.filter((booking) => booking.do === 'payment')
  const customers = shop.customers.map(({ name, owes }) => {
    const paid = payments.filter(({ customer }) => customer === name)
    return { name, owes: paid.reduce((sum, { amount }) => sum + amount, owes) }
  })
  return { ...shop, products, customers }
}
