import { doing, noBody, nothing, ofKind, one, reading } from './books-endpoints.ts'
import type { BooksEndpoint } from './books-endpoints.ts'
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

const stats = reading('stats', 'stats', 'What was sold, spent and earned in some days', {
  query: daysQuerySchema,
  reply: statsSchema,
})

const products = [
  reading('products', 'list_products', 'The catalogue, oldest first', {
    query: productsQuerySchema,
    reply: productListSchema,
  }),
  one('products/:product', 'show_product', {
    params: productParams,
    reply: productSchema,
    unknown: 'unknown_product',
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
  one('customers/:id', 'show_customer', {
    params: idParams,
    reply: customerSchema,
    unknown: 'unknown_customer',
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
  one('bookings/:id', 'show_booking', {
    params: idParams,
    reply: bookingSchema,
    unknown: 'unknown_booking',
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
