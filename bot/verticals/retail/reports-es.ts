import type { Books } from './ledger/tables.ts'
import { listCustomers } from './ledger/customers.ts'
import { figures, soldByProduct, spentByCategory } from './ledger/figures.ts'
import { listProducts } from './ledger/products.ts'
import type { Report } from './language/outcome.ts'

interface Writing {
  readonly money: (minor: number) => string
  readonly locale: string
}

/** Figures as the owner asked for them, in Spanish. */
export async function reportText(report: Report, books: Books, writing: Writing): Promise<string> {
  const { what } = report
  if (what === 'debts') return await debts(report, books, writing)
  if (what === 'stock' || what === 'low' || what === 'price' || what === 'catalogue') {
    return await catalogue(report, books, writing)
  }
  return await money(report, books, writing)
}

const dayOf = ({ days }: Report): string =>
  days === undefined
    ? 'desde el comienzo'
    : days.from === days.to
      ? days.from
      : `${days.from} a ${days.to}`

async function money(
  report: Report,
  books: Books,
  { money: write, locale }: Writing,
): Promise<string> {
  const range = report.days ?? {}
  const { sales, revenue, expenses, profit } = await figures(books, range)
  const when = dayOf(report)
  switch (report.what) {
    case 'profit':
      return `Ganancia (${when}): ${write(profit)}`
    case 'expenses': {
      const by = await spentByCategory(books, range)
      const lines = by.map(({ category, amount }) => `${category}: ${write(amount)}`)
      return [`Gastos (${when}): ${write(expenses)}`, ...lines].join('\n')
    }
    case 'best': {
      const most = (await soldByProduct(books, range)).slice(0, 5)
      const lines = most.map(
        ({ name, revenue: of }, index) => `${index + 1}. ${name}: ${write(of)}`,
      )
      return [`Lo más vendido (${when}):`, ...(lines.length > 0 ? lines : ['nada todavía'])].join(
        '\n',
      )
    }
    case 'summary':
      return [
        `Resumen (${when})`,
        `Ventas: ${sales}, ${write(revenue)}`,
        `Gastos: ${write(expenses)}`,
        `Ganancia: ${write(profit)}`,
      ].join('\n')
    case 'sales':
    case 'debts':
    case 'stock':
    case 'low':
    case 'price':
    case 'catalogue':
      return await sold(report, books, { money: write, locale }, { sales, revenue })
  }
}

async function sold(
  report: Report,
  books: Books,
  { money: write, locale }: Writing,
  all: { readonly sales: number; readonly revenue: number },
): Promise<string> {
  const { customer, products } = report
  if (customer === undefined && products === undefined) {
    return `Ventas (${dayOf(report)}): ${all.sales}, ${write(all.revenue)}`
  }
  const buyer = (await listCustomers(books)).find(({ name }) => name === customer)
  if (customer !== undefined && !buyer) return `No hay ventas a ${customer}.`
  const by = (await soldByProduct(books, report.days ?? {}, buyer?.id)).filter(
    ({ product }) => products === undefined || products.includes(product),
  )
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 })
  const lines = by.map(
    ({ name, quantity, revenue }) =>
      `${number.format(quantity / 1000)} × ${name}: ${write(revenue)}`,
  )
  const head = `Ventas${customer === undefined ? '' : ` a ${customer}`} (${dayOf(report)}):`
  return [head, ...(lines.length > 0 ? lines : ['ninguna'])].join('\n')
}

async function debts(
  { customer }: Report,
  books: Books,
  { money: write }: Writing,
): Promise<string> {
  const all = (await listCustomers(books)).filter(({ owes }) => owes > 0)
  if (customer !== undefined) {
    const found = all.find(({ name }) => name.toLowerCase() === customer.toLowerCase())
    return found ? `${found.name} debe ${write(found.owes)}.` : `${customer} no debe nada.`
  }
  if (all.length === 0) return 'Nadie debe nada.'
  const total = all.reduce((sum, { owes }) => sum + owes, 0)
  return [
    `Te deben ${write(total)}:`,
    ...all.map(({ name, owes }) => `${name}: ${write(owes)}`),
  ].join('\n')
}

/** What is there counts as little when nobody has said how much is. */
const LITTLE = 3000

async function catalogue(
  { what, products }: Report,
  books: Books,
  { money: write, locale }: Writing,
): Promise<string> {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 })
  const all = (await listProducts(books)).filter(
    ({ id }) => products === undefined || products.includes(id),
  )
  const shown =
    what === 'low'
      ? all.filter(({ stock, lowStock }) => stock !== undefined && stock <= (lowStock ?? LITTLE))
      : all
  if (shown.length === 0) return what === 'low' ? 'No falta nada.' : 'No hay productos todavía.'
  return shown
    .map(({ name, stock, price }) => {
      if (what === 'price' || what === 'catalogue') {
        return `${name}: ${price === null ? 'sin precio' : write(price)}`
      }
      return `${name}: ${stock === undefined ? 'sin contar' : number.format(stock / 1000)}`
    })
    .join('\n')
}
