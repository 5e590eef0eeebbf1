import type { PhraseTag } from './lexicon.ts'
import { isCapital } from './names.ts'
import type { Days, Report } from './outcome.ts'
import { MONTH, monthOf, readPeriod } from './periods.ts'
import { matchProduct } from './products.ts'
import type { Shop } from './shop.ts'
import { spaced } from './tokens.ts'
import { isWord } from './words.ts'
import type { Token } from './tokens.ts'

type What = Report['what']

/** In this order: what stands first counts more. */
const ASKED: readonly (readonly [PhraseTag, What])[] = [
  ['ask-summary', 'summary'],
  ['ask-best', 'best'],
  ['ask-catalogue', 'catalogue'],
  ['ask-low', 'low'],
  ['ask-price', 'price'],
  ['ask-debts', 'debts'],
  ['ask-customer', 'sales'],
  ['ask-profit', 'profit'],
  ['ask-expenses', 'expenses'],
  ['ask-sales', 'sales'],
  ['ask-stock', 'stock'],
]

/** What is there now has no days. */
const TIMELESS: ReadonlySet<What> = new Set(['debts', 'stock', 'low', 'price', 'catalogue'])

/** Whether a message asks: by its marks, or by its first word. */
export function isQuestion(tokens: readonly Token[], shop: Shop): boolean {
  if (tokens.some(({ word }) => word === '?' || word === '¿')) return true
  let place = 0
  while (place < tokens.length) {
    if (shop.book.at(tokens, place, 'question')) return true
    const filler = shop.book.at(tokens, place, 'filler', 'separator')
    if (!filler) return false
    place = filler.end
  }
  return false
}

/** Reads which figures are asked for; undefined when none are known. */
export function readReports(tokens: readonly Token[], shop: Shop): readonly Report[] | undefined {
  const parts = questionsIn(tokens, shop)
  const reports: Report[] = []
  for (const part of parts) {
    const report = readReport(part, shop, reports.at(-1))
    if (!report) return undefined
    reports.push(report)
  }
  return reports
}

/** `cuánto vendí hoy y cuánto gasté` are two. */
function questionsIn(tokens: readonly Token[], shop: Shop): readonly (readonly Token[])[] {
  const cuts = tokens.flatMap((_, place) => {
    const and = shop.book.at(tokens, place, 'separator')
    return and && place > 0 && shop.book.at(tokens, and.end, 'question') ? [and.end] : []
  })
  return [0, ...cuts].map((from, index) => tokens.slice(from, cuts[index]))
}

function readReport(
  tokens: readonly Token[],
  shop: Shop,
  before: Report | undefined,
): Report | undefined {
  const asked = ASKED.find(([tag]) => shop.book.has(tokens, tag))
  if (!asked) return undefined
  const [tag, what] = asked
  const rest = withoutPhrase(tokens, tag, shop)
  const isOfCustomer = what === 'debts' || tag === 'ask-customer'
  const known = what === 'sales' ? knownIn(rest, shop)?.text : undefined
  const customer = isOfCustomer ? customerIn(rest, shop) : known
  const products = customer === undefined ? productsIn(rest, shop) : undefined
  const days = TIMELESS.has(what)
    ? undefined
    : (readPeriod(tokens, shop) ?? before?.days ?? usualDays(what, tokens, shop))
  return { what, days, products, customer }
}

/** `mi ganancia` is all there ever was; what sells best and what was spent is of this month. */
function usualDays(what: What, tokens: readonly Token[], shop: Shop): Days | undefined {
  const { today } = shop
  if (what === 'best' || what === 'expenses') return monthOf(today.slice(0, MONTH))
  const isAll =
    what === 'profit' && !tokens.some((token) => isWord(token, 'how-much', shop.writing.lexicon))
  return isAll ? undefined : { from: today, to: today }
}

function withoutPhrase(tokens: readonly Token[], tag: PhraseTag, shop: Shop): readonly Token[] {
  const place = tokens.findIndex((_, at) => shop.book.at(tokens, at, tag))
  const said = shop.book.at(tokens, place, tag)
  return said ? [...tokens.slice(0, place), ...tokens.slice(said.end)] : tokens
}

const knownIn = (tokens: readonly Token[], { customers }: Shop): Token | undefined =>
  tokens.find(({ text }) => customers.some(({ name }) => name.toLowerCase() === text.toLowerCase()))

const customerIn = (tokens: readonly Token[], shop: Shop): string | undefined => {
  const known = knownIn(tokens, shop)
  return (known ?? tokens.find((token, place) => place > 0 && isCapital(token)))?.text
}

/** The products that the words are about which say nothing else. */
function productsIn(tokens: readonly Token[], shop: Shop): readonly string[] | undefined {
  const words = tokens.filter(
    (token, place) =>
      token.kind === 'word' &&
      !shop.book.at(tokens, place) &&
      !Object.hasOwn(shop.writing.lexicon.numbers, token.word),
  )
  if (words.length === 0) return undefined
  const match = matchProduct(spaced(words), shop.products, shop.writing.lexicon)
  if (match.kind === 'one') return [match.id]
  return match.kind === 'some' ? match.ids : undefined
}
