import * as z from 'zod'
import { entryOf } from '../ledger/journal.ts'
import type { Entry } from '../ledger/journal.ts'
import type { BookingKind } from '../ledger/tables.ts'
import { customerMeant, productMeant } from './meant.ts'
import { report } from './tool.ts'
import {
  bookingView,
  expenseView,
  paymentView,
  purchaseView,
  saleView,
  showCustomer,
  showProduct,
} from './views.ts'

const byId = z.strictObject({ id: z.string() })

const showOf = (kind: BookingKind | undefined, view: (entry: Entry) => unknown) =>
  report({
    name: `show_${kind ?? 'booking'}`,
    description: `One ${kind ?? 'booking'}, whether it still stands or not.`,
    input: byId,
    read: async (books, { id }) => view(await entryOf(books, id, kind)),
  })

/** One thing of the books at a time. */
export const SHOW_TOOLS = [
  report({
    name: 'show_product',
    description: 'One product, also one that is not sold any more.',
    input: z.strictObject({ product: z.string().min(1).max(200) }),
    read: async (books, { product }) =>
      await showProduct(books, (await productMeant(books, product, true)).id),
  }),
  report({
    name: 'show_customer',
    description: 'One customer, and what is owed.',
    input: byId,
    read: async (books, { id }) => await showCustomer(books, (await customerMeant(books, id)).id),
  }),
  showOf('sale', saleView),
  showOf('expense', expenseView),
  showOf('purchase', purchaseView),
  showOf('payment', paymentView),
  showOf(undefined, bookingView),
] as const
