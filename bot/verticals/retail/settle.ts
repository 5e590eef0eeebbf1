import { sql } from 'kysely'
import { formatMoney, localeOf } from '../../../common/domain/money.ts'
import { Problem } from '../../../common/kit/errors.ts'
import type { OwnerMessage } from '../vertical.ts'
import { bookAll, featureOf } from './book.ts'
import { keepCurrency } from './currency.ts'
import type { Booked, Open, Step } from './language/dialogue.ts'
import type { Language } from './language/language.ts'
import type { Booking } from './language/outcome.ts'
import type { Shop } from './language/shop.ts'
import { figures } from './ledger/figures.ts'
import { listProducts } from './ledger/products.ts'
import { keepQuestion } from './ledger/questions.ts'
import { latest, standingOf, takeBack } from './ledger/take-back.ts'
import type { Books } from './ledger/tables.ts'
import { runningOut } from './low-stock.ts'
import { answerTo } from './replies.ts'
import type { Told, Telling } from './replies.ts'
import { reportText } from './reports.ts'
import type { Feature } from './tools/tool.ts'

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
    return [await changed(told, writing, books, business)]
  }
  await keep(open)
  if (outcome.kind === 'report') {
    const texts: string[] = []
    for (const report of outcome.reports) {
      texts.push(
        await reportText(report, books, {
          ...writing,
          words: language.reports,
          little: business.inventory.low_stock,
        }),
      )
    }
    return [texts.join('\n\n')]
  }
  if (outcome.kind !== 'undo') {
    return [answerTo(outcome, { ...writing, products: shop.products, profit: 0 })]
  }
  const last = await latest(books)
  for (const { id } of last) await takeBack(books, id, `${turn} undo`)
  return [await changed({ kind: 'undone', bookings: last }, writing, books, business)]
}

function moneyIn({ currency, language }: Business) {
  const locale = localeOf(language, currency)
  return { locale, money: (minor: number): string => formatMoney(minor, currency, locale) }
}

type Writing = Omit<Telling, 'products' | 'profit'>

async function changed(
  told: Told,
  writing: Writing,
  books: Books,
  { features, inventory, language }: Business,
): Promise<string> {
  const { profit } = await figures(books)
  const products = await listProducts(books, true)
  const text = answerTo(told, { ...writing, products, profit })
  const isBooked = told.kind === 'book' || told.kind === 'correct'
  if (!isBooked || !features.inventory_enabled) return text
  const usual = inventory.low_stock
  const left = runningOut(told.bookings, products, { ...writing, language, usual })
  // How to take it back stands last.
  const lines = text.split('\n')
  return [...lines.slice(0, -1), ...left, ...lines.slice(-1)].join('\n')
}

/** The first feature that would be needed and that `config.json` has switched off. */
function switchedOff(
  bookings: readonly Booking[],
  features: Business['features'],
): Feature | undefined {
  const needed = bookings.flatMap((booking) => featureOf(booking) ?? [])
  return needed.find((feature) => !features[feature])
}

type Bookable = Extract<Step['outcome'], { readonly kind: 'book' | 'correct' }>

interface Settled {
  readonly told: Told
  readonly booked?: Booked
}

async function bookWhat(
  outcome: Bookable,
  turn: string,
  { features, currency }: Business,
  shop: Shop,
  books: Books,
): Promise<Settled> {
  const feature = switchedOff(outcome.bookings, features)
  if (feature !== undefined) return { told: { kind: 'off', feature } }
  const settled = await orNothing(books, async (): Promise<Settled> => {
    if (outcome.kind === 'correct' && !(await takeBackAll(books, outcome, turn))) {
      return { told: { kind: 'gone' } }
    }
    await keepCurrency(books, currency)
    const bookings = await bookAll(books, outcome.bookings, { today: shop.today, cause: turn })
    const booked = { cause: turn, bookings: ofInterest(bookings) }
    return { told: { ...outcome, bookings }, booked }
  })
  return settled ?? { told: { kind: 'unclear' } }
}

/**
 * Does all of it, or nothing when a part of it is refused: what a message says, or what has changed
 * since it was read, may be none that the books take.
 * @returns undefined when it was refused
 */
async function orNothing<T>({ db }: Books, work: () => Promise<T>): Promise<T | undefined> {
  await sql`savepoint bookings`.execute(db)
  let done: T | undefined
  try {
    done = await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await sql`rollback to savepoint bookings`.execute(db)
  }
  await sql`release savepoint bookings`.execute(db)
  return done
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
