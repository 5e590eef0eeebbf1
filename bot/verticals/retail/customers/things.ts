import { matchProduct } from '../language/products.ts'
import type { Match, Named } from '../language/products.ts'
import { spaced } from '../language/tokens.ts'
import type { Token } from '../language/tokens.ts'
import type { Phrases, Span } from './spans.ts'
import type { CustomerWords } from './words.ts'

/** What a customer named, as far as the shop has it. */
export interface Things {
  /** By their ids, in the order of the catalogue. */
  readonly found: readonly string[]
  /** What is like something that was named and is not sold. */
  readonly akin: readonly string[]
  /** What was named and is not sold. */
  readonly unknown: readonly string[]
}

/** Words that name one thing. */
export type Run = readonly Token[]

/** What is sold, ready to be found by what it is called. */
export interface Shelf {
  readonly products: readonly Named[]
  readonly words: CustomerWords
  /** The first words of names, as they sound. */
  readonly heads: ReadonlySet<string>
  /** Whether a thing's name may begin with a word. */
  readonly isHead: (token: Token) => boolean
}

/** Looks at all names once: a message may ask for many of them. */
export function shelfOf(products: readonly Named[], phrases: Phrases): Shelf {
  const { words } = phrases
  const namesOf = ({ name, aliases }: Named): readonly string[] => [name, ...aliases]
  const heads = phrases.headsOf(products.flatMap(namesOf))
  return { products, words, heads, isHead: (token) => phrases.isHead(token, heads) }
}

/** The runs of words that say something else than what the phrases say. */
export function runsIn(tokens: readonly Token[], spans: readonly Span[]): readonly Run[] {
  const runs: Token[][] = []
  let run: { readonly token: Token; readonly isFree: boolean }[] = []
  const finish = (): void => {
    const first = run.findIndex(({ isFree }) => isFree)
    const last = run.findLastIndex(({ isFree }) => isFree)
    if (first !== -1) runs.push(run.slice(first, last + 1).map(({ token }) => token))
    run = []
  }
  for (const { tag, start, end } of spans) {
    if (tag !== 'free' && tag !== 'glue') finish()
    else for (const token of tokens.slice(start, end)) run.push({ token, isFree: tag === 'free' })
  }
  finish()
  return runs
}

/**
 * What the runs name.
 * @param isLoose whether words before a thing's name may be passed over
 */
export function thingsIn(runs: readonly Run[], shelf: Shelf, isLoose: boolean): Things {
  const found = new Set<string>()
  const akin = new Set<string>()
  const unknown: string[] = []
  for (const run of runs) {
    const match = bestMatch(run, shelf, isLoose)
    if (match.kind === 'one') found.add(match.id)
    else if (match.kind === 'some') for (const id of match.ids) found.add(id)
    else if (match.kind === 'akin') for (const id of match.ids) akin.add(id)
    else unknown.push(spaced(run))
  }
  const ordered = (ids: ReadonlySet<string>): readonly string[] =>
    shelf.products.map(({ id }) => id).filter((id) => ids.has(id))
  return { found: ordered(found), akin: ordered(akin), unknown }
}

/** No thing is called by more words. */
const LONGEST = 10

/** What the whole run names, or else its longest end. */
function bestMatch(run: Run, shelf: Shelf, isLoose: boolean): Match {
  const named = run.slice(-LONGEST)
  for (const [from, token] of named.entries()) {
    if (from > 0 && !(isLoose && shelf.isHead(token))) continue
    const match = matchEnd(named.slice(from), shelf)
    if (match.kind !== 'none') return match
  }
  return { kind: 'none' }
}

/** `remeras en negro`: unless it is a part of the name, what stands between says nothing. */
function matchEnd(end: Run, shelf: Shelf): Match {
  const whole = matchWords(end, shelf)
  if (whole.kind === 'one' || whole.kind === 'some') return whole
  const bare = end.filter(({ word }) => !shelf.words.glue.has(word))
  const match = bare.length < end.length ? matchWords(bare, shelf) : whole
  return match.kind === 'none' ? whole : match
}

const matchWords = (run: Run, { products, words }: Shelf): Match =>
  matchProduct(spaced(run), products, words.lexicon)
