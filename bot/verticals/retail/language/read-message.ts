import { clausesOf } from './clauses.ts'
import type { Clause } from './clauses.ts'
import { readBody } from './items.ts'
import { readMoney } from './money.ts'
import type { Booking, Outcome } from './outcome.ts'
import { lineOf, linesOf } from './read-lines.ts'
import type { Read } from './read-lines.ts'
import { readExpense, readGift, readPayment } from './read-money.ts'
import { readAccount, readSale } from './read-sale.ts'
import { readPurchase, readReturn, readStock } from './read-stock.ts'
import { minorOf } from './shop.ts'
import type { Article, Shop } from './shop.ts'
import { tokensOf } from './tokens.ts'
import type { Token } from './tokens.ts'

/** Understands what an owner writes, as far as it is about deeds. Nothing is ever guessed. */
export function readMessage(text: string, shop: Shop): Outcome {
  const tokens = tokensOf(text)
  if (tokens.some(({ kind }) => kind === 'odd') || hasNegative(tokens)) return { kind: 'unclear' }
  const clauses = clausesOf(tokens, shop)
  if (clauses.length === 0) return readVerbless(tokens, shop)
  const told = clauses.filter(({ deed, mood }) => deed && (!mood || mood === 'unsure'))
  if (told.length === 0) {
    const mood = clauses.find((clause) => clause.mood)?.mood
    return mood ? { kind: 'not', mood } : { kind: 'unclear' }
  }
  const bookings: Booking[] = []
  let isOdd = told.some(({ mood }) => mood === 'unsure')
  let product: Article | undefined
  for (const clause of told) {
    const read = readClause(clause, shop, product)
    if (read === 'unclear') return { kind: 'unclear' }
    if ('question' in read) return { kind: 'ask', question: read.question }
    if (clause.day !== undefined && clause.day > shop.today) {
      return { kind: 'ask', question: { ask: 'date', day: clause.day } }
    }
    bookings.push(...read.bookings)
    isOdd ||= read.isOdd
    product = read.product
  }
  return isOdd
    ? { kind: 'ask', question: { ask: 'confirm', bookings } }
    : { kind: 'book', bookings }
}

/** What is said without a verb: a list of things, or an amount. It is asked what to do with it. */
function readVerbless(tokens: readonly Token[], shop: Shop): Outcome {
  const isHearsay = tokens.some((_, place) => shop.book.at(tokens, place, 'hearsay'))
  const [amount, of] = [readMoney(tokens, 0, shop.writing), tokens[1]]
  const isQuantified = tokens.some((_, place) => readMoney(tokens, place, shop.writing))
  if (isHearsay && isQuantified) return { kind: 'not', mood: 'hearsay' }
  if (!isQuantified) return { kind: 'unclear' }
  const body = readBody(tokens, shop)
  const read = linesOf(body, shop, undefined)
  if (read !== 'unclear' && 'lines' in read && body.items.every(({ quantity }) => quantity)) {
    return { kind: 'ask', question: { ask: 'what-items', lines: read.lines.map(lineOf) } }
  }
  const minor = amount && minorOf(amount.thousandths, shop)
  if (minor !== undefined && minor > 0 && of?.word === 'de' && tokens.length <= 4) {
    return { kind: 'ask', question: { ask: 'what', amount: minor } }
  }
  return { kind: 'unclear' }
}

/** `-3` is no quantity, and no amount. */
const hasNegative = (tokens: readonly Token[]): boolean =>
  tokens.some(
    ({ word, isJoined }, index) =>
      word === '-' &&
      !isJoined &&
      tokens[index + 1]?.kind === 'digits' &&
      tokens[index + 1]?.isJoined,
  )

function readClause(clause: Clause, shop: Shop, before: Article | undefined): Read {
  switch (clause.deed) {
    case 'sold':
    case 'bought-from-us':
      return readSale(clause, shop, before)
    case 'bought':
      return readPurchase(clause, shop, before)
    case 'spent':
    case 'paid':
      return readExpense(clause, shop)
    case 'was-paid':
      return readPayment(clause, shop)
    case 'left':
    case 'none-left':
    case 'lost':
    case 'gift':
      return readStock(clause, shop)
    case 'returned':
      return readReturn(clause, shop)
    case 'put':
      return readAccount(clause, shop)
    case 'gave':
      return readGift(clause, shop)
    case undefined:
      return 'unclear'
  }
}
