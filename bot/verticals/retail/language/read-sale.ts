import { shares } from '../ledger/amounts.ts'
import type { Body } from './body.ts'
import type { Clause } from './clauses.ts'
import { isOddSale, usualOf } from './draft.ts'
import type { Drafted } from './draft.ts'
import { isExplained } from './explained.ts'
import type { Span } from './explained.ts'
import { readBody } from './items.ts'
import { buyerAt, isCapital, nameAt } from './names.ts'
import type { Question } from './outcome.ts'
import { numberTo, textTo } from './questions.ts'
import { dayOf, lineOf, linesOf, onlyProduct } from './read-lines.ts'
import type { Read } from './read-lines.ts'
import { minorOf } from './shop.ts'
import type { Article, Shop } from './shop.ts'
import { soundOf } from './sounds.ts'
import { isWord } from './words.ts'
import type { Token } from './tokens.ts'

/** What was sold. `2 pulseras a Ana y 3 gorras a Luis` are two sales. */
export function readSale(clause: Clause, shop: Shop, before: Article | undefined): Read {
  const [first = [], ...others] = perCustomer(clause.body, shop)
  let read = readOneSale({ ...clause, body: first }, shop, before)
  for (const body of others) {
    const more = readOneSale({ ...clause, body }, shop, undefined)
    if (read === 'unclear' || 'question' in read) return read
    if (more === 'unclear' || 'question' in more) return more
    read = { bookings: [...read.bookings, ...more.bookings], isOdd: read.isOdd || more.isOdd }
  }
  return read
}

/**
 * `ponle 2 tazas a la cuenta de Ana` is a sale; `ponle precio` is none. `apúntale 2 tazas a Ana` is
 * most likely one.
 */
export function readAccount(clause: Clause, shop: Shop): Read {
  const { isOnCredit, customer, items } = readBody(clause.body, shop)
  const isOwed = isOnCredit || isOwedVerb(clause, shop)
  if (!isOwed || customer === undefined || items.length === 0) return 'unclear'
  const read = readSale(clause, shop, undefined)
  return read === 'unclear' || 'question' in read
    ? read
    : { ...read, isOdd: read.isOdd || !isOnCredit }
}

/** Whether the verb says that it was not paid, however it is spelled. */
function isOwedVerb({ verb }: Clause, { writing: { lexicon } }: Shop): boolean {
  const sounds = (word: string): string => soundOf(word, lexicon.spelling)
  const owed = new Set([...lexicon.words.owed].map(sounds))
  return verb.some(({ word }) => owed.has(sounds(word)))
}

/** Ends a part behind each customer, as long as another one is named later. */
function perCustomer(tokens: readonly Token[], shop: Shop): readonly (readonly Token[])[] {
  const ends = tokens.flatMap((_, place) => {
    const named = buyerAt(tokens, place, shop)
    return named ? [named.end] : []
  })
  const cuts = ends.slice(0, -1)
  return [0, ...cuts].map((from, index) => tokens.slice(from, cuts[index]))
}

function readOneSale(clause: Clause, shop: Shop, before: Article | undefined): Read {
  const customer = customerOf(clause, shop)
  const behind = readBody(clause.body.slice(customer?.skip ?? 0), shop)
  // `2 pulseras doradas vendidas`, `apuntá 2 jabones que vendí`.
  const isBefore = behind.items.length === 0 && clause.deed === 'sold'
  const body = isBefore ? readBody(clause.before, shop) : behind
  const read = linesOf(body, shop, before)
  if (read === 'unclear' || 'question' in read) return read
  const totals = totalsOf(read.lines, body, shop)
  if (totals === 'unclear' || 'question' in totals) return totals
  const isOnCredit = body.isOnCredit || isOwedVerb(clause, shop)
  const paid = body.paid && isOnCredit ? minorOf(body.paid.thousandths, shop) : undefined
  const name = customer?.name ?? body.customer ?? textTo({ ask: 'customer' }, shop)
  if (isOnCredit && name === undefined) return { question: { ask: 'customer' } }
  const lines = read.lines.map((line, index) => ({ ...line, total: totals.totals[index] }))
  const priceless = lines.find(
    ({ total, product }) => total === undefined && product.price === null,
  )
  if (priceless) return { question: { ask: 'price', product: priceless.product.id } }
  return {
    bookings: [
      {
        do: 'sale',
        lines: lines.map(lineOf),
        customer: name,
        isOnCredit,
        paid,
        day: dayOf(clause, shop),
      },
    ],
    isOdd:
      !(isBefore || isExplained(clause.before, shop, customer?.before)) ||
      lines.some((line) => line.isOdd || (!totals.isReduced && isOddSale(line))),
    ...onlyProduct(read.lines),
  }
}

