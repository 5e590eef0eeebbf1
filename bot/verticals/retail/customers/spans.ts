import { folded } from '../../../../common/kit/folded.ts'
import { soundOf } from '../language/sounds.ts'
import type { Token } from '../language/tokens.ts'
import { CUSTOMER_TAGS } from './words.ts'
import type { CustomerTag, CustomerWords } from './words.ts'

/** Tokens that belong together, and what they are. */
export interface Span {
  /** `quantity`: numbers, units, money. `free`: a word that says something else. `sign`: neither. */
  readonly tag: CustomerTag | 'quantity' | 'weekday' | 'free' | 'glue' | 'joint' | 'sign'
  readonly start: number
  readonly end: number
}

interface Phrase {
  readonly tag: CustomerTag
  readonly words: readonly string[]
}

/** What such a phrase says, a product's name says better: a bakery sells `facturas`. */
const YIELDING: ReadonlySet<Span['tag']> = new Set([
  'topic',
  'owner',
  'filler',
  'ack',
  'yes',
  'fine',
  'more',
  'order',
  'open',
  'thanks',
  'morning',
  'now',
  'quantity',
  'after-tomorrow',
])

/** From so many letters on a word may be spelled in another way that sounds the same. */
const LONG = 4

/** The phrases of customers in a language, to be found in what one of them writes. */
export class Phrases {
  readonly words: CustomerWords
  readonly #exact = new Map<string, Phrase[]>()
  readonly #sounding = new Map<string, Phrase[]>()
  readonly #quantities: ReadonlySet<string>
  readonly #weekdays: ReadonlySet<string>

  constructor(words: CustomerWords) {
    this.words = words
    for (const tag of CUSTOMER_TAGS) {
      for (const phrase of words.phrases[tag]) {
        const exact = phrase.split(' ')
        put(this.#exact, exact[0] ?? '', { tag, words: exact })
        put(this.#sounding, this.#sound(exact[0] ?? ''), { tag, words: exact })
      }
    }
    this.#weekdays = new Set(words.lexicon.weekdays.flat().flatMap((day) => [day, `${day}s`]))
    const { numbers, units, currency, half, quarter, thousand } = words.lexicon
    this.#quantities = new Set([
      ...Object.keys(numbers),
      ...Object.keys(units),
      ...currency,
      ...half,
      ...quarter,
      ...thousand,
    ])
  }

  /**
   * The words that name a kind of thing that is sold: the first of its name, or any where the first
   * only describes it. @param names of products
   */
  headsOf(names: readonly string[]): ReadonlySet<string> {
    const { spelling } = this.words.lexicon
    return new Set(
      names.flatMap((name) => {
        const words = folded(name)
          .split(/[^\p{L}\p{N}]+/u)
          .filter((word) => word !== '' && !spelling.small.has(word))
        const heads = spelling.head === 'last' ? words : words.slice(0, 1)
        return heads.flatMap((word) => this.#formsOf(word))
      }),
    )
  }

  /** Whether what is sold begins with such a word. @param heads by `headsOf` */
  isHead({ word }: Token, heads: ReadonlySet<string>): boolean {
    return this.#formsOf(word).some((form) => heads.has(form))
  }

  /** What all of the tokens are, in their order. */
  spansOf(tokens: readonly Token[], heads: ReadonlySet<string>): readonly Span[] {
    const spans: Span[] = []
    let start = 0
    while (start < tokens.length) {
      const span = this.#spanAt(tokens, start, heads)
      spans.push(span)
      start = span.end
    }
    return spans
  }

  #spanAt(tokens: readonly Token[], start: number, heads: ReadonlySet<string>): Span {
    const token = tokens[start]
    const one = (tag: Span['tag']): Span => ({ tag, start, end: start + 1 })
    if (!token) throw new Error('there is no token')
    const isHead = this.isHead(token, heads)
    const found = this.#phraseAt(tokens, start)
    if (found && !(isHead && found.end - start === 1 && YIELDING.has(found.tag))) return found
    if (token.kind === 'digits') return one('quantity')
    if (this.#weekdays.has(token.word)) return one('weekday')
    if (this.words.joints.has(token.word)) return one('joint')
    if (this.words.glue.has(token.word)) return one('glue')
    if (!isHead && this.#quantities.has(token.word)) return one('quantity')
    if (token.kind === 'sign') return one('sign')
    if (isHead) return one('free')
    return one(this.words.laughter.test(token.word) ? 'ack' : this.#stemOf(token.word))
  }

  #phraseAt(tokens: readonly Token[], start: number): Span | undefined {
    const word = tokens[start]?.word ?? ''
    const found =
      longest(this.#exact.get(word), (at, wanted) => tokens[start + at]?.word === wanted) ??
      longest(this.#sounding.get(this.#sound(word)), (at, wanted) =>
        this.#isAlike(tokens[start + at]?.word ?? '', wanted),
      )
    return found && { tag: found.tag, start, end: start + found.words.length }
  }

  #stemOf(word: string): CustomerTag | 'free' {
    return CUSTOMER_TAGS.find((tag) => this.words.stems[tag]?.test(word)) ?? 'free'
  }

  /** Short words that sound the same are other words: `ya` and `la`. */
  #isAlike(word: string, wanted: string): boolean {
    return word === wanted || (word.length >= LONG && this.#sound(word) === this.#sound(wanted))
  }

  #sound(word: string): string {
    return soundOf(word, this.words.lexicon.spelling)
  }

  /** A word as it sounds, and its singulars. */
  #formsOf(word: string): readonly string[] {
    const { spelling } = this.words.lexicon
    const singulars = spelling.plurals
      .filter(([ending]) => ending.test(word))
      .map((plural) => word.replace(...plural))
    return [word, ...singulars].map((form) => this.#sound(form))
  }
}

function put(index: Map<string, Phrase[]>, first: string, phrase: Phrase): void {
  index.set(first, [...(index.get(first) ?? []), phrase])
}

/** The longest phrase that stands there; of several, the one whose tag comes first. */
function longest(
  phrases: readonly Phrase[] | undefined,
  isAt: (at: number, word: string) => boolean,
): Phrase | undefined {
  let best: Phrase | undefined
  for (const phrase of phrases ?? []) {
    const isThere = phrase.words.every((word, at) => isAt(at, word))
    if (isThere && phrase.words.length > (best?.words.length ?? 0)) best = phrase
  }
  return best
}
