import { priced } from './ledger/amounts.ts'
import type { BookingRow } from './ledger/tables.ts'
import { NEW } from './language/draft.ts'
import type { Booking, Line, Outcome, Question } from './language/outcome.ts'

/** What a product is called, and how it is counted. */
interface Named {
  readonly id: string
  readonly name: string
  readonly unit: string
  readonly price: number | null
}

/** How figures are written, and what there is to name. */
export interface Telling {
  readonly money: (minor: number) => string
  readonly products: readonly Named[]
  /** Revenue less cost and expenses, since the first booking. */
  readonly profit: number
  readonly locale: string
}

export type Told =
  | Outcome
  | { readonly kind: 'dropped' | 'gone' }
  | { readonly kind: 'correct'; readonly bookings: readonly Booking[] }
  | { readonly kind: 'off'; readonly feature: keyof typeof OFF }
  | { readonly kind: 'undone'; readonly bookings: readonly BookingRow[] }

/** What the owner is answered, in Spanish. */
export function answerTo(outcome: Told, telling: Telling): string {
  switch (outcome.kind) {
    case 'book':
      return booked(outcome.bookings, telling)
    case 'correct':
      return `✏️ Corregido\n${booked(outcome.bookings, telling)}`
    case 'gone':
      return 'Eso ya fue anulado, así que no cambié nada. Escríbelo de nuevo, completo.'
    case 'undone':
      return undone(outcome.bookings, telling)
    case 'ask':
      return asked(outcome.question, telling)
    case 'not':
      return NOT[outcome.mood]
    case 'off':
      return `${OFF[outcome.feature]} (features.${outcome.feature} en config.json), así que no anoté nada.`
    case 'dropped':
      return 'De acuerdo, no anoté nada.'
    case 'hello':
      return `¡Hola! ${HELP}`
    case 'thanks':
      return '👍'
    case 'help':
      return HELP
    case 'undo':
    case 'report':
    case 'unclear':
      return `No entendí, y no anoté nada. ${HELP}`
  }
}

const HELP =
  'Puedes escribirme, por ejemplo: «vendí 2 pulseras», «gasté 500 en luz», «compré 10 gorras», «agrega gorra a 1200», «¿cuánto vendí hoy?», «deshacer».'

const OFF = {
  sales_enabled: 'Las ventas están apagadas para este negocio',
  expenses_enabled: 'Los gastos están apagados para este negocio',
  inventory_enabled: 'Las existencias están apagadas para este negocio',
} as const

const NOT = {
  negated: 'Entendido, no anoté nada.',
  future: 'Todavía no pasó, así que no anoté nada. Avísame cuando esté hecho.',
  hypothetical: 'Es solo una posibilidad, así que no anoté nada.',
  hearsay: 'No es algo que hayas hecho tú, así que no anoté nada.',
  unsure: 'No estás seguro, así que no anoté nada.',
} as const

const TITLES = {
  sale: '✅ Venta registrada',
  expense: '✅ Gasto registrado',
  purchase: '✅ Compra registrada',
  payment: '✅ Pago registrado',
  count: '✅ Existencias anotadas',
  adjust: '✅ Existencias anotadas',
  add: '✅ Producto agregado',
  price: '✅ Precio cambiado',
  cost: '✅ Costo cambiado',
  rename: '✅ Nombre cambiado',
  retire: '✅ Producto retirado',
} as const

