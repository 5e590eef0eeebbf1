import type { Body, BodyParts } from './body.ts'
import { readMoney } from './money.ts'
import type { MoneyRead } from './money.ts'
import type { Token } from './tokens.ts'

const BEFORE = new Set(['con', 'un', 'y', 'menos'])

/** `con 10% de descuento`, `con descuento de 500`, `y le desconté 500`, `50 de descuento`. */
export function readDiscount(
  tokens: readonly Token[],
  start: number,
  { book, writing }: BodyParts,
): { readonly discount: NonNullable<Body['discount']>; readonly end: number } | undefined {
  let place = start
  while (BEFORE.has(tokens[place]?.word ?? '')) place += 1
  const said = book.at(tokens, place, 'discount')
  const money = readMoney(tokens, said?.end ?? place, writing)
  if (!money) return undefined
  const percent = percentEnd(tokens, money.end)
  const end = percent ?? money.end
  const behind = said ? undefined : book.at(tokens, end, 'discount')
  if (!said && !behind) return undefined
  const discount = percent === undefined ? { money } : { percent: money.thousandths / 1000 }
  return { discount, end: behind?.end ?? end }
}

function percentEnd(tokens: readonly Token[], place: number): number | undefined {
  if (tokens[place]?.word === '%') return place + 1
  const isPercent = tokens[place]?.word === 'por' && tokens[place + 1]?.word === 'ciento'
  return isPercent ? place + 2 : undefined
}

const FOR = new Set(['x', 'por', 'en', 'a'])

/** `en total 4000`, `4000 en total`. */
export function readTotal(
  tokens: readonly Token[],
  start: number,
  { book, writing }: BodyParts,
): { readonly money: MoneyRead; readonly end: number } | undefined {
  const said = book.at(tokens, start, 'in-total')
  const money = said && readMoney(tokens, said.end, writing)
  if (money) return { money, end: money.end }
  const place = FOR.has(tokens[start]?.word ?? '') ? start + 1 : start
  const first = readMoney(tokens, place, writing)
  const behind = first && book.at(tokens, first.end, 'in-total')
  return behind && { money: first, end: behind.end }
}
