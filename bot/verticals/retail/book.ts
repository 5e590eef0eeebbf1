import { addProduct, changeProduct, retireProduct } from './ledger/catalogue.ts'
import { adjust, buy, count, receive, sell, spend } from './ledger/deeds.ts'
import type { Books } from './ledger/tables.ts'
import type { When } from './ledger/write-booking.ts'
import { NEW } from './language/draft.ts'
import type { Booking } from './language/outcome.ts'

/**
 * Writes what was understood into the books; what is new comes before what is booked of it.
 * @param today the day it is where the shop is
 * @returns the same bookings, with the products' ids that the new ones have got
 * @throws {Problem} what the ledger refuses
 */
export async function bookAll(
  books: Books,
  bookings: readonly Booking[],
  { day: today, cause }: When,
): Promise<readonly Booking[]> {
  const added = new Map<string, string>()
  const made: Booking[] = []
  for (const booking of bookings) {
    const day = 'day' in booking ? (booking.day ?? today) : today
    const known = ofKnown(booking, added)
    const id = await bookOne(books, known, { day, cause })
    if (booking.do === 'add') added.set(`${NEW}:${booking.name}`, id)
    made.push(known)
  }
  return made
}

/** With the ids of products that were added for it. */
function ofKnown(booking: Booking, added: ReadonlyMap<string, string>): Booking {
  if (!('lines' in booking)) return booking
  const lines = booking.lines.map(({ product, ...line }) => ({
    ...line,
    product: added.get(product) ?? product,
  }))
  return { ...booking, lines }
}

async function bookOne(books: Books, booking: Booking, when: When): Promise<string> {
  switch (booking.do) {
    case 'sale': {
      const { customer, isOnCredit, paid } = booking
      const owed = isOnCredit ? (paid ?? 0) : undefined
      return await sell(books, { ...when, items: booking.lines, customer, paid: owed })
    }
    case 'purchase':
      return await buy(books, { ...when, items: booking.lines })
    case 'expense':
      return await spend(books, { ...when, amount: booking.amount, category: booking.category })
    case 'payment':
      return await receive(books, { ...when, customer: booking.customer, amount: booking.amount })
    case 'count':
      return await count(books, { ...when, ...booking })
    case 'adjust':
      return await adjust(books, { ...when, ...booking })
    case 'add':
      return await addProduct(books, { ...when, ...booking })
    case 'price':
      return await changeProduct(books, {
        ...when,
        product: booking.product,
        price: booking.amount,
      })
    case 'cost':
      return await changeProduct(books, { ...when, product: booking.product, cost: booking.amount })
    case 'rename':
      return await changeProduct(books, { ...when, product: booking.product, name: booking.name })
    case 'retire':
      return await retireProduct(books, { ...when, product: booking.product })
  }
}
