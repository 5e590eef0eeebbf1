import type { Booking } from './language/outcome.ts'
import type { Replies } from './language/replies.ts'
import type { Product } from './ledger/products.ts'

/** What there is to know of a product's stock. */
type Stocked = Pick<Product, 'stock' | 'lowStock'>

/**
 * Whether there is little left of a product: what it says itself counts more than `config.json`.
 * @param usual as in `config.json`, in units
 */
export const isLittle = ({ stock, lowStock }: Stocked, usual: number): boolean =>
  stock !== undefined && stock <= (lowStock ?? usual * 1000)

interface LeftWords {
  readonly some: (what: string, isOne: boolean) => string
  readonly none: (product: string) => string
}

const WORDS: Readonly<Record<string, LeftWords>> = {
  es: {
    some: (what, isOne) => `⚠️ ${isOne ? 'Queda' : 'Quedan'} ${what}`,
    none: (product) => `⚠️ No queda nada de ${product}`,
  },
  pt: {
    some: (what, isOne) => `⚠️ ${isOne ? 'Resta' : 'Restam'} ${what}`,
    none: (product) => `⚠️ Não resta nada de ${product}`,
  },
  en: {
    some: (what) => `⚠️ ${what} left`,
    none: (product) => `⚠️ None left of ${product}`,
  },
}

interface Telling {
  readonly locale: string
  readonly language: string
  readonly words: Pick<Replies, 'units'>
  /** So much is little, in units. */
  readonly usual: number
}

/** Lines on what has left the shop just now and runs out. @param products as they are after it */
export function runningOut(
  bookings: readonly Booking[],
  products: readonly Product[],
  { locale, language, words: { units }, usual }: Telling,
): readonly string[] {
  const words = WORDS[language.slice(0, 2)] ?? WORDS['en']
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 })
  const gone = new Set(bookings.flatMap(leaving))
  return products
    .filter((product) => gone.has(product.id) && isLittle(product, usual))
    .flatMap(({ name, unit, stock = 0 }) => {
      if (stock <= 0) return words?.none(name) ?? []
      const what = `${number.format(stock / 1000)} ${units[unit]} ${name}`
      return words?.some(what, stock <= 1000) ?? []
    })
}

/** The products of which there is less now. */
function leaving(booking: Booking): readonly string[] {
  if (booking.do === 'sale') return booking.lines.map(({ product }) => product)
  return booking.do === 'adjust' ? [booking.product] : []
}
