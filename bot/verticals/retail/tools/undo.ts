import * as z from 'zod'
import { entryOf } from '../ledger/journal.ts'
import type { Entry } from '../ledger/journal.ts'
import { takeBack } from '../ledger/take-back.ts'
import type { BookingKind } from '../ledger/tables.ts'
import { deed } from './tool.ts'
import { bookingView, expenseView, paymentView, purchaseView, saleView } from './views.ts'

const undoOf = (kind: BookingKind | undefined, view: (entry: Entry) => unknown) =>
  deed({
    name: `undo_${kind ?? 'booking'}`,
    description: `Takes a ${kind ?? 'booking'} back: another that undoes all it did is booked.`,
    input: z.strictObject({ id: z.string() }),
    isMoneyless: true,
    async book(books, { id }, { cause }) {
      const { row } = await entryOf(books, id, kind)
      await takeBack(books, row.id, cause)
      return row.id
    },
    show: async (books, id) => view(await entryOf(books, id)),
  })

/** Taking back works whatever is switched off: it corrects what was booked when it was not. */
export const UNDO_TOOLS = [
  undoOf('sale', saleView),
  undoOf('expense', expenseView),
  undoOf('purchase', purchaseView),
  undoOf('payment', paymentView),
  undoOf(undefined, bookingView),
] as const
