import type { Migration } from 'kysely/migration'
import { ledger } from './001-ledger.ts'
import { currency } from './002-currency.ts'
import { calls } from './003-calls.ts'
import { days } from './004-days.ts'
import { debts } from './005-debts.ts'

/** They run in the order of their names. */
export const RETAIL_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-ledger': ledger,
  '002-currency': currency,
  '003-calls': calls,
  '004-days': days,
  '005-debts': debts,
}
