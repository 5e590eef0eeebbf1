import { priced } from './ledger/amounts.ts'
import type { BookingRow, Unit } from './ledger/tables.ts'
import { NEW } from './language/draft.ts'
import type { Booking, Line, Outcome, Question } from './language/outcome.ts'
import type { Replies } from './language/replies.ts'

/** What a product is called, and how it is counted. */
interface Named {
  readonly id: string
  readonly name: string
  readonly unit: Unit
  readonly price: number | null
}

/** How figures are written, and what there is to name. */
export interface Telling {
  readonly money: (minor: number) => string
  readonly products: readonly Named[]
  /** Revenue less cost and expenses, since the first booking. */
  readonly profit: number
  readonly locale: string
  /** In the language of the shop. */
  readonly words: Replies
}

export type Told =
  | Outcome
  | { readonly kind: 'dropped' | 'gone' }
  | { readonly kind: 'correct'; readonly bookings: readonly Booking[] }
  | { readonly kind: 'off'; readonly feature: keyof Replies['off'] }
  | { readonly kind: 'undone'; readonly bookings: readonly BookingRow[] }

/** What the owner is answered. */
export function answerTo(outcome: Told, telling: Telling): string {
  const { words } = telling
  switch (outcome.kind) {
    case 'book':
      return booked(outcome.bookings, telling)
    case 'correct':
      return `${words.corrected}\n${booked(outcome.bookings, telling)}`
    case 'undone':
      return undone(outcome.bookings, telling)
    case 'ask':
      return asked(outcome.question, telling)
    case 'not':
      return words.not[outcome.mood]
    case 'off':
      return words.off[outcome.feature]
    case 'gone':
    case 'dropped':
    case 'hello':
    case 'help':
      return words[outcome.kind]
    case 'thanks':
      return '👍'
    case 'undo':
    case 'report':
    case 'unclear':
      return words.unclear
  }
}

function booked(bookings: readonly Booking[], telling: Telling): string {
  const words = telling.words.booked
  const parts = bookings.map((booking) => {
    const total = totalOf(booking, telling)
    const lines = [
      words.titles[booking.do],
      ...(total === undefined ? [] : [words.total(telling.money(total))]),
    ]
    return { lines, detail: detailOf(booking, telling) }
  })
  const isMoney = bookings.some(({ do: kind }) => ['sale', 'expense', 'adjust'].includes(kind))
  return [
    ...parts.flatMap(({ lines }) => lines),
    ...(isMoney ? [words.profit(telling.money(telling.profit))] : []),
    '',
    ...parts.flatMap(({ detail }) => detail),
    words.undo,
  ].join('\n')
}

function totalOf(booking: Booking, telling: Telling): number | undefined {
  if (booking.do === 'expense' || booking.do === 'payment') return booking.amount
  if (booking.do !== 'sale' && booking.do !== 'purchase') return undefined
  const totals = booking.lines.map((line) => line.total ?? usual(line, telling, booking.do))
  return totals.every((total) => total !== undefined)
    ? totals.reduce((sum, total) => sum + total, 0)
    : undefined
}

/** What was bought at its known cost has no total of its own. */
function usual(line: Line, { products }: Telling, kind: 'sale' | 'purchase'): number | undefined {
  const price = products.find(({ id }) => id === line.product)?.price
  return kind === 'sale' && typeof price === 'number' ? priced(line.quantity, price) : undefined
}

function detailOf(booking: Booking, telling: Telling): readonly string[] {
  const { money } = telling
  const words = telling.words.booked
  const day = 'day' in booking && booking.day !== undefined ? [words.day(booking.day)] : []
  switch (booking.do) {
    case 'sale':
      return [
        ...booking.lines.map((line) => lineText(line, telling)),
        ...(booking.customer === undefined ? [] : [words.customer(booking.customer)]),
        ...(booking.isOnCredit
          ? [words.onCredit(booking.paid ? money(booking.paid) : undefined)]
          : []),
        ...day,
      ]
    case 'purchase':
      return [...booking.lines.map((line) => lineText(line, telling)), ...day]
    case 'expense':
      return [booking.category, ...day]
    case 'payment':
      return [booking.customer]
    case 'count':
    case 'adjust':
      return [lineText({ ...booking, total: undefined }, telling)]
    case 'add':
      return [`${booking.name}${booking.price === undefined ? '' : `: ${money(booking.price)}`}`]
    case 'price':
    case 'cost':
      return [`${nameOf(booking.product, telling)}: ${money(booking.amount)}`]
    case 'rename':
      return [booking.name]
    case 'retire':
      return [nameOf(booking.product, telling)]
  }
}

function lineText({ product, quantity }: Line, telling: Telling): string {
  const unit = telling.products.find(({ id }) => id === product)?.unit ?? 'u'
  const number = new Intl.NumberFormat(telling.locale, { maximumFractionDigits: 3 })
  return `${number.format(quantity / 1000)} ${telling.words.units[unit]} ${nameOf(product, telling)}`
}

const nameOf = (product: string, { products }: Telling): string =>
  products.find(({ id }) => id === product)?.name ?? product.replace(`${NEW}:`, '')

function undone(bookings: readonly BookingRow[], { money, profit, words }: Telling): string {
  if (bookings.length === 0) return words.nothingToUndo
  return `${words.undone(bookings.length)}
${words.booked.profit(money(profit))}`
}

const menu = (head: string, options: readonly string[]): string =>
  [head, ...options.map((option, index) => `${index + 1}) ${option}`)].join('\n')

const confirmation = (bookings: readonly Booking[], telling: Telling): string =>
  [
    telling.words.asks.confirm.before,
    ...bookings.flatMap((booking) => {
      const total = totalOf(booking, telling)
      const said = total === undefined ? [] : [telling.words.booked.total(telling.money(total))]
      return [...detailOf(booking, telling), ...said]
    }),
    telling.words.asks.confirm.behind,
  ].join('\n')

function asked(question: Question, telling: Telling): string {
  const { money } = telling
  const { asks } = telling.words
  const name = (id: string): string => nameOf(id, telling)
  switch (question.ask) {
    case 'which':
    case 'which-or-create':
      return menu(asks.which(question.words), question.products.map(name))
    case 'create':
      return asks.create(question.name)
    case 'quantity':
    case 'price':
    case 'exists':
      return asks[question.ask](name(question.product))
    case 'return':
      return asks.returned(name(question.product))
    case 'each-or-total':
      return menu(asks.eachOrTotal(name(question.product)), [asks.each, asks.inAll])
    case 'total':
      return menu(asks.total, question.amounts.map(money))
    case 'confirm':
      return confirmation(question.bookings, telling)
    case 'customer':
    case 'name':
      return asks[question.ask]
    case 'what-sold':
      return asks.whatSold
    case 'what-paid':
      return asks.whatPaid
    case 'debt':
    case 'overpaid':
      return asks[question.ask](question.customer)
    case 'amount':
      return asks.amount(question.category)
    case 'category':
      return asks.category(money(question.amount))
    case 'expense-or-product':
      return menu(asks.expenseOrProduct(question.words), [asks.anExpense])
    case 'what':
      return menu(asks.what(money(question.amount)), [asks.anExpense])
    case 'date':
      return asks.date(question.day)
    case 'what-items':
      return menu(asks.whatItems, [asks.aSale, asks.aPurchase])
  }
}
