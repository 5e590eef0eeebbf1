import type { Books } from './ledger/tables.ts'
import { listCustomers } from './ledger/customers.ts'
import { figures, soldByProduct, spentByCategory } from './ledger/figures.ts'
import { listProducts } from './ledger/products.ts'
import type { Report } from './language/outcome.ts'
import type { ReportWords } from './language/report-words.ts'
import { isLittle } from './low-stock.ts'

interface Writing {
  readonly money: (minor: number) => string
  readonly locale: string
  /** In the language of the shop. */
  readonly words: ReportWords
  /** So much of a product is little, in units, unless it says otherwise. */
  readonly little: number
}

/** Figures as the owner asked for them. */
export async function reportText(report: Report, books: Books, writing: Writing): Promise<string> {
  const { what } = report
  if (what === 'debts') return await debts(report, books, writing)
  if (what === 'stock' || what === 'low' || what === 'price' || what === 'catalogue') {
    return await catalogue(report, books, writing)
  }
  return await money(report, books, writing)
}

const dayOf = ({ days }: Report, words: ReportWords): string =>
  days === undefined
    ? words.sinceTheBeginning
    : days.from === days.to
      ? days.from
      : words.days(days.from, days.to)

async function money(report: Report, books: Books, writing: Writing): Promise<string> {
  const { money: write, words } = writing
  const range = report.days ?? {}
  const { sales, revenue, expenses, profit } = await figures(books, range)
  const when = dayOf(report, words)
  switch (report.what) {
    case 'profit':
      return words.profit(when, write(profit))
    case 'expenses': {
      const by = await spentByCategory(books, range)
      const lines = by.map(({ category, amount }) => `${category}: ${write(amount)}`)
      return [words.expenses(when, write(expenses)), ...lines].join('\n')
    }
    case 'best': {
      const most = (await soldByProduct(books, range)).slice(0, 5)
      const lines = most.map(
        ({ name, revenue: of }, index) => `${index + 1}. ${name}: ${write(of)}`,
      )
      return [words.best(when), ...(lines.length > 0 ? lines : [words.nothingYet])].join('\n')
    }
    case 'summary':
      return words
        .summary(when, {
          sales,
          revenue: write(revenue),
          expenses: write(expenses),
          profit: write(profit),
        })
        .join('\n')
    case 'sales':
    case 'debts':
    case 'stock':
    case 'low':
    case 'price':
    case 'catalogue':
      return await sold(report, books, writing, { sales, revenue })
  }
}

async function sold(
  report: Report,
  books: Books,
  { money: write, locale, words }: Writing,
  all: { readonly sales: number; readonly revenue: number },
): Promise<string> {
  const { customer, products } = report
  if (customer === undefined && products === undefined) {
    return words.sales(dayOf(report, words), all.sales, write(all.revenue))
  }
  const buyer = (await listCustomers(books)).find(({ name }) => name === customer)
  if (customer !== undefined && !buyer) return words.noSalesTo(customer)
  const by = (await soldByProduct(books, report.days ?? {}, buyer?.id)).filter(
    ({ product }) => products === undefined || products.includes(product),
  )
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 })
  const lines = by.map(
    ({ name, quantity, revenue }) =>
      `${number.format(quantity / 1000)} × ${name}: ${write(revenue)}`,
  )
  const head = words.sold(dayOf(report, words), customer)
  return [head, ...(lines.length > 0 ? lines : [words.noneSold])].join('\n')
}

async function debts(
  { customer }: Report,
  books: Books,
  { money: write, words }: Writing,
): Promise<string> {
  const all = (await listCustomers(books)).filter(({ owes }) => owes > 0)
  if (customer !== undefined) {
    const found = all.find(({ name }) => name.toLowerCase() === customer.toLowerCase())
    return found ? words.owes(found.name, write(found.owes)) : words.owesNothing(customer)
  }
  if (all.length === 0) return words.nobodyOwes
  const total = all.reduce((sum, { owes }) => sum + owes, 0)
  return [
    words.allOwe(write(total)),
    ...all.map(({ name, owes }) => `${name}: ${write(owes)}`),
  ].join('\n')
}

async function catalogue(
  { what, products }: Report,
  books: Books,
  { money: write, locale, words, little }: Writing,
): Promise<string> {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 })
  const all = (await listProducts(books)).filter(
    ({ id }) => products === undefined || products.includes(id),
  )
  const shown = what === 'low' ? all.filter((product) => isLittle(product, little)) : all
  if (shown.length === 0) return what === 'low' ? words.nothingLow : words.noProducts
  return shown
    .map(({ name, stock, price }) => {
      if (what === 'price' || what === 'catalogue') {
        return `${name}: ${price === null ? words.noPrice : write(price)}`
      }
      return `${name}: ${stock === undefined ? words.notCounted : number.format(stock / 1000)}`
    })
    .join('\n')
}
