import type { BodyParts, Item, Price } from './body.ts'
import type { PriceJoint, UnitWord } from './lexicon.ts'
import { readMoney } from './money.ts'
import type { Writing } from './numbers.ts'
import type { Found } from './phrases.ts'
import type { Token } from './tokens.ts'

/** How an amount behind the word would be joined to a thing. */
export const jointAt = (token: Token | undefined, { lexicon }: Writing): PriceJoint | undefined =>
  token && Object.hasOwn(lexicon.prices, token.word) ? lexicon.prices[token.word] : undefined

/** From so much on (in thousandths) a number behind an `x` is no quantity. */
const MANY = 100_000

/** Reads an amount beside a thing: `a 1500 cada una`, `por 3500`, `x 4000`, `$1500`. */
export function readPrice(
  tokens: readonly Token[],
  start: number,
  item: Item,
  { writing, book }: BodyParts,
): { readonly price: Price; readonly end: number } | undefined {
  const joint = jointAt(tokens[start], writing)
  const eachFirst = book.at(tokens, start, 'each')
  const place = eachFirst?.end ?? (joint ? start + 1 : start)
  const money = readMoney(tokens, place, writing)
  if (!money) return undefined
  const each = book.at(tokens, money.end, 'each', 'per-unit')
  const isJoined = place > start || money.isMarked || each !== undefined
  // `gorras x 2`: how many, when nobody has said it yet.
  const isPlain = !money.isMarked && !each && money.thousandths < MANY
  if (!isJoined || (joint === 'times' && !item.quantity && isPlain)) return undefined
  const means = each || eachFirst ? 'each' : (joint ?? 'bare')
  const per = each && perOf(tokens, each, writing)
  return { price: { money, means, per }, end: each?.end ?? money.end }
}

/** The unit that a phrase such as `la docena` names. */
export function perOf(
  tokens: readonly Token[],
  { tag, end }: Found,
  { lexicon: { units } }: Writing,
): UnitWord['unit'] | undefined {
  const word = tokens[end - 1]?.word ?? ''
  return tag === 'per-unit' && Object.hasOwn(units, word) ? units[word]?.unit : undefined
}
