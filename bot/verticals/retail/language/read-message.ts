import { clausesOf } from './clauses.ts'
import type { Clause } from './clauses.ts'
import { NEW } from './draft.ts'
import { isExplained } from './explained.ts'
import { readBody } from './items.ts'
import { readMoney } from './money.ts'
import { readDigits } from './numbers.ts'
import type { Booking, Outcome } from './outcome.ts'
import { numberTo } from './questions.ts'
import { readCatalogue } from './read-catalogue.ts'
import { lineOf, linesOf } from './read-lines.ts'
import type { Read } from './read-lines.ts'
import { readExpense, readGift, readPayment } from './read-money.ts'
import { readAccount, readSale } from './read-sale.ts'
import { readPurchase, readReturn, readStock } from './read-stock.ts'
import { isQuestion, readReports } from './read-report.ts'
import { withSubjects } from './subjects.ts'
import { minorOf } from './shop.ts'
import type { Article, Shop } from './shop.ts'
import { tokensOf } from './tokens.ts'
import { isWord } from './words.ts'
import type { Token } from './tokens.ts'

/** Understands what an owner writes, as far as it is about deeds. Nothing is ever guessed. */
export function readMessage(text: string, shop: Shop): Outcome {
  const tokens = tokensOf(text)
  if (hasOdd(tokens, shop) || hasNegative(tokens)) return { kind: 'unclear' }
  const whole = readWhole(tokens, shop) ?? readCatalogue(tokens, shop)
  if (whole) return whole
  if (isQuestion(tokens, shop)) return reported(tokens, shop)
  if (shop.book.has(tokens, 'something-else')) return { kind: 'unclear' }
  const clauses = withSubjects(
    clausesOf(tokens, shop).flatMap((clause, index, all) =>
      isRepeated(clause, all[index - 1]) ? [] : [noneOf(clause, shop)],
    ),
    shop,
  )
  if (mayBeReport(tokens, clauses, shop)) {
    const reports = readReports(tokens, shop)
    if (reports) return { kind: 'report', reports }
  }
  if (clauses.length === 0) return readVerbless(tokens, shop)
  const told = clauses.filter(({ deed, mood }) => deed && (!mood || mood === 'unsure'))
  if (told.length === 0) {
    const mood = clauses.find((clause) => clause.mood)?.mood
    return mood ? { kind: 'not', mood } : { kind: 'unclear' }
  }
  const is = (...deeds: Clause['deed'][]) => told.some(({ deed }) => deeds.includes(deed))
  const isUnpaid = clauses.some((clause) => isNotPaid(clause, shop))
  if (isUnpaid && is('sold', 'bought-from-us')) return { kind: 'unclear' }
  // `sold 2 caps and took 4 off`: something was done, and nobody knows what.
  if (clauses.some((clause) => isLost(clause, shop))) return { kind: 'unclear' }
  const bookings: Booking[] = []
  // `Ana me pagó 500 y se llevó una gorra`: for what, nobody knows.
  let isOdd = is('was-paid') && is('bought-from-us')
  isOdd ||= told.some(({ mood }) => mood === 'unsure')
  let product: Article | undefined
  for (const clause of told) {
    if (clause.hasDays) return { kind: 'unclear' }
    const read = readClause(clause, shop, product)
    if (read === 'unclear') return { kind: 'unclear' }
    if ('question' in read) return { kind: 'ask', question: read.question }
    if (clause.day !== undefined && clause.day > shop.today) {
      return { kind: 'ask', question: { ask: 'date', day: clause.day } }
    }
    bookings.push(...read.bookings)
    const isRead = READS_BEFORE.has(clause.deed) || read.isBefore === true
    isOdd ||= read.isOdd || !(isRead || isExplained(clause.before, shop))
    product = read.product
  }
  const all = [...additionsFor(bookings, shop), ...bookings]
  return isOdd && !shop.answers?.has('confirm')
    ? { kind: 'ask', question: { ask: 'confirm', bookings: all } }
    : { kind: 'book', bookings: all }
}

/** What cannot be left out: nobody knows what was done, or who owes what. */
const isLost = ({ deed, mood, before }: Clause, { book }: Shop): boolean =>
  mood === undefined ? deed === undefined : mood !== 'unsure' && book.has(before, 'on-credit')

/** `no me pagó`, `va a pagar el viernes`. */
const isNotPaid = ({ deed, mood, verb }: Clause, { writing: { lexicon } }: Shop): boolean =>
  deed === 'was-paid'
    ? mood !== undefined
    : deed === undefined && verb.some((word) => isWord(word, 'to-pay', lexicon))

/** `I have 5 caps left`: it was said already. */
const isRepeated = (clause: Clause, before: Clause | undefined): boolean =>
  clause.deed !== undefined &&
  (clause.deed === before?.deed || (clause.deed === 'left' && before?.deed === 'none-left')) &&
  clause.before.length === 0 &&
  clause.body.length === 0

