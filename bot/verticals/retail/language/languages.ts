import type { Language } from './language.ts'

/** The languages that the books speak, as they call themselves. */
export const SPOKEN: Readonly<Record<string, string>> = {
  es: 'español',
  pt: 'português',
  en: 'English',
}

/** Loaded with the first message that is written in it: a bot has the words of its own alone. */
const LOAD: Readonly<Record<string, () => Promise<Language>>> = {
  es: async () => (await import('./spanish.ts')).spanishLanguage,
  pt: async () => (await import('./portuguese.ts')).portugueseLanguage,
  en: async () => (await import('./english.ts')).englishLanguage,
}

/**
 * The language of a tag such as `es` or `es-AR`.
 * @returns undefined for one that the books do not speak
 */
export async function languageOf(tag: string): Promise<Language | undefined> {
  const [name = ''] = tag.split('-')
  return Object.hasOwn(LOAD, name) ? await LOAD[name]?.() : undefined
}

/** What an owner is told whose language they do not speak: nothing is guessed. */
export function notSpoken(tag: string): string {
  const names = Object.entries(SPOKEN).map(([code, name]) => `${name} (${code})`)
  return `The books do not speak "${tag}", so nothing was booked. They speak ${names.join(', ')}: set "language" in config.json to one of these.`
}
