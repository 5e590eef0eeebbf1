import type { BodyParts, Item, Price } from './body.ts'
import { readMoney } from './money.ts'
import type { Token } from './tokens.ts'

const MEANS: Readonly<Record<string, Price['means']>> = {
  a: 'at',
  '@': 'at',
  por: 'for',
  en: 'total',
  x: 'times',
}

/** Whether an amount behind the word would be a price. */
export const isPriceWord = (token: Token | undefined): boolean =>
  token !== undefined && Object.hasOwn(MEANS, token.word)

/** From so much on (in thousandths) a number behind an `x` is no quantity. */
const MANY = 100_000

/** Reads an amount beside a thing: `a 1500 cada una`, `por 3500`, `x 4000`, `$1500`. */
export function readPrice(
  tokens: readonly Token[],
  start: number,
  item: Item,
  { writing, book }: BodyParts,
): { readonly price: Price; readonly end: number } | undefined {
  const { word = '' } = tokens[start] ?? {}
  const eachFirst = book.at(tokens, start, 'each')
  const place = eachFirst?.end ?? (isPriceWord(tokens[start]) ? start + 1 : start)
  const money = readMoney(tokens, place, writing)
  if (!money) return undefined
  const each = book.at(tokens, money.end, 'each', 'per-unit')
  const isJoined = place > start || money.isMarked || each !== undefined
  // `gorras x 2`: how many, when nobody has said it yet.
  const isPlain = !money.isMarked && !each && money.thousandths < MANY
  if (!isJoined || (word === 'x' && !item.quantity && isPlain)) return undefined
  const means = each || eachFirst ? 'each' : (MEANS[word] ?? 'bare')
  return { price: { money, means }, end: each?.end ?? money.end }
}
