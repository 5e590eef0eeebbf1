import type { Lexicon } from './lexicon.ts'
import type { PhraseBook } from './phrases.ts'
import type { Replies } from './replies.ts'
import type { ReportWords } from './report-words.ts'

/** All that the books know of one language: to understand it, and to answer in it. */
export interface Language {
  readonly lexicon: Lexicon
  /** The phrases of the lexicon. */
  readonly book: PhraseBook
  readonly replies: Replies
  readonly reports: ReportWords
}
