import type { Body, Item } from './body.ts'
import type { Clause } from './clauses.ts'
import { draftLine } from './draft.ts'
import type { Drafted } from './draft.ts'
import type { Booking, Line, Question } from './outcome.ts'
import { namesKind } from './products.ts'
import type { Article, Shop } from './shop.ts'
import { spaced } from './tokens.ts'

/** What one clause comes to. */
export type Read =
  | {
      readonly bookings: readonly Booking[]
      readonly isOdd: boolean
      readonly product?: Article
      /** Whether the things stand before the verb. */
      readonly isBefore?: boolean
    }
  | { readonly question: Question }
  | 'unclear'

interface Lines {
  readonly lines: readonly Drafted[]
}

/** All things of a clause, or what has to be asked first. */
export function linesOf(
  body: Body,
  shop: Shop,
  before: Article | undefined,
): Lines | Exclude<Read, { bookings: unknown }> {
  if (body.items.length === 0) return { question: { ask: 'what-sold' } }
  const lines: Drafted[] = []
  let unit: string | undefined
  for (const [index, item] of body.items.entries()) {
    // Two numbers in a row: nobody knows which one counts, but for `2 gorras a 1200 y 1 a 1000`.
    const isOfSame = index > 0 && item.quantity && item.price?.means === 'at'
    if (item.words.length === 0 && body.items.length > 1 && !isOfSame) return 'unclear'
    const product = index === 0 ? before : lines.at(-1)?.product
    const drafted = draftLine(item, shop, { product, unit })
    if (drafted === 'unclear') return drafted
    if ('question' in drafted) {
      // Amid what nobody understands no new product is born.
      if (body.left.length === 0 || lines.length === 0) return drafted
      return { question: { ask: 'what-items', lines: lines.map(lineOf) } }
    }
    if (isOneOfThese(item, body.items[index - 1], drafted.line, shop)) return 'unclear'
    lines.push(drafted.line)
    unit = item.quantity?.unit
  }
  if (body.left.length > 0) {
    return { question: { ask: 'what-items', lines: lines.map(lineOf) } }
  }
  return { lines }
}

/** `2 remeras negra y blanca`: one of each, or nobody knows. */
const isOneOfThese = (
  { quantity, words, isVague }: Item,
  before: Item | undefined,
  { product }: Drafted,
  { writing: { lexicon } }: Shop,
): boolean =>
  !quantity &&
  !isVague &&
  (before?.quantity?.thousandths ?? 0) > 1000 &&
  !namesKind(spaced(words), product, lexicon)

export const lineOf = ({ product, quantity, total }: Drafted): Line => ({
  product: product.id,
  quantity,
  total,
})

/** A product that the next clause may be about without saying so. */
export const onlyProduct = (lines: readonly Drafted[]) =>
  lines.length === 1 && lines[0] ? { product: lines[0].product } : {}

/** The day of a clause, when it is not today. */
export const dayOf = ({ day }: Clause, { today }: Shop): string | undefined =>
  day === today ? undefined : day
