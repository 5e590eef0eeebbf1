import type { BodyParts } from './body.ts'
import type { Lexicon } from './lexicon.ts'
import { readMoney } from './money.ts'
import { isCapital } from './names.ts'
import type { MoneyRead } from './money.ts'
import { isWord } from './words.ts'
import type { WordTag } from './words.ts'
import { spaced } from './tokens.ts'
import type { Token } from './tokens.ts'

/** Money that was spent, as far as it was said. */
export interface Spending {
  readonly money: MoneyRead | undefined
  readonly category: string
  /** `20 litros de nafta`: the number may count something else than money. */
  readonly isCount: boolean
}

/**
 * Reads what was spent on what: `500 en luz`, `la luz, 500`, `300 de luz y 150 de agua`.
 * @returns undefined when something in it is not understood
 */
export function readSpendings(
  tokens: readonly Token[],
  parts: BodyParts,
): readonly Spending[] | undefined {
  const spendings: { money: MoneyRead | undefined; words: Token[]; isCount: boolean }[] = []
  const { lexicon } = parts.writing
  let current: (typeof spendings)[number] | undefined
  for (let place = 0; place < tokens.length;) {
    const token = tokens[place]
    if (!token) break
    const money = readMoney(tokens, place, parts.writing)
    const isArticle = isWord(token, 'article', lexicon)
    if (money && !(isArticle && !money.isMarked && money.end === place + 1)) {
      if (current?.money) current = undefined
      const next = tokens[money.end]
      const isCount =
        isCounted(next, lexicon) && !money.isMarked && !isJoint(tokens, money.end, parts)
      if (!current) spendings.push((current = { money, words: [], isCount }))
      else Object.assign(current, { money, isCount })
      place = money.end
      continue
    }
    // `la luz, fueron 500`
    const separator = parts.book.at(tokens, place, 'separator', 'was')
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
  return spendings.map(({ words, ...rest }) => ({ ...rest, category: categoryOf(words, lexicon) }))
}

/** `3 meses`, `20 litros`; where things that are counted always show it, `30 rent` is an amount. */
const isCounted = (next: Token | undefined, { units, areCountsPlural }: Lexicon): boolean =>
  next?.kind === 'word' &&
  (!areCountsPlural || next.word.endsWith('s') || Object.hasOwn(units, next.word))

const isJoint = (tokens: readonly Token[], place: number, { book, writing }: BodyParts) =>
  isWord(tokens[place], 'joint', writing.lexicon) ||
  isWord(tokens[place], 'recipient', writing.lexicon) ||
  book.at(tokens, place, 'separator') !== undefined

/** `en la luz` is `luz`; of `a Marta de sueldo` it is what stands behind `de`. */
function categoryOf(words: readonly Token[], lexicon: Lexicon): string {
  const is = (token: Token | undefined, ...tags: WordTag[]): boolean =>
    tags.some((tag) => isWord(token, tag, lexicon))
  const isNamed = lexicon.isReceiverFirst === true && words.length > 1 && isCapital(words[0])
  // `a luz` is no recipient, `a Ana` is one.
  const isThing = is(words[0], 'the') && !isCapital(words[1])
  const isTo = (is(words[0], 'recipient') && !isThing) || (isNamed && is(words[1], 'of'))
  const of = words.findIndex((word) => is(word, 'of'))
  // Who got it does not say what for.
  if (isTo && of === -1) return ''
  const left = words.slice(isTo ? of : 0)
  while (is(left[0], 'joint', 'article')) left.shift()
  while (is(left.at(-1), 'joint')) left.pop()
  const isDebt = left.some((word) => is(word, 'debt'))
  return !isDebt && left.some((word) => !is(word, 'says-nothing')) ? spaced(left) : ''
}
