import type { PriceJoint, UnitWord } from './lexicon.ts'
import type { MoneyRead } from './money.ts'
import type { PhraseBook } from './phrases.ts'
import type { QuantityRead } from './quantities.ts'
import type { Writing } from './numbers.ts'
import type { Token } from './tokens.ts'

/** What is said of one thing that was sold, bought or counted. */
export interface Item {
  quantity: QuantityRead | undefined
  /** The words that name it, as they were written. */
  readonly words: Token[]
  price: Price | undefined
  /** `unas medias`: more than one, and nobody knows how many. */
  isVague: boolean
  /** `5 de azúcar`: of the unit that was said before. */
  isOf: boolean
  /** `como 5`. */
  isAbout: boolean
  /** `bolsas 500`: it may be how many, or for how much. */
  isEither: boolean
}

/** Of which nothing has been said yet. */
export const newItem = (): Item => ({
  quantity: undefined,
  words: [],
  price: undefined,
  isVague: false,
  isOf: false,
  isAbout: false,
  isEither: false,
})

/** An amount beside a thing. How it was joined to it says what it may be. */
export interface Price {
  readonly money: MoneyRead
  readonly means: PriceJoint | 'each' | 'bare'
  /** For how much of it: `a 30 la docena`. */
  readonly per?: UnitWord['unit'] | undefined
}

export interface Body {
  readonly items: readonly Item[]
  readonly customer: string | undefined
  readonly isOnCredit: boolean
  readonly paid: MoneyRead | undefined
  readonly discount: { readonly percent: number } | { readonly money: MoneyRead } | undefined
  /** `en total 4000`. */
  readonly total: MoneyRead | undefined
  /** What nothing explains. */
  readonly left: readonly Token[]
}

export interface BodyParts {
  readonly writing: Writing
  readonly book: PhraseBook
  /** Who is known to the books. */
  readonly customers?: readonly { readonly name: string }[]
}
