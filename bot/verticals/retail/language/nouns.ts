import type { BodyParts, Item } from './body.ts'
import { jointAt } from './prices.ts'
import type { QuantityRead } from './quantities.ts'
import type { Token } from './tokens.ts'
import { isWord } from './words.ts'

/** Before how many there are of something. */
export const OPENS: ReadonlySet<string> = new Set(['(', ':'])

/** The word that says what a thing is. */
const headOf = (words: readonly Token[], { writing: { lexicon } }: BodyParts): Token | undefined =>
  words.at(lexicon.spelling.head === 'last' ? -1 : 0)

/** Whether more than one of something was named. */
export const isPlural = (item: Item | undefined, parts: BodyParts): boolean =>
  headOf(item?.words ?? [], parts)?.word.endsWith('s') === true

/**
 * The words of a thing that ends there with what stands for a name, as in `a silver one`; undefined
 * when that is a number: `one silver`.
 */
export function sameAgainAt(
  tokens: readonly Token[],
  place: number,
  item: Item | undefined,
  { writing, book }: BodyParts,
): Token[] | undefined {
  const isSame = isWord(tokens[place], 'the-same', writing.lexicon)
  if (!isSame || !item?.quantity || item.words.length === 0) return undefined
  const isEnd = tokens[place + 1]?.kind !== 'word' || book.at(tokens, place + 1) !== undefined
  return isEnd ? item.words : undefined
}

/** `rice 2kg`: a measure that nothing follows as in `2kg of rice` is of what stands before it. */
export function isMeasured(
  { unit, end }: QuantityRead,
  tokens: readonly Token[],
  { book }: BodyParts,
): boolean {
  const isUnit = unit === 'kg' || unit === 'l'
  return isUnit && (tokens[end]?.kind !== 'word' || book.at(tokens, end, 'separator') !== undefined)
}

/** The place behind the `x` of `2x caps`. */
export function behindTimes(
  tokens: readonly Token[],
  place: number,
  { writing }: BodyParts,
): number {
  const times = tokens[place]
  const isTimes = times?.isJoined === true && jointAt(times, writing) === 'times'
  const next = tokens[place + 1]
  return isTimes && next?.kind === 'word' && !next.isJoined ? place + 1 : place
}

/** Whether a quantity is a half of nothing that was said. */
export const isHalf = (
  { thousandths, unit }: QuantityRead,
  tokens: readonly Token[],
  place: number,
): boolean => unit === undefined && thousandths < 1000 && tokens[place]?.kind === 'word'

/** Whether nothing follows there that could be counted. */
export const isBare = (tokens: readonly Token[], place: number, { book }: BodyParts): boolean =>
  tokens[place] === undefined || book.at(tokens, place, 'separator') !== undefined