/** `no caps left`. */
function noneOf(clause: Clause, { book }: Shop): Clause {
  const none = clause.deed === 'left' ? book.at(clause.before, 0, 'none-of') : undefined
  if (!none) return clause
  return {
    ...clause,
    deed: 'none-left',
    mood: undefined,
    before: [],
    body: [...clause.before.slice(none.end), ...clause.body],
  }
}

/** Of these deeds the words before the verb say something. */
const READS_BEFORE: ReadonlySet<Clause['deed']> = new Set([
  'sold',
  'bought-from-us',
  'was-paid',
  'put',
])

/** New products come into the catalogue with the first booking of them. */
function additionsFor(bookings: readonly Booking[], shop: Shop): readonly Booking[] {
  const lines = bookings.flatMap((booking) => ('lines' in booking ? booking.lines : []))
  return lines
    .filter(({ product }) => product.startsWith(`${NEW}:`))
    .map(({ product, total, quantity }) => {
      const answered = numberTo({ ask: 'price', product }, shop)
      const each = total === undefined ? undefined : Math.round((total * 1000) / quantity)
      const price = answered ?? each
      const name = product.slice(NEW.length + 1)
      return { do: 'add', name, unit: 'u', price, cost: undefined, stock: undefined } as const
    })
}

/** `ventas de ayer`, `resumen`: nothing is counted, and nobody says that anything was done. */
function mayBeReport(tokens: readonly Token[], clauses: readonly Clause[], shop: Shop): boolean {
  if (shop.book.has(tokens, 'wipe') || clauses.some(({ mood }) => mood !== undefined)) return false
  if (isQuantified(tokens, shop)) return false
  return clauses.every(
    ({ deed, verb, body }) =>
      deed === undefined ||
      ((body.length === 0 || deed === 'left') && shop.book.at(verb, 0, 'noun') !== undefined),
  )
}

function reported(tokens: readonly Token[], shop: Shop): Outcome {
  const reports = readReports(tokens, shop)
  return reports ? { kind: 'report', reports } : { kind: 'unclear' }
}

/** Small talk is the whole of a message. */
function readWhole(tokens: readonly Token[], shop: Shop): Outcome | undefined {
  const words = tokens.filter(({ kind, word }) => kind === 'word' || word === '?')
  const thumb = tokens.length === 1 && tokens[0]?.text === '👍'
  if (thumb) return { kind: 'thanks' }
  for (const kind of ['undo', 'hello', 'thanks', 'help'] as const) {
    const said = shop.book.at(words, 0, kind)
    if (said?.end === words.length) return { kind }
  }
  return undefined
}

/** What is said without a verb: a list of things, or an amount. It is asked what to do with it. */
function readVerbless(tokens: readonly Token[], shop: Shop): Outcome {
  const isHearsay = shop.book.has(tokens, 'hearsay')
  const [amount, of] = [readMoney(tokens, 0, shop.writing), tokens[1]]
  if (!isQuantified(tokens, shop)) return { kind: 'unclear' }
  if (isHearsay) return { kind: 'not', mood: 'hearsay' }
  const body = readBody(tokens, shop)
  const read = linesOf(body, shop, undefined)
  if (read !== 'unclear' && 'lines' in read && body.items.every(({ quantity }) => quantity)) {
    return { kind: 'ask', question: { ask: 'what-items', lines: read.lines.map(lineOf) } }
  }
  const minor = amount && minorOf(amount.thousandths, shop)
  if (
    minor !== undefined &&
    minor > 0 &&
    isWord(of, 'of', shop.writing.lexicon) &&
    tokens.length <= 4
  ) {
    return { kind: 'ask', question: { ask: 'what', amount: minor } }
  }
  return { kind: 'unclear' }
}

const isQuantified = (tokens: readonly Token[], { writing }: Shop): boolean =>
  tokens.some((_, place) => readMoney(tokens, place, writing))

/** What looks like a number and is none that is read here. */
const hasOdd = (tokens: readonly Token[], { writing }: Shop): boolean =>
  tokens.some(
    ({ kind, text }) =>
      kind === 'odd' ||
      (kind === 'sign' && /\p{Nd}/u.test(text)) ||
      (kind === 'digits' && readDigits(text, writing.decimal) === undefined),
  )

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
      return readStock(clause, shop, before)
    case 'returned':
      return readReturn(clause, shop)
    case 'put':
      return readAccount(clause, shop)
    case 'gave':
      return readBody(clause.body, shop).isOnCredit
        ? readSale(clause, shop, undefined)
        : readGift(clause, shop)
    case undefined:
      return 'unclear'
  }
}
