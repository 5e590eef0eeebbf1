import type { Language } from './language.ts'
import { english } from './lexicon-en.ts'
import { PhraseBook } from './phrases.ts'
import { englishReplies } from './replies-en.ts'
import { englishReports } from './reports-en.ts'

/** English, to understand and to answer. */
export const englishLanguage: Language = {
  lexicon: english,
  book: new PhraseBook(english),
  replies: englishReplies,
  reports: englishReports,
}
