import type {
  Report,
  Booking,
  Line,
  Question,
} from '../../../bot/verticals/retail/language/outcome.ts'
import { daysAfter } from '../../../bot/verticals/retail/language/days.ts'
import type { Step } from '../../../bot/verticals/retail/language/dialogue.ts'
import { englishLanguage } from '../../../bot/verticals/retail/language/english.ts'
import type { Language } from '../../../bot/verticals/retail/language/language.ts'
import { portugueseLanguage } from '../../../bot/verticals/retail/language/portuguese.ts'
import type { Shop } from '../../../bot/verticals/retail/language/shop.ts'
import { spanishLanguage } from '../../../bot/verticals/retail/language/spanish.ts'
import { UNITS } from '../../../bot/verticals/retail/ledger/tables.ts'
import type { Unit } from '../../../bot/verticals/retail/ledger/tables.ts'
import { decimalOf, localeOf } from '../../../common/domain/money.ts'
import { readCatalogueIn } from '../corpus.ts'
import type { Shop as Place } from '../corpus.ts'

export const TODAY = '2026-03-11'
const YESTERDAY = daysAfter(TODAY, -1)
const MONDAY = daysAfter(TODAY, -2)

const LANGUAGES = { es: spanishLanguage, pt: portugueseLanguage, en: englishLanguage }

/** The language of a corpus' shop. */
export function languageAt({ language }: Pick<Place, 'language'>): Language {
  const found = Object.entries(LANGUAGES).find(([code]) => language.startsWith(code))
  if (!found) throw new Error(`the books do not speak ${language}`)
  return found[1]
}

/** What the notation calls a product, by what the shop calls it. */
const notationNames = new Map(
  Object.keys(LANGUAGES).flatMap((code) =>
    readCatalogueIn(code).map(({ name, id }) => [name, id] as const),
  ),
)

/** The shop of the corpus, in one of its places. Money has two digits behind the point. */
export function shopAt({ language, currency, factor }: Place): Shop {
  const { lexicon, book } = languageAt({ language })
  return {
    writing: { lexicon, decimal: decimalOf(localeOf(language, currency)) },
    book,
    today: TODAY,
    minorDigits: 2,
    products: readCatalogueIn(language).map((article) => ({
      id: article.id,
      name: article.name,
      aliases: article.aliases,
      unit: unitOf(article.unit),
      price: Math.round(article.price * factor * 100),
      stock: article.stock * 1000,
    })),
    customers: [{ name: 'Ana', owes: 25 * factor * 100 }],
  }
}

const unitOf = (text: string): Unit => UNITS.find((unit) => unit === text) ?? 'u'

/** What is new is called by its name. */
function nameOf(product: string, { products }: Shop): string {
  const name = products.find(({ id }) => id === product)?.name ?? product.replace(/^new:/, '')
  return notationNames.get(name) ?? name
}

const amount = (minor: number): string => String(minor / 100)

/** An outcome in the notation of the corpus; what is usual is left out. */
export function notationOf(outcome: Step['outcome'], shop: Shop): string {
  switch (outcome.kind) {
    case 'correct':
      return `correct ${notationOf({ ...outcome, kind: 'book' }, shop)}`
    case 'book':
      return outcome.bookings.map((booking) => bookingText(booking, shop)).join(' + ')
    case 'ask':
      return `ask ${questionText(outcome.question, shop)}`
    case 'not':
      return `not ${outcome.mood}`
    case 'report':
      return outcome.reports.map((report) => reportText(report, shop)).join(' + ')
    case 'undo':
    case 'hello':
    case 'thanks':
    case 'help':
    case 'unclear':
    case 'dropped':
      return outcome.kind
  }
}

function bookingText(booking: Booking, shop: Shop): string {
  switch (booking.do) {
    case 'sale': {
      const to = booking.customer === undefined ? '' : ` to ${booking.customer}`
      const paid = booking.paid === undefined ? '' : ` paid ${amount(booking.paid)}`
      const credit = booking.isOnCredit ? ` credit${paid}` : ''
      return `sale ${linesText(booking.lines, shop, 'price')}${to}${credit}${dayText(booking.day)}`
    }
    case 'purchase':
      return `buy ${linesText(booking.lines, shop, 'none')}${dayText(booking.day)}`
    case 'expense':
      return `expense ${amount(booking.amount)} ${booking.category}${dayText(booking.day)}`
    case 'payment':
      return `payment ${booking.customer} ${amount(booking.amount)}${dayText(booking.day)}`
    case 'add': {
      const unit = booking.unit === 'u' ? '' : ` unit ${booking.unit}`
      const price = booking.price === undefined ? '' : ` price ${amount(booking.price)}`
      const cost = booking.cost === undefined ? '' : ` cost ${amount(booking.cost)}`
      const stock = booking.stock === undefined ? '' : ` stock ${booking.stock / 1000}`
      return `add ${booking.name}${unit}${price}${cost}${stock}`
    }
    case 'price':
    case 'cost':
      return `${booking.do} ${nameOf(booking.product, shop)} ${amount(booking.amount)}`
    case 'rename':
      return `rename ${nameOf(booking.product, shop)} -> ${booking.name}`
    case 'retire':
      return `retire ${nameOf(booking.product, shop)}`
    case 'count':
    case 'adjust':
      return `${booking.do} ${booking.quantity / 1000} ${nameOf(booking.product, shop)}`
  }
}

