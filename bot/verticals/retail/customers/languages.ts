import type { CustomerReplies } from './replies.ts'
import { Phrases } from './spans.ts'
import type { CustomerWords } from './words.ts'

/** All that is needed to understand customers in one language, and to answer them. */
export interface CustomersLanguage {
  readonly phrases: Phrases
  readonly replies: CustomerReplies
}

/** Loaded with the first message: a bot has the words of its own language alone. */
const LOAD: Readonly<Record<string, () => Promise<Spoken>>> = {
  es: async () => (await import('./spanish.ts')).spanish,
  pt: async () => (await import('./portuguese.ts')).portuguese,
  en: async () => (await import('./english.ts')).english,
}

interface Spoken {
  readonly words: CustomerWords
  readonly replies: CustomerReplies
}

const loaded = new Map<string, CustomersLanguage>()

/**
 * The language of a tag such as `es` or `es-AR`.
 * @returns undefined for one in which customers are not understood
 */
export async function customersLanguage(tag: string): Promise<CustomersLanguage | undefined> {
  const [name = ''] = tag.split('-')
  const known = loaded.get(name)
  if (known || !Object.hasOwn(LOAD, name)) return known
  const spoken = await LOAD[name]?.()
  if (!spoken) return undefined
  const language = { phrases: new Phrases(spoken.words), replies: spoken.replies }
  loaded.set(name, language)
  return language
}
