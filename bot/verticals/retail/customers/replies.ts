import type { OpenState, Opening } from '../../../../common/domain/hours.ts'
import type { Unit } from '../ledger/tables.ts'

/** A product as a customer may know it: what it costs the shop and how much is there are not in it. */
export interface Shown {
  readonly id: string
  readonly name: string
  readonly unit: Unit
  /** As it is written; undefined when nobody has said. */
  readonly price: string | undefined
  /** Undefined when nobody has counted, or the shop does not want to say. */
  readonly isThere: boolean | undefined
}

/** A day as customers call it. */
export interface CalledDay {
  /** `2026-03-24`. */
  readonly day: string
  /** From today on. */
  readonly ahead: number
}

/** What customers are answered in one language. */
export interface CustomerReplies {
  readonly greeting: (business: string, knowsHours: boolean) => string
  readonly which: string
  readonly thanks: string
  readonly notKnown: string
  /** When the rest of the message was answered. */
  readonly restNotKnown: string
  readonly offer: string
  readonly offerToBuy: string
  readonly noProducts: string
  readonly more: string
  readonly person: string
  readonly unknown: (words: string) => string
  readonly akin: string
  readonly price: (product: Shown) => string
  readonly available: (product: Shown) => string
  /** In a list, where the number stands before it. */
  readonly line: (product: Shown) => string
  /** @param days Sunday first */
  readonly week: (days: readonly (readonly Opening[])[]) => string
  readonly day: (day: CalledDay, openings: readonly Opening[]) => string
  readonly state: (state: OpenState, next: CalledDay | undefined) => string
}
