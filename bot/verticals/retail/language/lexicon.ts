import type { Words } from './words.ts'

/**
 * The words of one language, without accents. A phrase may have several words; the longest that fits
 * counts.
 */
export interface Lexicon {
  readonly numbers: Readonly<Record<string, number>>
  /** What makes hundreds of the number before it, as in `two hundred`. */
  readonly hundred: readonly string[]
  readonly thousand: readonly string[]
  readonly million: readonly string[]
  /** Between parts of a number, and between things. */
  readonly and: readonly string[]
  /** Whether that stands between all parts of a number, as in `cento e vinte`. */
  readonly andEverywhere: boolean
  /** Whether nothing stands between tens and units, as in `twenty five`. */
  readonly areTensBare?: boolean
  readonly half: readonly string[]
  readonly quarter: readonly string[]
  /** Whether a fraction without a unit is of what there is: `half the rice`. */
  readonly areFractionsOfAll?: boolean
  readonly units: Readonly<Record<string, UnitWord>>
  readonly currency: readonly string[]
  readonly cents: readonly string[]
  readonly phrases: Readonly<Record<PhraseTag, readonly string[]>>
  readonly words: Words
  /** What stands between a thing and its price, and what that says of the price. */
  readonly prices: Readonly<Record<string, PriceJoint>>
  readonly spelling: Spelling
  /** Sunday first, each with what it is called for short. */
  readonly weekdays: readonly (readonly string[])[]
  readonly months: readonly (readonly string[])[]
  /** Whether `3/5` is in March. */
  readonly isMonthFirst?: boolean
  /** What verbs say that do not show who did it. */
  readonly subjects?: Subjects
  /** Whether what is counted always has its plural: `20 gas` is no gas. */
  readonly areCountsPlural?: boolean
  /** Whether who gets something may stand before it: `sold Ana 2 caps`. */
  readonly isReceiverFirst?: boolean
  /** The end of a word that says whose a thing is: `Ana's tab`. */
  readonly possessive?: RegExp
}

/** What a verb says depends on who stands before it. */
export interface Subjects {
  /** What was done when somebody else did it; undefined for what is no deed of the shop. */
  readonly others: Readonly<Partial<Record<Deed, Deed | 'hearsay' | undefined>>>
  /** What only somebody else can have done. */
  readonly notMe: readonly Deed[]
}

/** How an amount is joined to a thing: `a 500`, `por 500`, `en 500`, `x 500`. */
export type PriceJoint = 'at' | 'for' | 'total' | 'times'

/** Something in a word, and what stands in its place. */
export type Replacement = readonly [RegExp, string]

/** How words are spelled, and how they change. */
export interface Spelling {
  /** Letters that sound alike, in the order in which they are replaced. */
  readonly alike: readonly Replacement[]
  /** Endings of plurals, and those of their singulars; the last that fits is the likeliest. */
  readonly plurals: readonly Replacement[]
  /** The ending in which adjectives differ by gender alone. */
  readonly gender: RegExp | undefined
  readonly diminutive: RegExp | undefined
  /** Words in names that are no part of what is meant. */
  readonly small: ReadonlySet<string>
  /** Which word of a name says what the thing is. */
  readonly head?: 'first' | 'last'
  /** Those of them behind which a thing is only described. */
  readonly of: ReadonlySet<string>
}

/** What a phrase says that happened. */
export const DEEDS = [
  'sold',
  'bought-from-us',
  'spent',
  'paid',
  'was-paid',
  'bought',
  'left',
  'none-left',
  'lost',
  'gift',
  'returned',
  'gave',
  'put',
] as const

/** Why what was said did not happen, or not yet, or is not known. */
export const MOODS = ['negated', 'future', 'hypothetical', 'hearsay', 'unsure'] as const

export type Deed = (typeof DEEDS)[number]
export type Mood = (typeof MOODS)[number]

/** What a phrase is for. */
export const PHRASE_TAGS = [
  ...DEEDS,
  ...MOODS,
  'not-yet',
  /** A verb and that nothing was done: `sold nothing`. */
  'nothing-done',
  'unreal',
  'others',
  /** Whoever says this of a deed does not say that it was done as it is told: `más que ayer`. */
  'something-else',
  'on-credit',
  'rest-owed',
  'paid-part',
  'discount',
  'percent',
  'each',
  'per-unit',
  'in-total',
  'all-of-it',
  'separator',
  'account',
  /** Behind whose it is: `on Ana's tab`. */
  'their-account',
  'or',
  'between',
  'filler',
  /** What may stand before a verb and changes nothing of what it says. */
  'aside',
  'some',
  'about',
  /** Behind a number: it is a little more. */
  'and-more',
  'more-than',
  'nobody',
  /** Before what there is none of: `no caps left`. */
  'none-of',
  'in-pairs',
  'to',
  'at',
  'for',
  'of',
  'today',
  'yesterday',
  'before-yesterday',
  'ago',
  /** Behind the number of days: `three days ago`. */
  'ago-behind',
  'days',
  'because',
  'question',
  'add',
  'a-product',
  'price-word',
  'cost-word',
  'stock-word',
  'new-price',
  'price-now',
  'price-of',
  'put-price',
  'cost-of',
  'costs-me',
  'is',
  'rename',
  'as',
  'retire',
  'no-more',
  'from-catalogue',
  'hello',
  'thanks',
  'help',
  'undo',
  'wipe',
  'yes',
  'no',
  'first',
  'second',
  'third',
  'was',
  'instead',
  'a-sale',
  'a-purchase',
  'an-expense',
  'all-of-them',
  'noun',
  'ask-sales',
  'ask-profit',
  'ask-expenses',
  'ask-summary',
  'ask-best',
  'ask-debts',
  'ask-stock',
  'ask-low',
  'ask-price',
  'ask-catalogue',
  'ask-customer',
  'week',
  'last-week',
  'month',
  'last-month',
] as const

export type PhraseTag = (typeof PHRASE_TAGS)[number]

/** A unit as people say it, in units that products have. */
export interface UnitWord {
  /** `other` is none that any product has. */
  readonly unit: 'u' | 'kg' | 'l' | 'docena' | 'pair' | 'other'
  /** How much it is, in thousandths: a gram is 1 of a kilo. */
  readonly size: number
}
