import * as z from 'zod'
import { endpoint } from '../kit/endpoint.ts'
import type { Endpoint } from '../kit/endpoint.ts'
import {
  bookingListSchema,
  bookingSchema,
  customerListSchema,
  customerSchema,
  expenseListSchema,
  expenseSchema,
  paymentListSchema,
  paymentSchema,
  productListSchema,
  productSchema,
  purchaseListSchema,
  purchaseSchema,
  saleListSchema,
  saleSchema,
  statsSchema,
} from './book-views.ts'
import {
  adjustmentSchema,
  bookingsQuerySchema,
  countedSchema,
  customerNameSchema,
  customersQuerySchema,
  daysQuerySchema,
  idParams,
  newExpenseSchema,
  newPaymentSchema,
  newProductSchema,
  newPurchaseSchema,
  newSaleSchema,
  productChangeSchema,
  productParams,
  productsQuerySchema,
} from './books.ts'

const nothing = z.object({})
const noBody = z.unknown()

/** One request about the books, and the tool that answers it. */
interface BooksEndpoint {
  readonly tool: string
  readonly endpoint: Endpoint<z.ZodObject>
}

const reading = <Query extends z.ZodType, Reply extends z.ZodType>(
  path: string,
  tool: string,
  summary: string,
  { query, reply }: { readonly query: Query; readonly reply: Reply },
) => ({
  tool,
  endpoint: endpoint({
    method: 'GET',
    path: `/api/books/${path}`,
    summary,
    status: 200,
    params: nothing,
    query,
    body: noBody,
    reply,
    problems: ['no_books'],
  }),
})

interface Deed {
  readonly params: z.ZodObject
  readonly body: z.ZodType
  readonly reply: z.ZodType
  readonly problems: readonly string[]
}

/** What books something, once for each `Idempotency-Key`. */
const doing = (
  [method, path]: readonly ['POST' | 'PATCH' | 'DELETE', string],
  tool: string,
  summary: string,
  { problems, ...rest }: Deed,
): BooksEndpoint => ({
  tool,
  endpoint: endpoint({
    ...rest,
    method,
    path: `/api/books/${path}`,
    summary,
    status: method === 'POST' && !path.includes(':') ? 201 : 200,
    query: nothing,
    idempotent: true,
    problems: ['no_books', 'feature_off', 'currency_changed', 'idempotency_conflict', ...problems],
  }),
})

const stats = reading('stats', 'stats', 'What was sold, spent and earned in some days', {
  query: daysQuerySchema,
  reply: statsSchema,
})

const products = [
  reading('products', 'list_products', 'The catalogue, oldest first', {
    query: productsQuerySchema,
    reply: productListSchema,
  }),
  doing(['POST', 'products'], 'add_product', 'Add a product', {
    params: nothing,
    body: newProductSchema,
    reply: productSchema,
    problems: ['product_exists'],
  }),
  doing(['PATCH', 'products/:product'], 'change_product', 'Change what is said of a product', {
    params: productParams,
    body: productChangeSchema,
    reply: productSchema,
    problems: ['unknown_product', 'product_exists'],
  }),
  doing(
    ['DELETE', 'products/:product'],
    'retire_product',
    'Sell a product no more; its past stays',
    {
      params: productParams,
      body: noBody,
      reply: productSchema,
      problems: ['unknown_product'],
    },
  ),
  doing(['POST', 'products/:product/count'], 'count_stock', 'Say how much of a product is there', {
    params: productParams,
    body: countedSchema,
    reply: productSchema,
    problems: ['unknown_product'],
  }),
  doing(['POST', 'products/:product/adjust'], 'adjust_stock', 'Say what was lost, or found', {
    params: productParams,
    body: adjustmentSchema,
    reply: productSchema,
    problems: ['unknown_product'],
  }),
]

interface Kind {
  readonly list: z.ZodType
  readonly one: z.ZodType
  readonly body: z.ZodType
  readonly problems: readonly string[]
}

/** Adding, correcting and taking back one kind of booking. */
const ofKind = (
  plural: string,
  aKind: string,
  { list, one, body, problems }: Kind,
): readonly BooksEndpoint[] => {
  const kind = aKind.replace(/^an? /, '')
  return [
    reading(plural, `list_${plural}`, `The ${plural}, oldest first`, {
      query: bookingsQuerySchema,
      reply: list,
    }),
    doing(['POST', plural], `record_${kind}`, `Book ${aKind}`, {
      params: nothing,
      body,
      reply: one,
      problems,
    }),
    doing(
      ['POST', `${plural}/:id/correction`],
      `correct_${kind}`,
      `Take ${aKind} back and book this in its place, on the same day unless told`,
      {
        params: idParams,
        body,
        reply: one,
        problems: ['unknown_booking', 'not_reversible', ...problems],
      },
    ),
    doing(
      ['DELETE', `${plural}/:id`],
      `undo_${kind}`,
      `Take ${aKind} back; it stays, beside what takes it back`,
      {
        params: idParams,
        body: noBody,
        reply: one,
        problems: ['unknown_booking', 'not_reversible'],
      },
    ),
  ]
}

const sales = ofKind('sales', 'a sale', {
  list: saleListSchema,
  one: saleSchema,
  body: newSaleSchema,
  problems: ['unknown_product'],
})
const expenses = ofKind('expenses', 'an expense', {
  list: expenseListSchema,
  one: expenseSchema,
  body: newExpenseSchema,
  problems: [],
})
const purchases = ofKind('purchases', 'a purchase', {
  list: purchaseListSchema,
  one: purchaseSchema,
  body: newPurchaseSchema,
  problems: ['unknown_product'],
})
const payments = ofKind('payments', 'a payment', {
  list: paymentListSchema,
  one: paymentSchema,
  body: newPaymentSchema,
  problems: ['unknown_customer'],
})

const customers = [
  reading('customers', 'list_customers', 'Who buys, and what is owed, oldest first', {
    query: customersQuerySchema,
    reply: customerListSchema,
  }),
  doing(['POST', 'customers'], 'add_customer', 'Add a customer', {
    params: nothing,
    body: customerNameSchema,
    reply: customerSchema,
    problems: ['customer_exists'],
  }),
  doing(['PATCH', 'customers/:id'], 'change_customer', "Correct a customer's name", {
    params: idParams,
    body: customerNameSchema,
    reply: customerSchema,
    problems: ['unknown_customer', 'customer_exists'],
  }),
]

const bookings = [
  reading('bookings', 'list_bookings', 'All that was ever booked, of every kind, oldest first', {
    query: bookingsQuerySchema,
    reply: bookingListSchema,
  }),
  doing(['DELETE', 'bookings/:id'], 'undo_booking', 'Take a booking of any kind back', {
    params: idParams,
    body: noBody,
    reply: bookingSchema,
    problems: ['unknown_booking', 'not_reversible'],
  }),
]

export const bookStats = stats.endpoint

/** All that may be asked of a bot about the books. */
export const BOOKS: readonly BooksEndpoint[] = [
  stats,
  ...products,
  ...sales,
  ...expenses,
  ...purchases,
  ...payments,
  ...customers,
  ...bookings,
]
