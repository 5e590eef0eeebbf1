import { folded } from '../../../../common/kit/folded.ts'
import { matchProduct, singularOf } from '../language/products.ts'
import type { Match, Named } from '../language/products.ts'
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

/** What is written in the same letters counts more than what sounds alike: `aros` and `arroz`. */
function matchWritten(run: Run, products: readonly Named[], words: CustomerWords): Match {
  const { lexicon } = words
  const letters = (text: string): readonly string[] =>
    folded(text)
      .split(/[^\p{L}\p{N}]+/u)
      .flatMap((word) => [word, singularOf(word, lexicon)])
  const said = run.filter(({ word }) => !words.glue.has(word))
  const written = products.filter(({ name, aliases }) => {
    const known = new Set([name, ...aliases].flatMap(letters))
    return said.every(({ word }) => known.has(word) || known.has(singularOf(word, lexicon)))
  })
  const match = matchProduct(spaced(run), written, lexicon)
  return match.kind === 'none' ? matchProduct(spaced(run), products, lexicon) : match
}

/** The whole run, or else its longest end that names something sold, or is like it. */
function bestMatch(
  run: Run,
  products: readonly Named[],
  words: CustomerWords,
  isHead: (token: Token) => boolean,
) {
  const ends = run.flatMap((token, from) => (from === 0 || isHead(token) ? [run.slice(from)] : []))
  for (const end of ends) {
    const bare = end.filter(({ word }) => !words.glue.has(word))
    const [whole, other] = [end, bare].map((one) => matchWritten(one, products, words))
    // `remeras en negro`: unless it is a part of the name, what stands between says nothing.
    const best = whole?.kind === 'none' || whole?.kind === 'akin' ? (other ?? whole) : whole
    if (best && best.kind !== 'none') return best
  }
  return { kind: 'none' as const }
}
