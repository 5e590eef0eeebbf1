import * as z from 'zod'
import { newExpenseSchema, newPaymentSchema } from '../../../../common/contracts/books.ts'
import { debtOf } from '../ledger/customers.ts'
import { receive, spend } from '../ledger/deeds.ts'
import { entryOf } from '../ledger/journal.ts'
import { takeBack } from '../ledger/take-back.ts'
import type { Books } from '../ledger/tables.ts'
import { customerMeant } from './meant.ts'
import { dayOf, deed, refused } from './tool.ts'
import type { Now } from './tool.ts'
import { expenseView, paymentView } from './views.ts'

const showExpense = async (books: Books, id: string) =>
  expenseView(await entryOf(books, id, 'expense'))

const showPayment = async (books: Books, id: string) =>
  paymentView(await entryOf(books, id, 'payment'))

export const recordExpense = deed({
  name: 'record_expense',
  description: 'Books money that was spent, by category.',
  input: newExpenseSchema,
  feature: 'expenses_enabled',
  book: (books, { amount, category, day }, now) =>
    spend(books, { amount, category, day: dayOf(day, now), cause: now.cause }),
  show: showExpense,
})

export const correctExpense = deed({
  name: 'correct_expense',
  description: 'Takes an expense back and books another in its place.',
  input: newExpenseSchema.extend({ id: z.string() }),
  feature: 'expenses_enabled',
  async book(books, { id, ...expense }, now) {
    const { row } = await entryOf(books, id, 'expense')
    await takeBack(books, id, `${now.cause} undo`)
    return await recordExpense.book(books, { ...expense, day: expense.day ?? row.day }, now)
  },
  show: showExpense,
})

/** A payment of more than is owed is a mistake of somebody's. */
async function pay(
  books: Books,
  { customer, amount, day }: z.output<typeof newPaymentSchema>,
  now: Now,
): Promise<string> {
  const { id, name } = await customerMeant(books, customer)
  const owed = await debtOf(books, id)
  if (owed < amount) throw refused('amount', `must not be more than ${name} owes, ${owed}`)
  return await receive(books, { customer: name, amount, day: dayOf(day, now), cause: now.cause })
}

export const recordPayment = deed({
  name: 'record_payment',
  description: 'Books money that a customer paid of a debt.',
  input: newPaymentSchema,
  feature: 'sales_enabled',
  book: pay,
  show: showPayment,
})

export const correctPayment = deed({
  name: 'correct_payment',
  description: 'Takes a payment back and books another in its place.',
  input: newPaymentSchema.extend({ id: z.string() }),
  feature: 'sales_enabled',
  async book(books, { id, ...payment }, now) {
    const { row } = await entryOf(books, id, 'payment')
    await takeBack(books, id, `${now.cause} undo`)
    return await pay(books, { ...payment, day: payment.day ?? row.day }, now)
  },
  show: showPayment,
})