interface Buyer {
  readonly name: string
  /** How many pieces behind the verb name them. */
  readonly skip: number
  /** Where they are named before it. */
  readonly before?: Span
}

/** Who bought: before the verb, or right behind one that ends with `a`. */
function customerOf(clause: Clause, shop: Shop): Buyer | undefined {
  if (clause.deed === 'sold') {
    const isTo = isWord(clause.verb.at(-1), 'recipient', shop.writing.lexicon)
    const named = isTo ? nameAt(clause.body, 0, shop) : undefined
    return named && { name: named.name, skip: named.end }
  }
  const start = clause.before.findIndex((_, place) => nameAt(clause.before, place, shop))
  const subject = start === -1 ? undefined : nameAt(clause.before, start, shop)
  if (subject) return { name: subject.name, skip: 0, before: { start, end: subject.end } }
  const [first] = clause.body
  const behind = isCapital(first) ? nameAt(clause.body, 0, shop) : undefined
  return behind && { name: behind.name, skip: behind.end }
}

interface Totals {
  readonly totals: readonly (number | undefined)[]
  /** Whether a discount makes less of them. */
  readonly isReduced: boolean
}

/** What the lines come to, with a discount and a total that were said of all of them. */
function totalsOf(
  lines: readonly Drafted[],
  body: Body,
  shop: Shop,
): Totals | { readonly question: Question } | 'unclear' {
  const whole = body.total ?? (body.isOnCredit ? undefined : body.paid)
  const totals = lines.map(({ total }) => total)
  const sums = lines.map((line) => line.total ?? usualOf(line))
  const sum = sums.every((one) => one !== undefined)
    ? sums.reduce((all, one) => all + one, 0)
    : undefined
  const answered = numberTo({ ask: 'total', amounts: [] }, shop)
  if (answered !== undefined && sum !== undefined) {
    return {
      totals: shares(
        answered,
        sums.map((one) => one ?? 0),
      ),
      isReduced: false,
    }
  }
  if (whole) {
    // What somebody left may be a part of it.
    const isPart = body.total === undefined && lines.length === 1 && lines[0]?.total === undefined
    const amount = minorOf(whole.thousandths, shop)
    if (amount === undefined) return 'unclear'
    const isSaid = lines.some(({ total }) => total !== undefined)
    if (isPart && sum !== undefined && sum !== amount) {
      return { question: { ask: 'total', amounts: [sum, amount] } }
    }
    if (lines.length === 1 && !isSaid) return { totals: [amount], isReduced: false }
    if (sum !== amount) return { question: { ask: 'total', amounts: [sum ?? 0, amount] } }
  }
  if (!body.discount) return { totals, isReduced: false }
  if (lines.length !== 1 || sum === undefined) return 'unclear'
  const off =
    'percent' in body.discount
      ? Math.round((sum * body.discount.percent) / 100)
      : minorOf(body.discount.money.thousandths, shop)
  if (off === undefined || off < 0 || off > sum) return 'unclear'
  return { totals: [sum - off], isReduced: off * 2 <= sum }
}
