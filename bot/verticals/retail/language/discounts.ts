import type { Body, BodyParts } from './body.ts'
import { readMoney } from './money.ts'
import type { MoneyRead } from './money.ts'
import { jointAt } from './prices.ts'
import { isWord } from './words.ts'
import type { Token } from './tokens.ts'

/** `con 10% de descuento`, `con descuento de 500`, `y le desconté 500`, `50 de descuento`. */
export function readDiscount(
  tokens: readonly Token[],
  start: number,
  { book, writing }: BodyParts,
): { readonly discount: NonNullable<Body['discount']>; readonly end: number } | undefined {
  let place = start
  while (isWord(tokens[place], 'before-discount', writing.lexicon)) place += 1
  const said = book.at(tokens, place, 'discount')
  const money = readMoney(tokens, said?.end ?? place, writing)
  if (!money) return undefined
  const percent = book.at(tokens, money.end, 'percent')?.end
  const end = percent ?? money.end
  const behind = said ? undefined : book.at(tokens, end, 'discount')
  if (!said && !behind) return undefined
  const discount = percent === undefined ? { money } : { percent: money.thousandths / 1000 }
  return { discount, end: behind?.end ?? end }
}

/** `en total 4000`, `4000 en total`. */
export function readTotal(
  tokens: readonly Token[],
  start: number,
  { book, writing }: BodyParts,
): { readonly money: MoneyRead; readonly end: number } | undefined {
  const said = book.at(tokens, start, 'in-total')
  const money = said && readMoney(tokens, said.end, writing)
  if (money) return { money, end: money.end }
  const place = jointAt(tokens[start], writing) ? start + 1 : start
  const first = readMoney(tokens, place, writing)
  const behind = first && book.at(tokens, first.end, 'in-total')
  return behind && { money: first, end: behind.end }
}
