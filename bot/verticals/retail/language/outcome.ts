import type { Unit } from '../ledger/tables.ts'
import type { Mood } from './lexicon.ts'

/** So much of a product, for so much. */
export interface Line {
  readonly product: string
  /** In thousandths of its unit. */
  readonly quantity: number
  /** In minor units. */
  readonly total: number | undefined
}

/** What is to be booked. */
export type Booking =
  | {
      readonly do: 'sale'
      readonly lines: readonly Line[]
      readonly customer: string | undefined
      readonly isOnCredit: boolean
      readonly paid: number | undefined
      readonly day: string | undefined
    }
  | {
      readonly do: 'expense'
      readonly amount: number
      readonly category: string
      readonly day: string | undefined
    }
  | {
      readonly do: 'purchase'
      readonly lines: readonly Line[]
      readonly day: string | undefined
    }
  | {
      readonly do: 'payment'
      readonly customer: string
      readonly amount: number
      readonly day: string | undefined
    }
  | {
      readonly do: 'add'
      readonly name: string
      readonly unit: Unit
      readonly price: number | undefined
      readonly cost: number | undefined
      /** In thousandths. */
      readonly stock: number | undefined
    }
  | { readonly do: 'price' | 'cost'; readonly product: string; readonly amount: number }
  | { readonly do: 'rename'; readonly product: string; readonly name: string }
  | { readonly do: 'retire'; readonly product: string }
  | {
      readonly do: 'count' | 'adjust'
      readonly product: string
      readonly quantity: number
    }

/** What has to be known before anything is booked. */
export type Question =
  | {
      readonly ask: 'which' | 'which-or-create'
      readonly products: readonly string[]
      readonly words: string
    }
  | { readonly ask: 'create'; readonly name: string }
  | { readonly ask: 'quantity' | 'price' | 'each-or-total'; readonly product: string }
  | { readonly ask: 'total'; readonly amounts: readonly number[] }
  | { readonly ask: 'confirm'; readonly bookings: readonly Booking[] }
  | { readonly ask: 'customer' | 'what-sold' | 'what-paid' | 'name' }
  | { readonly ask: 'debt' | 'overpaid'; readonly customer: string }
  | { readonly ask: 'amount'; readonly category: string }
  | { readonly ask: 'category'; readonly amount: number }
  | { readonly ask: 'expense-or-product'; readonly words: string }
  | { readonly ask: 'what'; readonly amount: number }
  | { readonly ask: 'return' | 'exists'; readonly product: string }
  | { readonly ask: 'date'; readonly day: string }
  | { readonly ask: 'what-items'; readonly lines: readonly Line[] }

export const REPORTS = [
  'sales',
  'profit',
  'expenses',
  'summary',
  'best',
  'debts',
  'stock',
  'low',
  'price',
  'catalogue',
] as const

/** Figures that are asked for. */
export interface Report {
  readonly what: (typeof REPORTS)[number]
  /** From the first day to the last, both included; undefined for all there is. */
  readonly days: Days | undefined
  /** Products, by their ids. */
  readonly products: readonly string[] | undefined
  readonly customer: string | undefined
}

export interface Days {
  readonly from: string
  readonly to: string
}

/** What a message comes to. */
export type Outcome =
  | { readonly kind: 'book'; readonly bookings: readonly Booking[] }
  | { readonly kind: 'ask'; readonly question: Question }
  | { readonly kind: 'not'; readonly mood: Mood }
  | { readonly kind: 'report'; readonly reports: readonly Report[] }
  /** The last booking is to be taken back. */
  | { readonly kind: 'undo' }
  | { readonly kind: 'hello' | 'thanks' | 'help' }
  | { readonly kind: 'unclear' }
