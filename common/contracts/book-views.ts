import * as z from 'zod'
import { dayField, unitField } from './books.ts'
import { pageCursor } from './paging.ts'

const currency = z.string().describe('what money is in')
const idAndName = z.object({ id: z.string(), name: z.string() })

const lineSchema = z.object({
  product: z.string(),
  name: z.string(),
  unit: unitField,
  quantity: z.number(),
  total: z.int(),
  cost: z.int().describe('what the sold things had cost'),
})

const bookingFields = {
  id: z.string(),
  day: dayField,
  at: z.iso.datetime().describe('when it was booked'),
  undone_by: z.string().nullable().describe('the booking that takes it back, if any does'),
}

export const saleSchema = z
  .object({
    ...bookingFields,
    customer: idAndName.nullable(),
    lines: z.array(lineSchema),
    total: z.int().describe('after the discount'),
    discount: z.int(),
    paid: z.int().describe('at once'),
    cost: z.int(),
  })
  .meta({ id: 'Sale' })

export const expenseSchema = z
  .object({ ...bookingFields, amount: z.int(), category: z.string() })
  .meta({ id: 'Expense' })

export const purchaseSchema = z
  .object({ ...bookingFields, lines: z.array(lineSchema), total: z.int() })
  .meta({ id: 'Purchase' })

export const paymentSchema = z
  .object({ ...bookingFields, customer: idAndName, amount: z.int() })
  .meta({ id: 'Payment' })

export const bookingSchema = z
  .object({
    ...bookingFields,
    kind: z.enum(['sale', 'expense', 'purchase', 'payment', 'stock', 'catalogue']),
    reverses: z
      .string()
      .nullable()
      .describe('the booking that it takes back, all figures negative'),
    customer: idAndName.nullable(),
    category: z.string().nullable(),
    lines: z.array(lineSchema.extend({ moved: z.number().describe('what it added to the stock') })),
    total: z.int(),
    discount: z.int(),
    paid: z.int(),
    cost: z.int(),
  })
  .meta({ id: 'Booking' })

export const productSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    aliases: z.array(z.string()),
    unit: unitField,
    price: z.int().nullable(),
    cost: z.int().nullable(),
    stock: z.number().nullable().describe('null until somebody has counted'),
    low_stock: z.number().nullable(),
    retired: z.boolean(),
  })
  .meta({ id: 'Product' })

export const customerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    owes: z.int().describe('negative when more was paid than bought'),
  })
  .meta({ id: 'Customer' })

export const statsSchema = z
  .object({
    from: dayField.nullable(),
    to: dayField.nullable(),
    currency,
    products: z.int().describe('that are sold now'),
    sales: z.int().describe('that stand'),
    revenue: z.int(),
    cost: z.int().describe('what the sold things had cost'),
    expenses: z.int(),
    profit: z.int().describe('revenue − cost − expenses'),
    purchases: z.int(),
    payments: z.int().describe('what customers paid of their debts'),
    owed: z.int().describe('by all customers together, now'),
    best_sellers: z
      .array(
        z.object({
          product: z.string(),
          name: z.string(),
          quantity: z.number(),
          revenue: z.int(),
          cost: z.int(),
        }),
      )
      .describe('the ten that brought most'),
    expenses_by_category: z.array(z.object({ category: z.string(), amount: z.int() })),
  })
  .meta({ id: 'Stats' })

export type Stats = z.output<typeof statsSchema>
export type SaleView = z.output<typeof saleSchema>
export type ExpenseView = z.output<typeof expenseSchema>
export type PurchaseView = z.output<typeof purchaseSchema>
export type PaymentView = z.output<typeof paymentSchema>
export type BookingView = z.output<typeof bookingSchema>
export type ProductView = z.output<typeof productSchema>
export type CustomerView = z.output<typeof customerSchema>

const page = { currency, after: pageCursor }

export const saleListSchema = z
  .object({ sales: z.array(saleSchema), ...page })
  .meta({ id: 'SaleList' })
export const expenseListSchema = z
  .object({ expenses: z.array(expenseSchema), ...page })
  .meta({ id: 'ExpenseList' })
export const purchaseListSchema = z
  .object({ purchases: z.array(purchaseSchema), ...page })
  .meta({ id: 'PurchaseList' })
export const paymentListSchema = z
  .object({ payments: z.array(paymentSchema), ...page })
  .meta({ id: 'PaymentList' })
export const bookingListSchema = z
  .object({ bookings: z.array(bookingSchema), ...page })
  .meta({ id: 'BookingList' })
export const productListSchema = z
  .object({ products: z.array(productSchema), ...page })
  .meta({ id: 'ProductList' })
export const customerListSchema = z
  .object({ customers: z.array(customerSchema), ...page })
  .meta({ id: 'CustomerList' })
