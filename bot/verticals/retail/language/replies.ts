import type { Booking } from './outcome.ts'
import type { Mood } from './lexicon.ts'

type Named<What extends string> = Readonly<Record<What, string>>

/**
 * What owners are answered with, in one language. Amounts, names and numbers come as they are to be
 * shown.
 */
export interface Replies {
  readonly hello: string
  readonly help: string
  readonly unclear: string
  readonly dropped: string
  /** What was to be put right does not stand any more. */
  readonly gone: string
  readonly corrected: string
  /** The books are kept in one currency, and `config.json` names another. */
  readonly currency: {
    /** Nothing was booked for it. */
    readonly refused: (kept: string, wanted: string) => string
    /** Figures are told all the same. */
    readonly noted: (kept: string, wanted: string) => string
  }
  readonly not: Named<Mood>
  readonly off: Named<'sales_enabled' | 'expenses_enabled' | 'inventory_enabled'>
  readonly booked: {
    readonly titles: Named<Booking['do']>
    readonly total: (amount: string) => string
    readonly profit: (amount: string) => string
    readonly customer: (name: string) => string
    readonly onCredit: (paid: string | undefined) => string
    readonly day: (day: string) => string
    /** How to take it back. */
    readonly undo: string
  }
  /** Between a number and a product, by the product's unit. */
  readonly units: Named<'u' | 'kg' | 'l' | 'docena'>
  readonly undone: (bookings: number) => string
  readonly nothingToUndo: string
  readonly asks: Asks
}

/** What is asked, with the options of menus. */
interface Asks {
  readonly confirm: { readonly before: string; readonly behind: string }
  readonly which: (words: string) => string
  readonly create: (name: string) => string
  readonly quantity: (product: string) => string
  readonly price: (product: string) => string
  readonly eachOrTotal: (product: string) => string
  readonly each: string
  readonly inAll: string
  readonly total: string
  readonly customer: string
  readonly whatSold: string
  readonly whatPaid: string
  readonly name: string
  readonly debt: (customer: string) => string
  readonly overpaid: (customer: string) => string
  readonly amount: (category: string) => string
  readonly category: (amount: string) => string
  readonly expenseOrProduct: (words: string) => string
  readonly what: (amount: string) => string
  readonly anExpense: string
  readonly returned: (product: string) => string
  readonly exists: (product: string) => string
  readonly date: (day: string) => string
  readonly whatItems: string
  readonly aSale: string
  readonly aPurchase: string
}
