import { matchProduct } from '../language/products.ts'
import type { Named } from '../language/products.ts'
import { spaced } from '../language/tokens.ts'
import type { Token } from '../language/tokens.ts'
import type { Span } from './spans.ts'
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
 * @param isHead whether a word may begin a thing's name behind others, which are passed over
 */
export function thingsIn(
  runs: readonly Run[],
  products: readonly Named[],
  words: CustomerWords,
  isHead: (token: Token) => boolean,
): Things {
  const found = new Set<string>()
  const akin = new Set<string>()
  const unknown: string[] = []
  for (const run of runs) {
    const match = bestMatch(run, products, words, isHead)
    if (match.kind === 'one') found.add(match.id)
    else if (match.kind === 'some') for (const id of match.ids) found.add(id)
    else if (match.kind === 'akin') for (const id of match.ids) akin.add(id)
    else unknown.push(spaced(run))
  }
  const ordered = (ids: ReadonlySet<string>): readonly string[] =>
    products.map(({ id }) => id).filter((id) => ids.has(id))
  return { found: ordered(found), akin: ordered(akin), unknown }
}

/** The whole run, or else its longest end that names something sold, or is like it. */
function bestMatch(
  run: Run,
  products: readonly Named[],
  words: CustomerWords,
  isHead: (token: Token) => boolean,
) {
  const ends = run.flatMap((token, from) => (from === 0 || isHead(token) ? [run.slice(from)] : []))
  const matches = ends.map((end) => matchProduct(spaced(end), products, words.lexicon))
  return matches.find(({ kind }) => kind !== 'none') ?? { kind: 'none' as const }
}
