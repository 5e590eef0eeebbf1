import type { Corrected, Correction } from './correct.ts'
import { readMoney } from './money.ts'
import type { Booking } from './outcome.ts'
import { minorOf } from './shop.ts'
import type { Shop } from './shop.ts'
import { spaced } from './tokens.ts'

/** What is booked of money and nothing else, in minor units; the price of what was added. */
export function amountOf(booking: Booking): number | undefined {
  if ('amount' in booking) return booking.amount
  return booking.do === 'add' ? booking.price : undefined
}

function withAmount(booking: Booking, amount: number): Booking {
  if ('amount' in booking) return { ...booking, amount }
  return booking.do === 'add' ? { ...booking, price: amount } : booking
}

/** `eran 600`, `no, a 1300`, `no, fue en agua`. */
export function reamounted(
  said: Correction,
  bookings: readonly Booking[],
  booking: Booking,
  shop: Shop,
): Corrected {
  const from = shop.book.at(said.tokens, 0, 'at', 'for', 'of')?.end ?? 0
  const amount = wholeAmount(said.tokens, from, shop)
  if (!amount) return recategorised(said, from, bookings, booking, shop)
  const isSame =
    said.not.length === 0 || wholeAmount(said.not, 0, shop)?.minor === amountOf(booking)
  if (!(amount.minor > 0) || !isSame) return undefined
  if (booking.do === 'payment' && amount.minor > owedBy(booking.customer, shop)) {
    return { ask: 'overpaid', customer: booking.customer }
  }
  return {
    bookings: bookings.map((one) => (one === booking ? withAmount(one, amount.minor) : one)),
    isOdd: amount.isUnsure,
  }
}

function wholeAmount(
  tokens: Correction['tokens'],
  from: number,
  shop: Shop,
): { readonly minor: number; readonly isUnsure: boolean } | undefined {
  const money = readMoney(tokens, from, shop.writing)
  const minor = money?.end === tokens.length ? minorOf(money.thousandths, shop) : undefined
  return money && minor !== undefined ? { minor, isUnsure: money.isUnsure } : undefined
}

const LONGEST_CATEGORY = 3

function recategorised(
  { tokens, not }: Correction,
  from: number,
  bookings: readonly Booking[],
  booking: Booking,
  shop: Shop,
): Corrected {
  const words = tokens.slice(from)
  const bare = words.slice(shop.book.behind(words, 0, 'filler'))
  const isCategory = words.length <= LONGEST_CATEGORY && words.every(({ kind }) => kind === 'word')
  if (booking.do !== 'expense' || from === 0 || not.length > 0 || !isCategory) return undefined
  if (bare.length === 0) return undefined
  const category = spaced(bare)
  return {
    bookings: bookings.map((one) => (one === booking ? { ...booking, category } : one)),
    isOdd: false,
  }
}

const owedBy = (customer: string, { customers }: Shop): number =>
  customers.find(({ name }) => name === customer)?.owes ?? 0
