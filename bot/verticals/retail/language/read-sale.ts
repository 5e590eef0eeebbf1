import { folded } from '../../../../common/kit/folded.ts'
import type { Clause } from './clauses.ts'
import { isOddSale } from './draft.ts'
import { isExplained } from './explained.ts'
import type { Span } from './explained.ts'
import { readBody } from './items.ts'
import { buyerAt, isCapital, nameAt } from './names.ts'
import { readQuantity } from './quantities.ts'
import { textTo } from './questions.ts'
import { dayOf, lineOf, linesOf, onlyProduct } from './read-lines.ts'
import type { Read } from './read-lines.ts'
import { minorOf } from './shop.ts'
import type { Article, Shop } from './shop.ts'
import { soundOf } from './sounds.ts'
import { totalsOf } from './totals.ts'
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

/**
 * One part for each customer. It ends behind the name, with the price that may follow; when the
 * first name comes first of all, before the next name.
 */
function perCustomer(tokens: readonly Token[], shop: Shop): readonly (readonly Token[])[] {
  const names: Span[] = []
  for (let start = 0; start < tokens.length; start += 1) {
    const named = buyerAt(tokens, start, shop)
    if (!named) continue
    names.push({ start, end: named.end })
    start = named.end - 1
  }
  const cuts =
    names[0]?.start === 0
      ? names.slice(1).map(({ start }) => start)
      : names.slice(0, -1).map(({ end }, index) => {
          const next = names[index + 1]?.start ?? tokens.length
          const rest = tokens.slice(end, next)
          const behind = rest.findIndex((_, at) => shop.book.at(rest, at, 'separator'))
          return behind === -1 ? end : end + behind
        })
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
      isForShop(clause, shop) ||
      isUnsureBuyer(clause, customer, body.customer, shop) ||
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
  if (clause.deed === 'sold' || clause.deed === 'gave') {
    const isTo = isWord(clause.verb.at(-1), 'recipient', shop.writing.lexicon)
    const named = isTo ? nameAt(clause.body, 0, shop) : receiverAt(clause.body, shop)
    return named && { name: named.name, skip: named.end }
  }
  const start = clause.before.findIndex((_, place) => nameAt(clause.before, place, shop))
  const subject = start === -1 ? undefined : nameAt(clause.before, start, shop)
  if (subject) return { name: subject.name, skip: 0, before: { start, end: subject.end } }
  const [first] = clause.body
  const behind = isCapital(first) ? nameAt(clause.body, 0, shop) : undefined
  return behind && { name: behind.name, skip: behind.end }
}

/** `sold Ana 2 caps`: somebody's name, with how much behind it. */
function receiverAt(
  tokens: readonly Token[],
  shop: Shop,
): { readonly name: string; readonly end: number } | undefined {
  const { lexicon } = shop.writing
  const isNamed = isCapital(tokens[0]) || isWord(tokens[0], 'title', lexicon)
  if (!lexicon.isReceiverFirst || !isNamed) return undefined
  const named = nameAt(tokens, 0, shop)
  return named && readQuantity(tokens, named.end, shop.writing) ? named : undefined
}

/**
 * Whether nobody knows who bought: `Ana y Luis me compraron 2 gorras`, `Ana bought 2 mugs for Bob`,
 * `passaram aqui e levaram 2 canecas`.
 */
function isUnsureBuyer(
  { before }: Clause,
  buyer: Buyer | undefined,
  other: string | undefined,
  shop: Shop,
): boolean {
  const span = buyer?.before
  if (!span) return false
  const isKnown = shop.customers.some(({ name }) => folded(name) === folded(buyer.name))
  const first = before[span.start]
  const isNamed = isCapital(first) || isWord(first, 'title', shop.writing.lexicon)
  const isOfMore = before.some(
    (token, place) => place >= span.end && isCapital(token) && nameAt(before, place, shop),
  )
  return isOfMore || !(isKnown || isNamed) || (other !== undefined && other !== buyer.name)
}

/** `my son bought 10 caps` may be for the shop. */
function isForShop({ verb, before }: Clause, { writing: { lexicon } }: Shop): boolean {
  return (
    verb.some((word) => isWord(word, 'either-way', lexicon)) &&
    before.some((word) => isWord(word, 'ours', lexicon))
  )
}
