import type { Stats } from '../../common/contracts/book-views.ts'
import { formatMoney, localeOf } from '../../common/domain/money.ts'
import { table } from './print.ts'

/** A business with its figures. */
export interface Shop {
  readonly slug: string
  readonly name: string
  readonly stats: Stats
}

const moneyIn = ({ currency }: Stats): ((minor: number) => string) => {
  const locale = localeOf('es', currency)
  return (minor) => formatMoney(minor, currency, locale)
}

const period = ({ from, to }: Stats): string =>
  from === null && to === null ? 'since the first booking' : `${from ?? '…'} to ${to ?? 'today'}`

/** Cells of a column, so that their ends stand under each other. */
function toTheRight(cells: readonly string[]): readonly string[] {
  const width = Math.max(0, ...cells.map(({ length }) => length))
  return cells.map((cell) => cell.padStart(width))
}

/** Lines of a name and figures, the figures to the right. */
function columns(lines: readonly (readonly [string, ...string[]])[]): string {
  const width = Math.max(0, ...lines.map(([name]) => name.length))
  const count = Math.max(0, ...lines.map((line) => line.length - 1))
  const figures = Array.from({ length: count }, (_, place) =>
    toTheRight(lines.map((line) => line[place + 1] ?? '')),
  )
  return lines
    .map(([name], row) =>
      [`  ${name.padEnd(width)}`, ...figures.map((column) => column[row] ?? '')]
        .join('   ')
        .trimEnd(),
    )
    .join('\n')
}

/** One shop's figures, as a page. */
export function statsPage({ slug, name, stats }: Shop): string {
  const money = moneyIn(stats)
  const head = `${name} (${slug}), ${period(stats)}`
  const sections = [
    `${head}\n${'─'.repeat(head.length)}`,
    columns([
      ['Sales', String(stats.sales), money(stats.revenue)],
      ['What they had cost', '', money(-stats.cost)],
      ['Expenses', '', money(-stats.expenses)],
      ['Profit', '', money(stats.profit)],
      ['Purchases', '', money(stats.purchases)],
      ['Paid of debts', '', money(stats.payments)],
      ['Owed now', '', money(stats.owed)],
      ['Products', String(stats.products), ''],
    ]),
    ...(stats.best_sellers.length > 0 ? [`\nSold best\n${bestSellers(stats)}`] : []),
    ...(stats.expenses_by_category.length > 0 ? [`\nSpent on\n${spent(stats)}`] : []),
  ]
  return sections.join('\n')
}

const bestSellers = (stats: Stats): string =>
  columns(
    stats.best_sellers.map(({ name, quantity, revenue, cost }) => [
      name,
      String(quantity),
      moneyIn(stats)(revenue),
      `${moneyIn(stats)(revenue - cost)} earned`,
    ]),
  )

const spent = (stats: Stats): string =>
  columns(
    stats.expenses_by_category.map(({ category, amount }) => [category, moneyIn(stats)(amount)]),
  )

/** Many shops, a line each. */
export function statsTable(shops: readonly Shop[]): string {
  const figures = [
    toTheRight(['SALES', ...shops.map(({ stats }) => String(stats.sales))]),
    ...(['revenue', 'expenses', 'profit', 'owed'] as const).map((what) =>
      toTheRight([
        what.toUpperCase(),
        ...shops.map(({ stats }) => `${moneyIn(stats)(stats[what])} ${stats.currency}`),
      ]),
    ),
  ]
  const row = (index: number): string[] => figures.map((column) => column[index] ?? '')
  return table(
    ['SLUG', 'BUSINESS', ...row(0)],
    shops.map(({ slug, name }, index) => [slug, name, ...row(index + 1)]),
  )
}
