import * as z from 'zod'
import { pageFields } from './paging.ts'

/**
 * A shop's books. Money is whole minor units of the business' currency (1050 is 10.50), quantities
 * are decimals with three digits at most (0.5 is half a kilo), days are those of the shop.
 */
const MOST_MONEY = 1_000_000_000_000
const MOST_OF_ONE = 1_000_000

const moneyField = z
  .int('must be whole minor units, such as 1050 for 10.50')
  .min(0, 'must not be negative')
  .max(MOST_MONEY, 'is too large')

const amountField = moneyField.min(1, 'must be above 0')

const decimal = z
  .number()
  .min(-MOST_OF_ONE, 'is too small')
  .max(MOST_OF_ONE, 'is too large')
  .refine(
    (value) => Math.abs(Math.round(value * 1000) - value * 1000) < 1e-6,
    'must have three digits at most behind the point',
  )

const quantityField = decimal.refine((value) => value > 0, 'must be above 0')
const nameField = z.string().trim().min(1, 'must not be empty').max(200)

export const dayField = z.iso.date('must be a day such as 2026-03-11')
const dayOf = dayField.optional().describe('the day it counts for, today unless told')

const productField = z.string().trim().min(1).max(200).describe('its id, or one of its names')

const itemFields = {
  product: productField,
  quantity: quantityField,
  total: moneyField.optional(),
}

const saleFields = {
  lines: z
    .array(
      z.strictObject({
        ...itemFields,
        total: itemFields.total.describe('of all of it; by its price unless told'),
      }),
    )
    .min(1, 'must not be empty')
    .max(100),
  discount: moneyField.optional().describe('off the whole'),
  customer: nameField.optional().describe("the buyer's name or id; a new name is a new customer"),
  paid: moneyField.optional().describe('at once; all of it unless told, the rest is owed'),
  day: dayOf,
}

const expenseFields = { amount: amountField, category: nameField, day: dayOf }

const purchaseFields = {
  lines: z
    .array(
      z.strictObject({
        ...itemFields,
        total: itemFields.total.describe('of all of it: what it costs from now on'),
      }),
    )
    .min(1, 'must not be empty')
    .max(100),
  day: dayOf,
}

const paymentFields = {
  customer: nameField.describe("the customer's name or id"),
  amount: amountField.describe('not more than is owed'),
  day: dayOf,
}

export const newSaleSchema = z.strictObject(saleFields).meta({ id: 'NewSale' })
export const newExpenseSchema = z.strictObject(expenseFields).meta({ id: 'NewExpense' })
export const newPurchaseSchema = z.strictObject(purchaseFields).meta({ id: 'NewPurchase' })
export const newPaymentSchema = z.strictObject(paymentFields).meta({ id: 'NewPayment' })

export const unitField = z
  .enum(['u', 'kg', 'l', 'docena'])
  .describe('what quantities are of; `u` unless told')

export const newProductSchema = z
  .strictObject({
    name: nameField,
    aliases: z.array(nameField).max(50).optional().describe('what else it is called'),
    unit: unitField.optional(),
    price: moneyField.optional().describe('of one unit'),
    cost: moneyField.optional().describe('of one unit'),
    stock: decimal.min(0, 'must not be negative').optional().describe('not known unless told'),
  })
  .meta({ id: 'NewProduct' })

export const productChangeSchema = z
  .strictObject({
    name: nameField.optional().describe('its old name stays one of its names'),
    alias: nameField.optional().describe('one more name'),
    price: moneyField.optional(),
    cost: moneyField.optional(),
    low_stock: decimal
      .min(0, 'must not be negative')
      .nullable()
      .optional()
      .describe('up to this much is little'),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something')
  .meta({ id: 'ProductChange' })

export const countedSchema = z
  .strictObject({
    quantity: decimal.min(0, 'must not be negative').describe('what is there'),
    day: dayOf,
  })
  .meta({ id: 'Counted' })

export const adjustmentSchema = z
  .strictObject({
    quantity: decimal
      .refine((value) => value !== 0, 'must not be 0')
      .describe('what was found; negative for what was lost'),
    day: dayOf,
  })
  .meta({ id: 'Adjustment' })

export const customerNameSchema = z.strictObject({ name: nameField }).meta({ id: 'CustomerName' })

export const idParams = z.object({ id: z.string().min(1).max(64) })
export const productParams = z.object({
  product: productField.meta({ example: 'pulsera dorada' }),
})

const daysFields = {
  from: dayField.optional().meta({ description: 'the first day', example: '2026-03-01' }),
  to: dayField.optional().meta({ description: 'the last day', example: '2026-03-31' }),
}

export const daysQuerySchema = z.strictObject(daysFields)

const yesOrNo = (description: string) =>
  z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({ description, example: 'false' })

export const bookingsQuerySchema = z.strictObject({
  ...daysFields,
  undone: yesOrNo('whether those that were taken back are shown too'),
  ...pageFields,
})
export const productsQuerySchema = z.strictObject({
  retired: yesOrNo('whether those that are not sold any more are shown too'),
  low: yesOrNo('only what there is little of'),
  ...pageFields,
})
export const customersQuerySchema = z.strictObject({
  owing: yesOrNo('only who owes something'),
  ...pageFields,
})
