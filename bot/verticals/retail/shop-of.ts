import { dayAt, decimalOf, localeOf, minorDigitsOf } from '../../../common/domain/money.ts'
import type { OwnerMessage } from '../vertical.ts'
import type { Language } from './language/language.ts'
import type { Shop } from './language/shop.ts'
import { listCustomers } from './ledger/customers.ts'
import { listProducts } from './ledger/products.ts'
import type { Books } from './ledger/tables.ts'

/** All that is needed to understand what an owner writes, as it is now. */
export async function shopOf(
  { currency, features, language, timezone }: OwnerMessage['business'],
  { lexicon, book }: Language,
  books: Books,
): Promise<Shop> {
  const [products, customers] = await Promise.all([listProducts(books), listCustomers(books)])
  return {
    writing: { lexicon, decimal: decimalOf(localeOf(language, currency)) },
    book,
    today: dayAt(books.clock.now(), timezone),
    minorDigits: minorDigitsOf(currency),
    products: features.inventory_enabled
      ? products
      : products.map((product) => ({ ...product, stock: undefined })),
    customers,
  }
}