function booked(bookings: readonly Booking[], telling: Telling): string {
  const parts = bookings.map((booking) => {
    const total = totalOf(booking, telling)
    const lines = [
      TITLES[booking.do],
      ...(total === undefined ? [] : [`Total: ${telling.money(total)}`]),
    ]
    return { lines, detail: detailOf(booking, telling) }
  })
  const isMoney = bookings.some(({ do: kind }) => ['sale', 'expense', 'adjust'].includes(kind))
  return [
    ...parts.flatMap(({ lines }) => lines),
    ...(isMoney ? [`Ganancia actual: ${telling.money(telling.profit)}`] : []),
    '',
    ...parts.flatMap(({ detail }) => detail),
    '«deshacer» lo anula.',
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
  const day = 'day' in booking && booking.day !== undefined ? [`Fecha: ${booking.day}`] : []
  switch (booking.do) {
    case 'sale':
      return [
        ...booking.lines.map((line) => lineText(line, telling)),
        ...(booking.customer === undefined ? [] : [`Cliente: ${booking.customer}`]),
        ...(booking.isOnCredit
          ? [`Fiado${booking.paid ? `, pagó ${money(booking.paid)}` : ''}`]
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

const SUFFIX: Readonly<Record<string, string>> = { kg: ' kg de', l: ' l de', docena: ' docenas de' }

function lineText({ product, quantity }: Line, telling: Telling): string {
  const unit = telling.products.find(({ id }) => id === product)?.unit ?? 'u'
  const number = new Intl.NumberFormat(telling.locale, { maximumFractionDigits: 3 })
  return `${number.format(quantity / 1000)}${SUFFIX[unit] ?? ' ×'} ${nameOf(product, telling)}`
}

const nameOf = (product: string, { products }: Telling): string =>
  products.find(({ id }) => id === product)?.name ?? product.replace(`${NEW}:`, '')

function undone(bookings: readonly BookingRow[], { money, profit }: Telling): string {
  if (bookings.length === 0) return 'No hay nada que deshacer.'
  return `↩️ Deshecho: ${bookings.length === 1 ? 'la última anotación' : `${bookings.length} anotaciones`}\nGanancia actual: ${money(profit)}`
}

const menu = (head: string, options: readonly string[]): string =>
  [head, ...options.map((option, index) => `${index + 1}) ${option}`)].join('\n')

const confirmation = (bookings: readonly Booking[], telling: Telling): string =>
  [
    '¿Lo anoto así?',
    ...bookings.flatMap((booking) => {
      const total = totalOf(booking, telling)
      const said = total === undefined ? [] : [`Total: ${telling.money(total)}`]
      return [...detailOf(booking, telling), ...said]
    }),
    '(sí / no)',
  ].join('\n')

function asked(question: Question, telling: Telling): string {
  const { money } = telling
  const names = (ids: readonly string[]): readonly string[] => ids.map((id) => nameOf(id, telling))
  switch (question.ask) {
    case 'which':
    case 'which-or-create':
      return menu(`¿Cuál, con «${question.words}»?`, names(question.products))
    case 'create':
      return `No tengo «${question.name}» en el catálogo. ¿Lo agrego? (sí / no)`
    case 'quantity':
      return `¿Cuánto de ${nameOf(question.product, telling)}?`
    case 'price':
      return `¿A cuánto vendes ${nameOf(question.product, telling)}?`
    case 'each-or-total':
      return menu(`El precio de ${nameOf(question.product, telling)}, ¿cómo es?`, [
        'cada uno',
        'por todo',
      ])
    case 'total':
      return menu('Los números no coinciden. ¿Cuál es el total?', question.amounts.map(money))
    case 'confirm':
      return confirmation(question.bookings, telling)
    case 'customer':
      return '¿De qué cliente?'
    case 'what-sold':
      return '¿Qué vendiste, y cuánto?'
    case 'what-paid':
      return '¿Cuánto fue, y de qué?'
    case 'name':
      return '¿Cómo se llama el producto?'
    case 'debt':
      return `${question.customer} no me debe nada según los libros, así que no anoté el pago.`
    case 'overpaid':
      return `${question.customer} debe menos que eso, así que no anoté el pago. ¿Cuánto pagó?`
    case 'amount':
      return `¿Cuánto gastaste${question.category === '' ? '' : ` en ${question.category}`}?`
    case 'category':
      return `¿En qué gastaste ${money(question.amount)}?`
    case 'expense-or-product':
      return menu(`«${question.words}» no está en el catálogo. ¿Qué fue?`, ['un gasto'])
    case 'what':
      return menu(`${money(question.amount)}: ¿qué fue?`, ['un gasto'])
    case 'return':
      return `Devolvieron ${nameOf(question.product, telling)}: si devolviste el dinero, escribe «deshacer» tras la venta; si no, anota las existencias.`
    case 'exists':
      return `${nameOf(question.product, telling)} ya existe. Para cambiar su precio escribe, por ejemplo, «subí ${nameOf(question.product, telling)} a …».`
    case 'date':
      return `El ${question.day} todavía no llegó, así que no anoté nada.`
    case 'what-items':
      return menu('¿Qué pasó con eso?', ['venta', 'compra'])
  }
}
