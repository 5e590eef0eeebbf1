import { PHRASE_TAGS } from './lexicon.ts'
import type { Lexicon, PhraseTag, Spelling } from './lexicon.ts'
import { isOneOff, soundOf } from './sounds.ts'
import type { Token } from './tokens.ts'

/** Phrases that are written one behind the other, with a stroke or a new line between them. */
export const phrases = ({ raw: [text = ''] }: TemplateStringsArray): readonly string[] =>
  text
    .split(/[|\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')

/** A phrase of the lexicon at a place. */
export interface Found {
  readonly tag: PhraseTag
  readonly start: number
  readonly end: number
}

interface Entry {
  readonly tag: PhraseTag
  readonly words: readonly string[]
}

/** From so many letters on a verb may be misspelled by one. */
const LONG = 5
const MISSPELLED: ReadonlySet<PhraseTag> = new Set(['sold', 'spent', 'paid', 'bought'])

/** The phrases of a language, to be looked up by their first word. */
export class PhraseBook {
  readonly #byFirst = new Map<string, Entry[]>()
  readonly #bySound = new Map<string, PhraseTag>()
  readonly #verbs: Entry[] = []
  readonly #known = new Set<string>()
  readonly #spelling: Spelling

  constructor(lexicon: Lexicon) {
    this.#spelling = lexicon.spelling
    for (const tag of PHRASE_TAGS) {
      for (const phrase of lexicon.phrases[tag]) {
        const words = phrase === '\n' ? ['\n'] : phrase.split(' ')
        const [first = ''] = words
        const entry = { tag, words }
        this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), entry])
        for (const word of words) this.#known.add(word)
        if (words.length > 1 || !MISSPELLED.has(tag)) continue
        this.#bySound.set(soundOf(first, lexicon.spelling), tag)
        if (first.length >= LONG) this.#verbs.push(entry)
      }
    }
    for (const word of [...Object.keys(lexicon.numbers), ...Object.keys(lexicon.units)]) {
      this.#known.add(word)
    }
  }

  /** The longest phrase at a place that is for one of these. */
  at(tokens: readonly Token[], place: number, ...tags: readonly PhraseTag[]): Found | undefined {
    const entries = this.#byFirst.get(tokens[place]?.word ?? '') ?? []
    const found = entries
      .filter(({ tag }) => tags.length === 0 || tags.includes(tag))
      .filter(({ words }) => words.every((word, index) => tokens[place + index]?.word === word))
      .sort((one, other) => other.words.length - one.words.length)[0]
    return found && { tag: found.tag, start: place, end: place + found.words.length }
  }

  /** Whether such a phrase stands anywhere. */
  has(tokens: readonly Token[], ...tags: readonly PhraseTag[]): boolean {
    return tokens.some((_, place) => this.at(tokens, place, ...tags) !== undefined)
  }

  /** The pieces that are part of no such phrase. */
  without(tokens: readonly Token[], ...tags: readonly PhraseTag[]): readonly Token[] {
    const left: Token[] = []
    for (let place = 0; place < tokens.length; place += 1) {
      const token = tokens[place]
      const found = this.at(tokens, place, ...tags)
      if (found) place = found.end - 1
      else if (token) left.push(token)
    }
    return left
  }

  /** The place behind all such phrases that stand there one behind the other. */
  behind(tokens: readonly Token[], start: number, ...tags: readonly PhraseTag[]): number {
    const said = this.at(tokens, start, ...tags)
    return said ? this.behind(tokens, said.end, ...tags) : start
  }

  /** A verb that is only misspelled: `bendí`, `gste`. */
  misspelled(tokens: readonly Token[], place: number): Found | undefined {
    const token = tokens[place]
    if (token?.kind !== 'word' || token.word.length < 4 || this.#known.has(token.word)) {
      return undefined
    }
    const tag =
      this.#bySound.get(soundOf(token.word, this.#spelling)) ??
      this.#verbs.find(({ words }) => isOneOff(token.word, words[0] ?? ''))?.tag
    return tag && { tag, start: place, end: place + 1 }
  }
}
