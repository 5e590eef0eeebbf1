import { newItem } from './body.ts'
import type { Body, Item, Price } from './body.ts'
import type { Corrected, Correction } from './correct.ts'
import { draftLine, isOddSale, usualOf } from './draft.ts'
import type { Drafted } from './draft.ts'
import { readBody } from './items.ts'
import type { Booking, Line, Question } from './outcome.ts'
import { readPrice } from './prices.ts'
import { matchProduct } from './products.ts'
import { readQuantity } from './quantities.ts'
import { numberTo, textTo } from './questions.ts'
import type { Shop } from './shop.ts'
import { spaced } from './tokens.ts'
import type { Token } from './tokens.ts'

/** So much of a product that was booked, and where. */
interface Part {
  readonly booking: Booking
  /** Its place among the booking's lines. */
  readonly place: number
  readonly was: Line
}

/** All that was booked of products. */
export function partsOf(bookings: readonly Booking[]): readonly Part[] {
  return bookings.flatMap((booking): readonly Part[] => {
    if ('lines' in booking) return booking.lines.map((was, place) => ({ booking, place, was }))
    if (booking.do !== 'count' && booking.do !== 'adjust') return []
    const { product, quantity } = booking
    return [{ booking, place: 0, was: { product, quantity: Math.abs(quantity), total: undefined } }]
  })
}

/** `eran 3`, `era plateada`, `no, a 1800`, `eran 3 gorras, no 2`, `fue a Ana`. */
export function relined(
  said: Correction,
  bookings: readonly Booking[],
  parts: readonly Part[],
  shop: Shop,
): Corrected {
  const item = pricedOnly(said.tokens, parts, shop) ?? readBody(said.tokens, shop)
  if (!('items' in item)) return relinedAs(item, said, bookings, parts, shop)
  const { items, customer, isOnCredit } = item
  const [only, ...others] = items
  if (hasMore(item) || others.length > 0) return undefined
  if (customer !== undefined || isOnCredit) {
    return only ? undefined : resold(item, bookings, shop)
  }
  return only && !only.isVague && !only.isAbout
    ? relinedAs(only, said, bookings, parts, shop)
    : undefined
}

const hasMore = ({ left, discount, total, paid }: Body): boolean =>
  left.length > 0 || discount !== undefined || total !== undefined || paid !== undefined

/** A price by itself is of as many as were booked. */
function pricedOnly(
  tokens: readonly Token[],
  [only, ...others]: readonly Part[],
  shop: Shop,
): Item | undefined {
  if (!only || others.length > 0) return undefined
  const quantity = asRead(only.was, shop)
  const item = { ...newItem(), quantity }
  const read = readPrice(tokens, 0, item, shop)
  return read?.end === tokens.length ? { ...item, price: read.price } : undefined
}

/** What was booked of it, as if it had been said again. */
function asRead({ product, quantity }: Line, shop: Shop): Item['quantity'] {
  const unit = shop.products.find(({ id }) => id === product)?.unit
  return { thousandths: quantity, unit, end: 0, isUnsure: false, isArticle: false }
}

/** `fue a Ana`, `era fiado`. */
function resold(said: Body, bookings: readonly Booking[], shop: Shop): Corrected {
  const [sale, ...others] = bookings
  if (sale?.do !== 'sale' || others.length > 0) return undefined
  const customer = said.customer ?? sale.customer ?? textTo({ ask: 'customer' }, shop)
  const isOnCredit = said.isOnCredit || sale.isOnCredit
  if (isOnCredit && customer === undefined) return { ask: 'customer' }
  return { bookings: [{ ...sale, customer, isOnCredit }], isOdd: false }
}

function relinedAs(
  item: Item,
  { not }: Correction,
  bookings: readonly Booking[],
  parts: readonly Part[],
  shop: Shop,
): Corrected {
  const part = partMeant(item, parts, shop)
  if (!part || 'ask' in part) return part
  if (!isWhatItWas(not, part.was, shop)) return undefined
  return redrafted(item, part, bookings, shop)
}

