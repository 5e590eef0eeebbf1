import type { Clause } from './clauses.ts'
import { readSpendings } from './expenses.ts'
import { MOODS } from './lexicon.ts'
import { readMoney } from './money.ts'
import { isCapital, nameAt } from './names.ts'
import type { Booking } from './outcome.ts'
import { numberTo, textTo } from './questions.ts'
import { dayOf } from './read-lines.ts'
import type { Read } from './read-lines.ts'
import { minorOf } from './shop.ts'
import type { Shop } from './shop.ts'
import { isWord } from './words.ts'
import type { Token } from './tokens.ts'

/** What was spent. */
export function readExpense(clause: Clause, shop: Shop): Read {
  if (shop.book.has(clause.body, 'between', 'more-than', 'or')) return 'unclear'
  const roughly = ['about', 'and-more', 'some'] as const
  const isAbout = shop.book.has(clause.body, ...roughly)
  const body = withoutThanks(shop.book.without(clause.body, ...roughly), shop)
  const spendings = readSpendings(body, shop)
  if (!spendings) return 'unclear'
  if (spendings.length === 0) return { question: { ask: 'what-paid' } }
  const bookings: Booking[] = []
  // `500 en luz mañana`, `en luz creo`, `en luz por mes`: hardly what it was for.
  let isOdd = isAbout || shop.book.has(body, ...MOODS, ...PERIODS) || hasNoName(body, shop)
  for (const { money, isCount, ...said } of spendings) {
    const question = { ask: 'amount', category: said.category } as const
    const answered = numberTo(question, shop)
    if (!money && answered === undefined) return { question }
    const amount = answered ?? (money && minorOf(money.thousandths, shop))
    if (amount === undefined || amount <= 0) return 'unclear'
    const category = textTo({ ask: 'category', amount }, shop) ?? said.category
    if (category === '') return { question: { ask: 'category', amount } }
    const isOfCustomer = shop.customers.some(({ name }) => same(name, category))
    isOdd ||=
      isCount ||
      isOfCustomer ||
      (money !== undefined && (money.isUnsure || money.thousandths >= LARGE))
    bookings.push({ do: 'expense', amount, category, day: dayOf(clause, shop) })
  }
  return { bookings, isOdd }
}

const PERIODS = ['week', 'last-week', 'month', 'last-month', 'days'] as const

const hasNoName = (tokens: readonly Token[], { book, writing: { lexicon } }: Shop): boolean =>
  tokens.some(
    (token, place) =>
      isWord(token, 'no-name', lexicon) &&
      !isWord(token, 'joint', lexicon) &&
      !book.at(tokens, place, 'was'),
  )

/** `de almuerzo gracias`: no part of what it was for. */
function withoutThanks(tokens: readonly Token[], { book }: Shop): readonly Token[] {
  const at = tokens.findIndex((_, place) => book.at(tokens, place, 'thanks')?.end === tokens.length)
  return at > 0 ? tokens.slice(0, at) : tokens
}

/** A hundred million, in thousandths: more than a shop spends at once, in any currency. */
const LARGE = 1e11

/** What a customer paid of a debt. */
export function readPayment(clause: Clause, shop: Shop): Read {
  const tokens = [...clause.before, ...clause.body]
  const isAll = shop.book.has(clause.body, 'all-of-it')
  const start = tokens.findIndex((token, place) => isName(token) && nameAt(tokens, place, shop))
  const answered = textTo({ ask: 'customer' }, shop)
  const known = answered === undefined ? undefined : { name: answered, end: 0 }
  const named = start === -1 ? known : nameAt(tokens, startOfName(tokens, start, shop), shop)
  const place = tokens.findIndex((_, at) => readMoney(tokens, at, shop.writing))
  const money = place === -1 ? undefined : readMoney(tokens, place, shop.writing)
  // `20 caps` are no money.
  const next = money && tokens[money.end]
  const isThing =
    next?.kind === 'word' && !money?.isMarked && !shop.book.at(tokens, money?.end ?? 0)
  if (!named && isThing && !isWord(next, 'joint', shop.writing.lexicon)) return 'unclear'
  if (!named) return { question: { ask: money || isAll ? 'customer' : 'what-paid' } }
  if (!isAllSaid(tokens, { named, money, start: startOfName(tokens, start, shop), place }, shop)) {
    return 'unclear'
  }
  const debtor = shop.customers.find(({ name }) => same(name, named.name))
  if (!debtor || debtor.owes <= 0) return { question: { ask: 'debt', customer: named.name } }
  const amount = money ? minorOf(money.thousandths, shop) : isAll ? debtor.owes : undefined
  if (amount === undefined || amount <= 0) return 'unclear'
  // `Ana pagó todo, 7`, and she owes more.
  const saysAll = clause.body.some((token) => isWord(token, 'nothing', shop.writing.lexicon))
  if (isAll && saysAll && amount !== debtor.owes) return 'unclear'
  if (amount > debtor.owes) return { question: { ask: 'overpaid', customer: debtor.name } }
  return {
    bookings: [{ do: 'payment', customer: debtor.name, amount, day: dayOf(clause, shop) }],
    isOdd: money?.isUnsure === true || shop.book.has(tokens, 'unsure'),
  }
}

/** Whether nothing else was said than who paid how much: `20 tazas` are no amount. */
function isAllSaid(
  tokens: readonly Token[],
  said: {
    readonly named: { readonly end: number }
    readonly money: { readonly end: number } | undefined
    readonly start: number
    readonly place: number
  },
  { book, writing: { lexicon } }: Shop,
): boolean {
  const covered = new Set<number>()
  const cover = (from: number, to: number): void => {
    for (let at = from; at < to; at += 1) covered.add(at)
  }
  cover(said.start, said.named.end)
  if (said.money) cover(said.place, said.money.end)
  for (let at = 0; at < tokens.length; at += 1) {
    const found = book.at(tokens, at, ...BESIDE_PAYMENT)
    const isNew = found && !covered.has(at)
    if (isNew) cover(at, found.end)
  }
  return tokens.every((token, at) => covered.has(at) || isWord(token, 'beside-payment', lexicon))
}

const BESIDE_PAYMENT = [
  'all-of-it',
  'filler',
  'separator',
  'of',
  'to',
  'account',
  'unsure',
] as const

const isName = (token: Token): boolean => token.kind === 'word' && isCapital(token)

/** A title before a name is part of it. */
const startOfName = (tokens: readonly Token[], place: number, { writing }: Shop): number =>
  isWord(tokens[place - 1], 'title', writing.lexicon) ? place - 1 : place

const same = (one: string, other: string): boolean =>
  one.localeCompare(other, undefined, { sensitivity: 'base' }) === 0

/** Money that somebody was given, nobody knows for what. */
export function readGift(clause: Clause, shop: Shop): Read {
  const money = readMoney(clause.body, 0, shop.writing)
  const amount = money && minorOf(money.thousandths, shop)
  // `di una taza`
  const isThing = !money?.isMarked && isWord(clause.body[0], 'article', shop.writing.lexicon)
  return amount === undefined || isThing ? 'unclear' : { question: { ask: 'what', amount } }
}
