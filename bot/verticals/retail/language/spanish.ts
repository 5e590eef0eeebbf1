import type { Language } from './language.ts'
import { spanish } from './lexicon-es.ts'
import { PhraseBook } from './phrases.ts'
import { spanishReplies } from './replies-es.ts'
import { spanishReports } from './reports-es.ts'

/** Spanish, to understand and to answer. */
export const spanishLanguage: Language = {
  lexicon: spanish,
  book: new PhraseBook(spanish),
  replies: spanishReplies,
  reports: spanishReports,
}