/** Which of the things that were booked is meant. */
function partMeant(item: Item, parts: readonly Part[], shop: Shop): Part | Question | undefined {
  const [only, ...others] = parts
  const words = spaced(item.words)
  if (words === '') {
    if (others.length === 0) return only
    const products = parts.map(({ was }) => was.product)
    const answered = textTo({ ask: 'which', products, words }, shop)
    if (answered === undefined) return { ask: 'which', products, words }
    return parts.find(({ was }) => was.product === answered)
  }
  const match = matchProduct(words, shop.products, shop.writing.lexicon)
  const same = match.kind === 'one' ? parts.filter(({ was }) => was.product === match.id) : []
  if (same.length === 1) return same[0]
  return others.length === 0 && same.length === 0 ? only : undefined
}

/** Whether what is denied is what was booked: `no 2`. */
function isWhatItWas(not: readonly Token[], was: Line, shop: Shop): boolean {
  if (not.length === 0) return true
  const quantity = readQuantity(not, 0, shop.writing)
  if (quantity && quantity.thousandths !== was.quantity) return false
  const words = not.slice(quantity?.end ?? 0)
  if (words.length === 0) return true
  const named = spaced(words.slice(shop.book.behind(words, 0, 'filler')))
  const match = matchProduct(named, shop.products, shop.writing.lexicon)
  return match.kind === 'one' && match.id === was.product
}

function redrafted(
  item: Item,
  { booking, place, was }: Part,
  bookings: readonly Booking[],
  shop: Shop,
): Corrected {
  const product = shop.products.find(({ id }) => id === was.product)
  if (!product) return undefined
  const quantity = item.quantity ?? asRead(was, shop)
  const drafted = draftLine({ ...item, quantity }, shop, { product })
  if (drafted === 'unclear') return undefined
  if ('question' in drafted) {
    const { ask } = drafted.question
    // What is not in the catalogue was hardly booked by mistake for something that is.
    return ask === 'which' || ask === 'each-or-total' ? drafted.question : undefined
  }
  const { line } = drafted
  const total = totalOf(line, item.price, was, shop)
  if (total !== undefined && typeof total !== 'number')
    return total === 'unclear' ? undefined : total
  const next = { product: line.product.id, quantity: line.quantity, total }
  const isSame =
    next.product === was.product && next.quantity === was.quantity && next.total === was.total
  // What was paid of a sale on credit was paid for what it was.
  if (isSame || (booking.do === 'sale' && (booking.paid ?? 0) > 0)) return undefined
  const changed = withLine(booking, place, next)
  return {
    bookings: bookings.map((one) => (one === booking ? changed : one)),
    isOdd: line.isOdd || (booking.do === 'sale' && isOddSale({ ...line, total })),
  }
}

/** Of more or less than was booked at a price of its own it is asked what it comes to now. */
function totalOf(
  line: Drafted,
  price: Price | undefined,
  was: Line,
  shop: Shop,
): number | Question | 'unclear' | undefined {
  if (price || was.total === undefined) return line.total
  if (line.quantity === was.quantity) return was.total
  if (line.product.id !== was.product) return 'unclear'
  if (was.total === usualOf({ ...line, quantity: was.quantity })) return line.total
  const scaled = Math.round((was.total * line.quantity) / was.quantity)
  const question = { ask: 'total', amounts: [scaled, was.total] } as const
  return numberTo(question, shop) ?? question
}

function withLine(booking: Booking, place: number, next: Line): Booking {
  if ('lines' in booking) {
    return { ...booking, lines: booking.lines.map((line, at) => (at === place ? next : line)) }
  }
  const { product, quantity } = next
  if (booking.do === 'count') return { ...booking, product, quantity }
  return booking.do === 'adjust'
    ? { ...booking, product, quantity: Math.sign(booking.quantity) * quantity }
    : booking
}
