import type { BodyParts, Item } from './body.ts'
import type { Token } from './tokens.ts'
import { isWord } from './words.ts'

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
