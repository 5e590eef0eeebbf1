import type * as z from 'zod'
import { decimal } from './tools/meant.ts'
import { addProductTool, changeProductTool, retireProductTool } from './tools/catalogue.ts'
import { recordExpense, recordPayment } from './tools/money.ts'
import { recordSale } from './tools/sales.ts'
import { adjustStock, countStock, recordPurchase } from './tools/stock.ts'
import { refused } from './tools/tool.ts'
import type { DeedTool, Feature, Now } from './tools/tool.ts'
import { NEW } from './language/draft.ts'
import type { Booking, Line } from './language/outcome.ts'
import type { Books } from './ledger/tables.ts'

/**
 * Writes what was understood into the books, by the tools that an API uses too; what is new comes
 * before what is booked of it.
 * @returns the same bookings, with the products' ids that the new ones have got
 * @throws {Problem} what the tools refuse
 */
export async function bookAll(
  books: Books,
  bookings: readonly Booking[],
  now: Now,
): Promise<readonly Booking[]> {
  const added = new Map<string, string>()
  const made: Booking[] = []
  for (const booking of bookings) {
    const known = ofKnown(booking, added)
    const id = await deedOf(known).book(books, now)
    if (booking.do === 'add') added.set(`${NEW}:${booking.name}`, id)
    made.push(known)
  }
  return made
}

/** What has to be switched on for a booking. */
export const featureOf = (booking: Booking): Feature | undefined => deedOf(booking).feature

/** With the ids of products that were added for it. */
function ofKnown(booking: Booking, added: ReadonlyMap<string, string>): Booking {
  if (!('lines' in booking)) return booking
  const lines = booking.lines.map(({ product, ...line }) => ({
    ...line,
    product: added.get(product) ?? product,
  }))
  return { ...booking, lines }
}

/** A tool with what it is given. */
interface Ready {
  readonly feature: Feature | undefined
  /** @throws {Problem} `invalid_request` for what the tool does not take */
  book(books: Books, now: Now): Promise<string>
}

const given = <Input extends z.ZodType>(tool: DeedTool<Input>, input: z.input<Input>): Ready => ({
  feature: tool.feature,
  async book(books, now) {
    const read = tool.input.safeParse(input)
    if (read.success) return await tool.book(books, read.data, now)
    const [issue] = read.error.issues
    throw refused(issue?.path.join('.') ?? 'body', issue?.message ?? 'does not fit')
  },
})

const itemsOf = (lines: readonly Line[]) =>
  lines.map(({ product, quantity, total }) => ({ product, quantity: decimal(quantity), total }))

function deedOf(booking: Booking): Ready {
  switch (booking.do) {
    case 'sale': {
      const { customer, isOnCredit, paid, day } = booking
      const owed = isOnCredit ? (paid ?? 0) : undefined
      return given(recordSale, { lines: itemsOf(booking.lines), customer, paid: owed, day })
    }
    case 'purchase':
      return given(recordPurchase, { lines: itemsOf(booking.lines), day: booking.day })
    case 'expense': {
      const { amount, category, day } = booking
      return given(recordExpense, { amount, category, day })
    }
    case 'payment': {
      const { customer, amount, day } = booking
      return given(recordPayment, { customer, amount, day })
    }
    case 'count':
    case 'adjust': {
      const { product, quantity } = booking
      const tool = booking.do === 'count' ? countStock : adjustStock
      return given(tool, { product, quantity: decimal(quantity) })
    }
    case 'add': {
      const { name, unit, price, cost, stock } = booking
      const there = stock === undefined ? undefined : decimal(stock)
      return given(addProductTool, { name, unit, price, cost, stock: there })
    }
    case 'price':
      return given(changeProductTool, { product: booking.product, price: booking.amount })
    case 'cost':
      return given(changeProductTool, { product: booking.product, cost: booking.amount })
    case 'rename':
      return given(changeProductTool, { product: booking.product, name: booking.name })
    case 'retire':
      return given(retireProductTool, { product: booking.product })
  }
}
