import type { Language } from './language.ts'
import { portuguese } from './lexicon-pt.ts'
import { PhraseBook } from './phrases.ts'
import { portugueseReplies } from './replies-pt.ts'
import { portugueseReports } from './reports-pt.ts'

/** Portuguese, to understand and to answer. */
export const portugueseLanguage: Language = {
  lexicon: portuguese,
  book: new PhraseBook(portuguese),
  replies: portugueseReplies,
  reports: portugueseReports,
}
