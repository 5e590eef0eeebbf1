import type { Token } from './tokens.ts'

/** What a single word is for. Such words count only where the grammar looks for them. */
export const WORD_TAGS = [
  /** Before a person's name, and part of it; `the` is left out of it. */
  'title',
  'the',
  /** Before somebody who gets something; `for-whom` only when it is written as a name is. */
  'recipient',
  'for-whom',
  'of',
  /** Before a weekday or a date, and what may stand behind a weekday. */
  'on-day',
  'past',
  'in-month',
  'from-day',
  'to-day',
  /** `diez con cincuenta`. */
  'and-cents',
  /** The same behind a currency: `diez pesos con cincuenta`. */
  'named-cents',
  /** Between a fraction and its unit: `cuarto de kilo`; and before a half: `and a half`. */
  'in-fraction',
  /** Behind a day of the month: `5th`. */
  'ordinal',
  /** In the place of a name that was said before: `a silver one`. */
  'the-same',
  /** In a verb: it is yet to be paid. */
  'to-pay',
  /** Before a weekday of this very week: `this Friday`. */
  'this-week',
  /** The shop's own people do: `we bought`. */
  'me',
  /** Whose people may have done it for the shop: `my son bought 10 caps`. */
  'ours',
  /** Says neither who bought nor for whom. */
  'either-way',
  /** Before whose account it is: `on Ana's tab`. */
  'onto',
  'percent',
  'before-discount',
  /** Around what money was spent on. */
  'joint',
  'article',
  'says-nothing',
  'debt',
  /** What may be said beside a payment. */
  'beside-payment',
  /** In a verb: what was sold is owed. */
  'owed',
  /** What is no product. */
  'nothing',
  'how-much',
  /** In no name of any product. */
  'no-name',
] as const

export type WordTag = (typeof WORD_TAGS)[number]

export type Words = Readonly<Record<WordTag, ReadonlySet<string>>>

/** Words that are written one behind the other, with a blank between them. */
export const words = ({ raw: [text = ''] }: TemplateStringsArray): ReadonlySet<string> =>
  new Set(text.split(/\s+/).filter((word) => word !== ''))

/** Whether a piece is such a word. */
export const isWord = (
  token: Token | undefined,
  tag: WordTag,
  { words: of }: { readonly words: Words },
): boolean => token !== undefined && of[tag].has(token.word)