const linesText = (lines: readonly Line[], shop: Shop, usual: 'price' | 'none'): string =>
  lines
    .map(({ product, quantity, total }) => {
      const { price = null } = shop.products.find(({ id }) => id === product) ?? {}
      const isUsual =
        total === undefined ||
        (usual === 'price' && price !== null && total === Math.round((price * quantity) / 1000))
      return `${quantity / 1000} ${nameOf(product, shop)}${isUsual ? '' : ` = ${amount(total)}`}`
    })
    .join(', ')

function dayText(day: string | undefined): string {
  if (day === undefined) return ''
  return ` on ${day === YESTERDAY ? 'yesterday' : day === MONDAY ? 'monday' : day}`
}

function questionText(question: Question, shop: Shop): string {
  switch (question.ask) {
    case 'which':
      return `which ${question.products.map((id) => nameOf(id, shop)).join(' / ')}`
    case 'which-or-create':
      return `which-or-create ${singular(question.words)}`
    case 'create':
      return `create ${singular(question.name)}`
    case 'quantity':
    case 'price':
    case 'each-or-total':
    case 'return':
    case 'exists':
      return `${question.ask} ${nameOf(question.product, shop)}`
    case 'total':
      return `total ${question.amounts.map(amount).join(' / ')}`
    case 'confirm':
      return `confirm ${question.bookings.map((one) => bookingText(one, shop)).join(' + ')}`
    case 'debt':
    case 'overpaid':
      return `${question.ask} ${question.customer}`
    case 'amount':
      return `amount ${question.category}`.trim()
    case 'category':
    case 'what':
      return `${question.ask} ${amount(question.amount)}`
    case 'expense-or-product':
      return `expense-or-product ${question.words}`
    case 'date':
      return `date ${question.day}`
    case 'what-items':
      return `what-items ${linesText(question.lines, shop, 'price')}`
    case 'customer':
    case 'what-sold':
    case 'what-paid':
    case 'name':
      return question.ask
  }
}

const PERIODS = {
  today: [TODAY, TODAY],
  yesterday: [YESTERDAY, YESTERDAY],
  week: ['2026-03-09', '2026-03-15'],
  month: ['2026-03-01', '2026-03-31'],
  lastmonth: ['2026-02-01', '2026-02-28'],
} as const

function reportText({ what, days, products, customer }: Report, shop: Shop): string {
  const named = Object.entries(PERIODS).find(
    ([, [from, to]]) => from === days?.from && to === days.to,
  )
  const range = days?.from === days?.to ? days?.from : `${days?.from}..${days?.to}`
  const when = days === undefined ? 'all' : (named?.[0] ?? range)
  const names = products?.map((id) => nameOf(id, shop))
  const [first = ''] = names?.[0]?.split(' ') ?? []
  const of = customer ?? (names && names.length > 1 ? first : names?.[0])
  return `report ${what} ${when}${of === undefined ? '' : ` of ${of}`}`
}

/** The corpus names what is new in the singular; plural or not is nothing that matters here. */
const singular = (words: string): string =>
  words
    .split(' ')
    .map((word) => (word.length > 3 ? word.replace(/s$/, '') : word))
    .join(' ')

/** What the corpus expects, with a total left out where it is quantity times price. */
export function normalised(expected: string, shop: Shop): string {
  const plain = expected
    .replaceAll(/(\d\.\d*?)0+(?=\D|$)/g, '$1')
    .replaceAll(/(\d)\.(?=[^\d.]|$)/g, '$1')
    .replace(PERIODS.lastmonth.join('..'), 'lastmonth')
    .replace(`on ${MONDAY}`, 'on monday')
  return plain.replaceAll(
    /(sale |, )([\d.]+) ([^,=+]+?) = ([\d.]+)/g,
    (whole, before: string, quantity: string, name: string, total: string) => {
      const price = shop.products.find(({ id }) => nameOf(id, shop) === name)?.price
      const isUsual =
        price && Math.round(price * Number(quantity)) === Math.round(Number(total) * 100)
      return isUsual ? `${before}${quantity} ${name}` : whole
    },
  )
}
