import { shares } from '../ledger/amounts.ts'
import type { Body } from './body.ts'
import { usualOf } from './draft.ts'
import type { Drafted } from './draft.ts'
import type { Question } from './outcome.ts'
import { numberTo } from './questions.ts'
import { minorOf } from './shop.ts'
import type { Shop } from './shop.ts'

interface Totals {
  readonly totals: readonly (number | undefined)[]
  /** Whether a discount makes less of them. */
  readonly isReduced: boolean
}

/** What the lines come to, with a discount and a total that were said of all of them. */
export function totalsOf(
  lines: readonly Drafted[],
  body: Body,
  shop: Shop,
): Totals | { readonly question: Question } | 'unclear' {
  const forAll = amountForAll(lines, body, shop)
  if (forAll) return forAll
  const whole = body.total ?? (body.isOnCredit ? undefined : body.paid)
  const totals = lines.map(({ total }) => total)
  const sums = lines.map((line) => line.total ?? usualOf(line))
  const sum = sums.every((one) => one !== undefined)
    ? sums.reduce((all, one) => all + one, 0)
    : undefined
  const answered = numberTo({ ask: 'total', amounts: [] }, shop)
  if (answered !== undefined && sum !== undefined) {
    return {
      totals: shares(
        answered,
        sums.map((one) => one ?? 0),
      ),
      isReduced: false,
    }
  }
  if (whole) {
    // What somebody left may be a part of it.
    const isPart = body.total === undefined && lines.length === 1 && lines[0]?.total === undefined
    const amount = minorOf(whole.thousandths, shop)
    if (amount === undefined) return 'unclear'
    const isSaid = lines.some(({ total }) => total !== undefined)
    if (isPart && sum !== undefined && sum !== amount) {
      return { question: { ask: 'total', amounts: [sum, amount] } }
    }
    if (lines.length === 1 && !isSaid) return { totals: [amount], isReduced: false }
    if (sum === undefined) return 'unclear'
    if (sum !== amount) return { question: { ask: 'total', amounts: [sum, amount] } }
  }
  if (!body.discount) return { totals, isReduced: false }
  if (lines.length !== 1 || sum === undefined) return 'unclear'
  const off =
    'percent' in body.discount
      ? Math.round((sum * body.discount.percent) / 100)
      : minorOf(body.discount.money.thousandths, shop)
  if (off === undefined || off < 0 || off > sum) return 'unclear'
  return { totals: [sum - off], isReduced: off * 2 <= sum }
}

/** Whether the one price stands behind several things: `una media y un anillo por 28`. */
export const isForAll = ({ items, total }: Body): boolean =>
  total === undefined &&
  items.length > 1 &&
  items.every(({ price }, index) => (price !== undefined) === (index === items.length - 1)) &&
  ['for', 'total'].includes(items.at(-1)?.price?.means ?? '')

/** Whether the price behind the last thing is of all of them: asked, unless the catalogue says it. */
function amountForAll(
  lines: readonly Drafted[],
  body: Body,
  shop: Shop,
): Totals | { readonly question: Question } | undefined {
  const last = lines.at(-1)
  if (!isForAll(body) || last?.total === undefined || last.total === usualOf(last)) return undefined
  const usuals = lines.map((line) => usualOf(line) ?? 0)
  const sum = usuals.reduce((all, one) => all + one, 0)
  const withLast = sum - (usualOf(last) ?? 0) + last.total
  if (last.total === sum) return { totals: usuals, isReduced: false }
  const question = { ask: 'total', amounts: [withLast, last.total] } as const
  const answered = numberTo(question, shop)
  if (answered === undefined) return { question }
  if (answered === withLast) return { totals: lines.map(({ total }) => total), isReduced: false }
  return { totals: shares(answered, usuals), isReduced: false }
}
