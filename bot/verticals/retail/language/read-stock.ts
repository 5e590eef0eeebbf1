import { UNITS } from '../ledger/tables.ts'
import type { Item } from './body.ts'
import type { Clause } from './clauses.ts'
import { draftLine } from './draft.ts'
import type { Drafted, DraftedOr } from './draft.ts'
import { readBody } from './items.ts'
import type { Booking } from './outcome.ts'
import { dayOf, lineOf, linesOf, onlyProduct } from './read-lines.ts'
import type { Read } from './read-lines.ts'
import type { Article, Shop } from './shop.ts'
import { isPicture, spaced } from './tokens.ts'
import type { Token } from './tokens.ts'
import { isForAll, totalsOf } from './totals.ts'

/** What was bought for the shop. */
export function readPurchase(clause: Clause, shop: Shop, before: Article | undefined): Read {
  const behind = readBody(clause.body, shop)
  const isBefore = behind.items.length === 0
  // `20 caps came in`
  const body = isBefore ? readBody(clause.before, shop) : behind
  const [first] = body.items
  const read = linesOf(body, shop, before)
  if (read === 'unclear') return read
  if ('question' in read) {
    const isUnknown = read.question.ask === 'create' && first?.quantity === undefined
    if (!isUnknown) return read
    const words = spaced(first?.words ?? [])
    return { question: { ask: 'expense-or-product', words } }
  }
  const isSaid = body.total !== undefined || body.discount !== undefined
  // What it costs is not what it is sold for: only what was said counts.
  const totals = isSaid ? totalsOf(read.lines.map(ofCost), body, shop) : undefined
  if (totals === 'unclear' || (totals && 'question' in totals)) return totals
  const lines = read.lines.map((line, index) => ({
    ...line,
    total: totals ? totals.totals[index] : line.total,
  }))
  const isOdd =
    body.isOnCredit ||
    isForAll(body) ||
    body.items.some(({ quantity }) => !quantity) ||
    body.items.some(({ isEither }) => isEither) ||
    lines.some((line) => line.isOdd)
  const day = dayOf(clause, shop)
  return {
    bookings: [{ do: 'purchase', lines: lines.map(lineOf), day }],
    isOdd,
    isBefore,
    ...onlyProduct(read.lines),
  }
}

const ofCost = (line: Drafted): Drafted => ({ ...line, product: { ...line.product, price: null } })

/** What is there, is gone or was lost. */
export function readStock(clause: Clause, shop: Shop, before: Article | undefined): Read {
  const isBefore = isSmallTalk(clause.body, shop)
  const said = isBefore ? clause.before : clause.body
  const body = readBody(
    said.filter(({ word }) => word !== ':'),
    shop,
  )
  const bookings: Booking[] = []
  // `se acabaron las 7 tazas`: a number is nothing that there is none of.
  const isSaid = body.items.some(({ quantity }) => quantity && !quantity.isArticle)
  const isAbout = body.items.some((item) => item.isAbout) || (clause.deed === 'none-left' && isSaid)
  for (const item of body.items) {
    const isNone = clause.deed === 'none-left'
    const same = body.items.length === 1 && !isBefore ? before : undefined
    const drafted = isNone ? noneOf(item, shop) : draftLine(item, shop, { product: same })
    // `tengo 3 hijos` is not about the shop.
    if (drafted === 'unclear' || item.price) return 'unclear'
    if ('question' in drafted) return drafted.question.ask === 'create' ? 'unclear' : drafted
    const { product, quantity } = drafted.line
    // `hay gorra`: nobody has counted.
    if (clause.deed === 'left' && !item.quantity) {
      return { question: { ask: 'quantity', product: product.id } }
    }
    if (clause.deed === 'lost' || clause.deed === 'gift')
      bookings.push({ do: 'adjust', product: product.id, quantity: -quantity })
    else bookings.push({ do: 'count', product: product.id, quantity: isNone ? 0 : quantity })
  }
  return bookings.length === 0 || body.left.length > 0
    ? 'unclear'
    : { bookings, isOdd: isAbout || clause.deed === 'gift', isBefore }
}

/** `2 mugs broke`: nothing stands behind the verb. */
const isSmallTalk = (tokens: readonly Token[], { book }: Shop): boolean =>
  book.without(tokens, 'filler', 'separator', 'thanks').every(isPicture)

/** There is none of it, in whatever unit. */
function noneOf(item: Item, shop: Shop): DraftedOr {
  const tried = UNITS.map((unit) => draftLine({ ...item, quantity: { ...ONE, unit } }, shop, {}))
  return tried.find((one) => one !== 'unclear' && 'line' in one) ?? tried[0] ?? 'unclear'
}

const ONE = {
  thousandths: 1000,
  end: 0,
  isUnsure: false,
  isArticle: true,
} as const

/** Whether the money goes back as well is for the owner to say. */
export function readReturn(clause: Clause, shop: Shop): Read {
  const read = linesOf(readBody(clause.body, shop), shop, undefined)
  if (read === 'unclear' || 'question' in read) return read
  const [line] = read.lines
  return line ? { question: { ask: 'return', product: line.product.id } } : 'unclear'
}
