import { problem } from '../../../common/contracts/errors.ts'
import { newRow } from './ledger/tables.ts'
import type { Books, ReadBooks } from './ledger/tables.ts'

/**
 * The currency that the books are kept in since something was booked first; undefined before that.
 * Amounts are minor units of it, whatever `config.json` says later.
 */
export async function currencyIn({ db, tenantId }: ReadBooks): Promise<string | undefined> {
  const row = await db
    .selectFrom('retail_currency')
    .select('currency')
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.currency
}

/** The currency that amounts are in: that of the books, or of `config.json` before they have one. */
export const currencyOf = async (
  books: ReadBooks,
  { currency }: { readonly currency: string },
): Promise<string> => (await currencyIn(books)) ?? currency

/**
 * Keeps the books in a currency from the first booking on; to be called in the transaction of every
 * booking, before it.
 * @throws {Problem} `currency_changed` when the books are kept in another
 */
export async function keepCurrency(books: Books, currency: string): Promise<void> {
  const kept = await currencyIn(books)
  if (kept === currency) return
  if (kept !== undefined) throw problem('currency_changed', currencyWarning(kept, currency))
  await books.db
    .insertInto('retail_currency')
    .values({ ...newRow(books), currency })
    .execute()
}

/** Books from before currencies were kept are in the one that `config.json` names now. */
export async function keepCurrencyOfOldBooks(books: Books, currency: string): Promise<void> {
  if ((await currencyIn(books)) !== undefined) return
  const booked = await books.db
    .selectFrom('retail_bookings')
    .select('id')
    .where('tenant_id', '=', books.tenantId)
    .limit(1)
    .executeTakeFirst()
  if (booked) await keepCurrency(books, currency)
}

/** What is wrong when `config.json` names another currency than the books are kept in. */
export const currencyWarning = (kept: string, wanted: string): string =>
  `config.json: currency is ${wanted}, and the books are kept in ${kept} since their first booking; nothing is booked until it is ${kept} again, and what was booked stays as it is. For books in ${wanted} begin new ones.`
