import * as z from 'zod'
import { dayField } from '../../../../common/contracts/books.ts'
import type { Stats } from '../../../../common/contracts/book-views.ts'
import { currencyOf } from '../currency.ts'
import { listCustomers } from '../ledger/customers.ts'
import { figures, soldByProduct, spentByCategory } from '../ledger/figures.ts'
import { listEntries } from '../ledger/journal.ts'
import type { Entry } from '../ledger/journal.ts'
import { listProducts } from '../ledger/products.ts'
import type { BookingKind, Books } from '../ledger/tables.ts'
import { isLittle } from '../low-stock.ts'
import { decimal } from './meant.ts'
import { refused, report } from './tool.ts'
import {
  bookingView,
  expenseView,
  paymentView,
  productView,
  purchaseView,
  saleView,
} from './views.ts'

const days = { from: dayField.optional(), to: dayField.optional() }
const page = {
  after: z.uuid('must be a cursor that a page gave').optional(),
  limit: z.int().min(1).max(500).optional(),
}
/** How much a page holds unless told. */
const PAGE = 100
const BEST = 10

function insistOnOrder({ from, to }: { from?: string | undefined; to?: string | undefined }): void {
  if (from !== undefined && to !== undefined && from > to) {
    throw refused('to', 'must not be before from')
  }
}

/** A page of what was found, and where the next one begins. */
function pageOf<Item extends { readonly id: string }>(found: readonly Item[], limit: number) {
  const items = found.slice(0, limit)
  return { items, after: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}

const listOf = (
  kind: BookingKind | undefined,
  plural: string,
  view: (entry: Entry) => { readonly id: string },
) =>
  report({
    name: `list_${plural}`,
    description: `The ${plural} of some days, oldest first, a page at a time.`,
    input: z.strictObject({ ...days, ...page, undone: z.boolean().optional() }),
    async read(books, input, { business }) {
      insistOnOrder(input)
      const { limit = PAGE, ...which } = input
      const found = await listEntries(books, {
        ...which,
        kind,
        undone: which.undone ?? kind === undefined,
        limit: limit + 1,
      })
      const { items, after } = pageOf(found.map(view), limit)
      return { [plural]: items, currency: await currencyOf(books, business), after }
    },
  })

const listProductsTool = report({
  name: 'list_products',
  description: 'The catalogue, oldest first; only what there is little of, when asked for.',
  input: z.strictObject({ ...page, retired: z.boolean().optional(), low: z.boolean().optional() }),
  async read(books, { after: last = '', limit = PAGE, retired, low }, { business }) {
    const found = (await listProducts(books, retired))
      .filter(({ id }) => id > last)
      .filter((product) => low !== true || isLittle(product, business.inventory.low_stock))
    const { items, after } = pageOf(found, limit)
    return { products: items.map(productView), currency: await currencyOf(books, business), after }
  },
})

const listCustomersTool = report({
  name: 'list_customers',
  description: 'Who buys and what everybody owes, oldest first; only who owes, when asked for.',
  input: z.strictObject({ ...page, owing: z.boolean().optional() }),
  async read(books, { after: last = '', limit = PAGE, owing }, { business }) {
    const found = (await listCustomers(books)).filter(
      ({ id, owes }) => id > last && (owing !== true || owes > 0),
    )
    const { items, after } = pageOf(found, limit)
    return { customers: items, currency: await currencyOf(books, business), after }
  },
})

const statsTool = report({
  name: 'stats',
  description: 'What was sold, spent and earned in some days, what sold best, and what is owed.',
  input: z.strictObject(days),
  async read(books, range, { business }): Promise<Stats> {
    insistOnOrder(range)
    const { sales, revenue, cost, ...money } = await figures(books, range)
    const sold = (await soldByProduct(books, range)).slice(0, BEST)
    return {
      from: range.from ?? null,
      to: range.to ?? null,
      currency: await currencyOf(books, business),
      products: (await listProducts(books)).length,
      sales,
      revenue,
      cost,
      ...money,
      owed: await owedIn(books),
      best_sellers: sold.map((one) => ({ ...one, quantity: decimal(one.quantity) })),
      expenses_by_category: [...(await spentByCategory(books, range))],
    }
  },
})

const owedIn = async (books: Books): Promise<number> =>
  (await listCustomers(books)).reduce((sum, { owes }) => sum + Math.max(owes, 0), 0)

export const REPORT_TOOLS = [
  statsTool,
  listProductsTool,
  listCustomersTool,
  listOf('sale', 'sales', saleView),
  listOf('expense', 'expenses', expenseView),
  listOf('purchase', 'purchases', purchaseView),
  listOf('payment', 'payments', paymentView),
  listOf(undefined, 'bookings', bookingView),
] as const
