import type { BodyParts } from './body.ts'
import { readMoney } from './money.ts'
import type { MoneyRead } from './money.ts'
import { spaced } from './tokens.ts'
import type { Token } from './tokens.ts'

/** Money that was spent, as far as it was said. */
export interface Spending {
  readonly money: MoneyRead | undefined
  readonly category: string
  /** `20 litros de nafta`: the number may count something else than money. */
  readonly isCount: boolean
}

const JOINTS = new Set(['al', 'en', 'de', 'del', 'por', 'para', 'con', 'd', 'que'])
const ARTICLES = new Set(['la', 'el', 'los', 'las', 'un', 'una', 'a', 'lo'])

const SAYS_NOTHING = new Set(['mucho', 'mucha', 'poco', 'mas', 'algo', 'plata', 'dinero', 'cuenta'])

/**
 * Reads what was spent on what: `500 en luz`, `la luz, 500`, `300 de luz y 150 de agua`.
 * @returns undefined when something in it is not understood
 */
export function readSpendings(
  tokens: readonly Token[],
  parts: BodyParts,
): readonly Spending[] | undefined {
  const spendings: { money: MoneyRead | undefined; words: Token[]; isCount: boolean }[] = []
  let current: (typeof spendings)[number] | undefined
  for (let place = 0; place < tokens.length;) {
    const token = tokens[place]
    if (!token) break
    const money = readMoney(tokens, place, parts.writing)
    if (money && !(ARTICLES.has(token.word) && !money.isMarked && money.end === place + 1)) {
      if (current?.money) current = undefined
      const next = tokens[money.end]
      const isCount = next?.kind === 'word' && !money.isMarked && !isJoint(tokens, money.end, parts)
      if (!current) spendings.push((current = { money, words: [], isCount }))
      else Object.assign(current, { money, isCount })
      place = money.end
      continue
    }
    const separator = parts.book.at(tokens, place, 'separator')
    if (separator) {
      // `la luz, 500`: its amount is still to come.
      if (current?.money && current.words.length > 0) current = undefined
      place = separator.end
      continue
    }
    if (token.kind !== 'word') return undefined
    if (!current) spendings.push((current = { money: undefined, words: [], isCount: false }))
    current.words.push(token)
    place += 1
  }
  return spendings.map(({ words, ...rest }) => ({ ...rest, category: categoryOf(words) }))
}

const isJoint = (tokens: readonly Token[], place: number, { book }: BodyParts): boolean =>
  JOINTS.has(tokens[place]?.word ?? '') ||
  tokens[place]?.word === 'a' ||
  book.at(tokens, place, 'separator') !== undefined

/** `en la luz` is `luz`; of `a Marta de sueldo` it is what stands behind `de`. */
function categoryOf(words: readonly Token[]): string {
  const isToSomebody = words[0]?.word === 'a' && words.some(({ word }) => word === 'de')
  // Who got it does not say what for.
  if (words[0]?.word === 'a' && !isToSomebody) return ''
  const from = isToSomebody ? words.findIndex(({ word }) => word === 'de') : 0
  const left = words.slice(from)
  while (left[0] && (JOINTS.has(left[0].word) || ARTICLES.has(left[0].word))) left.shift()
  while (left.at(-1) && JOINTS.has(left.at(-1)?.word ?? '')) left.pop()
  const isDebt = left.some(({ word }) => word === 'deuda')
  return !isDebt && left.some(({ word }) => !SAYS_NOTHING.has(word)) ? spaced(left) : ''
}
