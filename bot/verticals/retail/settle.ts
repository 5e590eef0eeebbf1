import { formatMoney, localeOf } from '../../../common/domain/money.ts'
import type { OwnerMessage } from '../vertical.ts'
import { bookAll } from './book.ts'
import type { Booked, Open, Step } from './language/dialogue.ts'
import type { Language } from './language/language.ts'
import type { Booking } from './language/outcome.ts'
import type { Shop } from './language/shop.ts'
import { figures } from './ledger/figures.ts'
import { listProducts } from './ledger/products.ts'
import { keepQuestion } from './ledger/questions.ts'
import { latest, standingOf, takeBack } from './ledger/take-back.ts'
import type { Books } from './ledger/tables.ts'
import { answerTo } from './replies.ts'
import type { Told, Telling } from './replies.ts'
import { reportText } from './reports.ts'

type Business = OwnerMessage['business']

/**
 * Books what was understood, keeps what is open from now on, and says so.
 * @param books in the transaction that ends the turn
 * @returns what to answer, in order
 */
export async function settle(
  { outcome, open }: Step,
  { turn, chat, business }: OwnerMessage,
  { shop, language }: { readonly shop: Shop; readonly language: Language },
  books: Books,
): Promise<readonly string[]> {
  const writing = { ...moneyIn(business), words: language.replies }
  const keep = async (next: Open | undefined): Promise<void> =>
    await keepQuestion(books, chat, next && JSON.stringify(next))
  if (outcome.kind === 'book' || outcome.kind === 'correct') {
    const { told, booked } = await bookWhat(outcome, turn, business, shop, books)
    await keep(booked && { booked })
    return [await changed(told, writing, books)]
  }
  await keep(open)
  if (outcome.kind === 'report') {
    const texts: string[] = []
    for (const report of outcome.reports) {
      texts.push(await reportText(report, books, { ...writing, words: language.reports }))
    }
    return [texts.join('\n\n')]
  }
  if (outcome.kind !== 'undo') {
    return [answerTo(outcome, { ...writing, products: shop.products, profit: 0 })]
  }
  const last = await latest(books)
  for (const { id } of last) await takeBack(books, id, `${turn} undo`)
  return [await changed({ kind: 'undone', bookings: last }, writing, books)]
}

function moneyIn({ currency, language }: Business) {
  const locale = localeOf(language, currency)
  return { locale, money: (minor: number): string => formatMoney(minor, currency, locale) }
}

type Writing = Omit<Telling, 'products' | 'profit'>

async function changed(told: Told, writing: Writing, books: Books): Promise<string> {
  const { profit } = await figures(books)
  const products = await listProducts(books, true)
  return answerTo(told, { ...writing, products, profit })
}

const FEATURE_OF: Readonly<Partial<Record<Booking['do'], keyof Features>>> = {
  sale: 'sales_enabled',
  payment: 'sales_enabled',
  expense: 'expenses_enabled',
  purchase: 'inventory_enabled',
  count: 'inventory_enabled',
  adjust: 'inventory_enabled',
}

type Features = Pick<
  Business['features'],
  'sales_enabled' | 'expenses_enabled' | 'inventory_enabled'
>

/** The first feature that would be needed and that `config.json` has switched off. */
function switchedOff(bookings: readonly Booking[], features: Features): keyof Features | undefined {
  const needed = bookings.flatMap((booking) => FEATURE_OF[booking.do] ?? [])
  return needed.find((feature) => !features[feature])
}

async function bookWhat(
  outcome: Extract<Step['outcome'], { readonly kind: 'book' | 'correct' }>,
  turn: string,
  { features }: Business,
  shop: Shop,
  books: Books,
): Promise<{ readonly told: Told; readonly booked?: Booked }> {
  const feature = switchedOff(outcome.bookings, features)
  if (feature !== undefined) return { told: { kind: 'off', feature } }
  if (outcome.kind === 'correct' && !(await takeBackAll(books, outcome, turn))) {
    return { told: { kind: 'gone' } }
  }
  const bookings = await bookAll(books, outcome.bookings, { day: shop.today, cause: turn })
  return { told: { ...outcome, bookings }, booked: { cause: turn, bookings: ofInterest(bookings) } }
}

const OF_CATALOGUE: ReadonlySet<Booking['do']> = new Set([
  'add',
  'price',
  'cost',
  'rename',
  'retire',
])

/** What came into the catalogue along with a sale stays there when the sale is put right. */
function ofInterest(bookings: readonly Booking[]): readonly Booking[] {
  const others = bookings.filter(({ do: kind }) => !OF_CATALOGUE.has(kind))
  return others.length > 0 ? others : bookings
}

/**
 * Takes back what a message was booked as, for something else in its place.
 * @returns false when that does not stand any more
 */
async function takeBackAll(
  books: Books,
  { cause, bookings }: Booked,
  turn: string,
): Promise<boolean> {
  const isOfCatalogue = bookings.every(({ do: kind }) => OF_CATALOGUE.has(kind))
  const standing = await standingOf(books, cause)
  const meant = standing.filter(({ kind }) => isOfCatalogue || kind !== 'catalogue')
  if (meant.length !== bookings.length) return false
  for (const { id } of meant) await takeBack(books, id, `${turn} undo`)
  return true
}
