import type { Unit } from '../ledger/tables.ts'
import type { DayParts } from './days.ts'
import type { Named } from './products.ts'

/** Something that can be sold, as far as understanding a message needs it. Money in minor units. */
export interface Article extends Named {
  readonly unit: Unit
  readonly price: number | null
  /** In thousandths; undefined when nobody has counted. */
  readonly stock: number | undefined
}

/** A product's id, a name, a quantity in thousandths or an amount in minor units. */
export type Answer = string | number

/** What a message is understood in. */
export interface Shop extends DayParts {
  readonly products: readonly Article[]
  readonly customers: readonly { readonly name: string; readonly owes: number }[]
  /** What was answered to questions about the same message, by `keyOf` of the question. */
  readonly answers?: ReadonlyMap<string, Answer>
  /** How many digits the currency has behind its point. */
  readonly minorDigits: number
}

/** Thousandths of the currency's unit in minor units; undefined when it is no whole number of them. */
export function minorOf(thousandths: number, { minorDigits }: Shop): number | undefined {
  const minor = (thousandths * 10 ** minorDigits) / 1000
  return Number.isInteger(minor) ? minor : undefined
}
