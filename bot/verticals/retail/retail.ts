import type { Kysely } from 'kysely'
import * as z from 'zod'
import {
  dayAt,
  decimalOf,
  formatMoney,
  localeOf,
  minorDigitsOf,
} from '../../../common/domain/money.ts'
import type { Act, Ground, OwnerMessage, Vertical } from '../vertical.ts'
import { bookAll } from './book.ts'
import { readNext } from './language/dialogue.ts'
import type { Pending, Step } from './language/dialogue.ts'
import { spanish } from './language/lexicon-es.ts'
import { PhraseBook } from './language/phrases.ts'
import type { Booking } from './language/outcome.ts'
import type { Shop } from './language/shop.ts'
import { listCustomers } from './ledger/customers.ts'
import { figures } from './ledger/figures.ts'
import { listProducts } from './ledger/products.ts'
import { keepQuestion, openQuestion } from './ledger/questions.ts'
import { latest, takeBack } from './ledger/take-back.ts'
import type { Books } from './ledger/tables.ts'
import { ledger } from './migrations/001-ledger.ts'
import { answerTo } from './replies-es.ts'
import { reportText } from './reports-es.ts'

/** Pending questions are written by this very build or an older one; what cannot be read is left. */
const pendingSchema = z.object({
  text: z.string(),
  answers: z.array(z.tuple([z.string(), z.union([z.string(), z.number()])])),
  question: z.looseObject({ ask: z.string() }),
})

/** A shop's books by chat: owners book, and ask for figures. */
export const retail: Vertical = {
  name: 'retail',
  migrations: { '001-ledger': ledger },
  tools: [],
  assist,
}

let book: PhraseBook | undefined

async function assist(message: OwnerMessage, ground: Ground): Promise<Act | undefined> {
  // Its words are Spanish so far.
  if (!message.business.language.startsWith('es')) return undefined
  const books = booksIn(ground.db, ground)
  const shop = await shopOf(message, books)
  const step = readNext(message.text, await pendingIn(books, message.chat), shop)
  return { run: (db) => settle(step, message, shop, booksIn(db, ground)) }
}

const booksIn = (db: Kysely<unknown>, { tenantId, clock }: Ground): Books => ({
  db,
  tenantId,
  clock,
})

async function shopOf({ business }: OwnerMessage, books: Books): Promise<Shop> {
  const [products, customers] = await Promise.all([listProducts(books), listCustomers(books)])
  book ??= new PhraseBook(spanish)
  return {
    writing: {
      lexicon: spanish,
      decimal: decimalOf(localeOf(business.language, business.currency)),
    },
    book,
    today: dayAt(books.clock.now(), business.timezone),
    minorDigits: minorDigitsOf(business.currency),
    products: business.features.inventory_enabled
      ? products
      : products.map((product) => ({ ...product, stock: undefined })),
    customers,
  }
}

async function pendingIn(books: Books, chat: string): Promise<Pending | undefined> {
  const state = await openQuestion(books, chat)
  const read = state === undefined ? undefined : pendingSchema.safeParse(JSON.parse(state))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was kept is what a step had
  return read?.success ? (read.data as unknown as Pending) : undefined
}

const NOBODY = { products: [], profit: 0 } as const

const FEATURE_OF: Readonly<Partial<Record<Booking['do'], keyof Features>>> = {
  sale: 'sales_enabled',
  payment: 'sales_enabled',
  expense: 'expenses_enabled',
  purchase: 'inventory_enabled',
  count: 'inventory_enabled',
  adjust: 'inventory_enabled',
}

type Features = Pick<
  OwnerMessage['business']['features'],
  'sales_enabled' | 'expenses_enabled' | 'inventory_enabled'
>

/** The first feature that would be needed and that `config.json` has switched off. */
function switchedOff(bookings: readonly Booking[], features: Features): keyof Features | undefined {
  const needed = bookings.flatMap((booking) => FEATURE_OF[booking.do] ?? [])
  return needed.find((feature) => !features[feature])
}

/** Books what was understood and says so, in one transaction with the end of the turn. */
async function settle(
  { outcome, pending }: Step,
  { turn, chat, business }: OwnerMessage,
  shop: Shop,
  books: Books,
): Promise<readonly string[]> {
  await keepQuestion(books, chat, pending && JSON.stringify(pending))
  const { currency, language } = business
  const locale = localeOf(language, currency)
  const money = (minor: number): string => formatMoney(minor, currency, locale)
  if (outcome.kind === 'book') {
    const off = switchedOff(outcome.bookings, business.features)
    if (off !== undefined)
      return [answerTo({ kind: 'off', feature: off }, { ...NOBODY, money, locale })]
    await bookAll(books, outcome.bookings, { day: shop.today, cause: turn })
    const { profit } = await figures(books)
    const products = await listProducts(books, true)
    return [answerTo(outcome, { money, products, profit, locale })]
  }
  if (outcome.kind === 'undo') {
    const last = await latest(books)
    for (const { id } of last) await takeBack(books, id, `${turn} undo`)
    const { profit } = await figures(books)
    return [answerTo({ kind: 'undone', bookings: last }, { money, products: [], profit, locale })]
  }
  if (outcome.kind === 'report') {
    const texts: string[] = []
    for (const report of outcome.reports) {
      texts.push(await reportText(report, books, { money, locale }))
    }
    return [texts.join('\n\n')]
  }
  return [answerTo(outcome, { money, products: shop.products, profit: 0, locale })]
}
