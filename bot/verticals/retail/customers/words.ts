import type { Lexicon } from '../language/lexicon.ts'

/** What a phrase of a customer is for. */
export const CUSTOMER_TAGS = [
  'greeting',
  'thanks',
  'yes',
  /** Is a yes when it stands alone behind an offer. */
  'fine',
  'no',
  /** Says only that it was read. */
  'ack',
  /** `a qué hora`, which needs a word of opening beside it. */
  'hour',
  'timetable',
  'open',
  /** Says that it is open beside a day, and what is sold beside a thing: `trabajan`. */
  'work',
  'holiday',
  'morning',
  'today',
  'now',
  'tomorrow',
  'after-tomorrow',
  'price',
  'have',
  'how-many',
  'catalogue',
  'order',
  'person',
  /** What customers ask and `config.json` does not know. */
  'topic',
  /** What owners write, and whoever would like to be one. */
  'owner',
  'more',
  'filler',
] as const

export type CustomerTag = (typeof CUSTOMER_TAGS)[number]

/** The words of customers in one language. */
export interface CustomerWords {
  readonly lexicon: Lexicon
  readonly phrases: Readonly<Record<CustomerTag, readonly string[]>>
  readonly laughter: RegExp
  /** How words begin whatever their ending, for those that no phrase has. */
  readonly stems: Readonly<Partial<Record<CustomerTag, RegExp>>>
  /** Small words that may stand inside what a thing is called. */
  readonly glue: ReadonlySet<string>
  /** Between two things. */
  readonly joints: ReadonlySet<string>
  readonly articles: ReadonlySet<string>
  /** Before the number of a day. */
  readonly beforeDay: ReadonlySet<string>
  /** What the places of a menu are called, the first one first. */
  readonly ordinals: readonly (readonly string[])[]
  readonly last: ReadonlySet<string>
}
