import { readBody } from './items.ts'
import { readMoney } from './money.ts'
import type { PhraseTag } from './lexicon.ts'
import type { Booking, Outcome, Question } from './outcome.ts'
import { matchProduct } from './products.ts'
import { readQuantity } from './quantities.ts'
import { minorOf } from './shop.ts'
import type { Shop } from './shop.ts'
import type { Token } from './tokens.ts'

/** Understands what changes the catalogue; undefined when a message does not. */
export function readCatalogue(tokens: readonly Token[], shop: Shop): Outcome | undefined {
  const start = tokens.findIndex((_, place) => !shop.book.at(tokens, place, 'filler', 'separator'))
  if (start === -1) return undefined
  const from = tokens.slice(start)
  for (const [tag, read] of AT_THE_START) {
    const said = shop.book.at(from, 0, tag)
    if (said) return read(from.slice(said.end), shop)
  }
  for (const [tag, field] of AMID) {
    const place = from.findIndex((_, at) => shop.book.at(from, at, tag))
    const said = place > 0 ? shop.book.at(from, place, tag) : undefined
    if (said) return setTo(from.slice(0, place), from.slice(said.end), field, shop)
  }
  return undefined
}

type Reader = (tokens: readonly Token[], shop: Shop) => Outcome | undefined

const AT_THE_START: readonly (readonly [PhraseTag, Reader])[] = [
  ['put-price', (tokens, shop) => readPutPrice(tokens, shop)],
  ['add', (tokens, shop) => readAdd(tokens, shop)],
  ['new-price', (tokens, shop) => readNewPrice(tokens, 'price', shop, true)],
  ['price-of', (tokens, shop) => readNewPrice(tokens, 'price', shop)],
  ['cost-of', (tokens, shop) => readNewPrice(tokens, 'cost', shop)],
  ['rename', (tokens, shop) => readRename(tokens, shop)],
  ['retire', (tokens, shop) => readRetire(tokens, shop)],
  ['no-more', (tokens, shop) => unsure(readRetire(tokens, shop))],
]

const AMID = [
  ['price-now', 'price'],
  ['costs-me', 'cost'],
] as const

const textOf = (tokens: readonly Token[]): string =>
  tokens.reduce((text, token) => `${text}${token.isJoined ? '' : ' '}${token.text}`, '').trim()

const book = (...bookings: readonly Booking[]): Outcome => ({ kind: 'book', bookings })
const ask = (question: Question): Outcome => ({ kind: 'ask', question })
const UNCLEAR: Outcome = { kind: 'unclear' }

const unsure = (outcome: Outcome | undefined): Outcome | undefined =>
  outcome?.kind === 'book' ? ask({ ask: 'confirm', bookings: outcome.bookings }) : outcome

/** The product that words name, or what has to be asked. */
function productIn(
  tokens: readonly Token[],
  shop: Shop,
): { readonly id: string } | { readonly outcome: Outcome } {
  const end = tokens.findIndex((_, place) => shop.book.at(tokens, place, 'from-catalogue'))
  const named = end === -1 ? tokens : tokens.slice(0, end)
  const words = textOf(named.slice(shop.book.behind(named, 0, 'filler', 'a-product', 'to')))
  const match = matchProduct(words, shop.products, shop.writing.lexicon)
  if (match.kind === 'one') return { id: match.id }
  if (match.kind === 'some' || match.kind === 'akin') {
    return { outcome: ask({ ask: 'which', products: match.ids, words }) }
  }
  return { outcome: UNCLEAR }
}

/** `las gorras a 1000`, `pulsera dorada: 2200`, `la pulsera dorada es 900`. */
function readNewPrice(
  tokens: readonly Token[],
  field: 'price' | 'cost',
  shop: Shop,
  needsTo = false,
): Outcome | undefined {
  const place = tokens.findIndex((_, at) => readMoney(tokens, at, shop.writing))
  if (place === -1) return undefined
  let end = place
  while (end > 0 && shop.book.at(tokens, end - 1, 'at', 'is', 'for')) end -= 1
  // `subí la gorra 100` may be by as much.
  if (needsTo && end === place) return UNCLEAR
  return setTo(tokens.slice(0, end), tokens.slice(place), field, shop)
}

function setTo(
  named: readonly Token[],
  amount: readonly Token[],
  field: 'price' | 'cost',
  shop: Shop,
): Outcome | undefined {
  const money = readMoney(amount, 0, shop.writing)
  if (!money) return undefined
  const rest = amount.slice(money.end)
  const unit = shop.book.at(rest, 0, 'per-unit', 'each')
  const more = rest.slice(unit?.end ?? 0)
  if (more.some((_, at) => !shop.book.at(more, at, 'separator'))) return UNCLEAR
  if (more.length > 1) return UNCLEAR
  const product = productIn(named, shop)
  if ('outcome' in product) return product.outcome
  const minor = minorOf(money.thousandths, shop)
  if (minor === undefined || minor < 0) return UNCLEAR
  const change = book({ do: field, product: product.id, amount: minor })
  return money.isUnsure ? unsure(change) : change
}

/** `ponle precio de 130 a la gorra`. */
function readPutPrice(tokens: readonly Token[], shop: Shop): Outcome | undefined {
  const money = readMoney(tokens, 0, shop.writing)
  return money && setTo(tokens.slice(money.end), tokens.slice(0, money.end), 'price', shop)
}

function readRename(tokens: readonly Token[], shop: Shop): Outcome | undefined {
  const place = tokens.findLastIndex((_, at) => at > 0 && shop.book.at(tokens, at, 'as'))
  const said = place > 0 ? shop.book.at(tokens, place, 'as') : undefined
  if (!said || said.end === tokens.length) return UNCLEAR
  const product = productIn(tokens.slice(0, place), shop)
  if ('outcome' in product) return product.outcome
  return book({ do: 'rename', product: product.id, name: textOf(tokens.slice(said.end)) })
}

function readRetire(tokens: readonly Token[], shop: Shop): Outcome | undefined {
  const product = productIn(tokens, shop)
  return 'outcome' in product ? product.outcome : book({ do: 'retire', product: product.id })
}

/** `llavero precio 500 costo 200 stock 10`, `miel a 1200 el kilo`. */
function readAdd(given: readonly Token[], shop: Shop): Outcome | undefined {
  const tokens = given.slice(shop.book.behind(given, 0, 'a-product', 'separator'))
  // `add 2 caps to Ana's tab`
  const { isOnCredit, customer } = readBody(tokens, shop)
  if (isOnCredit && customer !== undefined) return undefined
  // `agregá una venta de 2 tazas` is a sale, `agregá 5 tazas` nobody knows.
  if (shop.book.at(tokens, 0, 'sold', 'spent', 'bought')) return undefined
  if (readQuantity(tokens, 0, shop.writing))
    return tokens.length > 1 ? UNCLEAR : ask({ ask: 'name' })
  const figures: Partial<Record<'price' | 'cost' | 'stock', number>> = {}
  const perUnit = tokens.findIndex((_, place) => shop.book.at(tokens, place, 'per-unit'))
  let end = perUnit === -1 ? tokens.length : perUnit
  for (;;) {
    while (end > 0 && tokens[end - 1]?.word === ',') end -= 1
    const figure = lastFigure(tokens.slice(0, end), shop)
    if (!figure) break
    if (figure.value === undefined || figures[figure.field] !== undefined) return UNCLEAR
    figures[figure.field] = figure.value
    end = figure.start
  }
  const name = textOf(tokens.slice(0, end))
  if (name === '') return ask({ ask: 'name' })
  // Another product, with a price of its own, stands before this one.
  const isSecond = tokens
    .slice(0, end)
    .some(
      (_, at) => shop.book.at(tokens, at, 'price-word') && readMoney(tokens, at + 1, shop.writing),
    )
  if (isSecond) return UNCLEAR
  const known = matchProduct(name, shop.products, shop.writing.lexicon)
  const same = shop.products.find(({ id }) => known.kind === 'one' && id === known.id)
  if (same && known.kind === 'one') return ask({ ask: 'exists', product: same.id })
  const unitWord = perUnit === -1 ? undefined : tokens.at(-1)?.word
  const { unit } = shop.writing.lexicon.units[unitWord ?? ''] ?? { unit: 'u' }
  const { price, cost, stock } = figures
  const of = unit === 'kg' || unit === 'l' || unit === 'docena' ? unit : 'u'
  return book({ do: 'add', name, unit: of, price, cost, stock })
}

/** The last figure of a list: `… costo 200`. */
function lastFigure(
  tokens: readonly Token[],
  shop: Shop,
):
  | {
      readonly field: 'price' | 'cost' | 'stock'
      readonly value: number | undefined
      readonly start: number
    }
  | undefined {
  for (let place = tokens.length - 1; place >= 0; place -= 1) {
    const money = readMoney(tokens, place, shop.writing)
    if (!money) continue
    if (money.end !== tokens.length) return undefined
    const before = place - 1
    if (shop.book.at(tokens, before, 'stock-word')) {
      const quantity = readQuantity(tokens, place, shop.writing)
      return { field: 'stock', value: quantity?.thousandths, start: before }
    }
    const value = minorOf(money.thousandths, shop)
    if (shop.book.at(tokens, before, 'cost-word')) return { field: 'cost', value, start: before }
    // A number by itself is the price, unless the number before it is (`$` counts as part of it).
    const isMiddle = readMoney(tokens, before, shop.writing)?.end === money.end
    if (isMiddle) continue
    const start = shop.book.at(tokens, before, 'price-word') ? before : place
    return { field: 'price', value, start }
  }
  return undefined
}
