import type { Kysely } from 'kysely'
import { RETAIL_MIGRATIONS } from '../../../bot/verticals/retail/migrations/index.ts'
import type { Books, RetailTables } from '../../../bot/verticals/retail/ledger/tables.ts'
import { newTenantId } from '../../../common/domain/ids.ts'
import { systemClock } from '../../../common/kit/clock.ts'
import { migrate } from '../../../common/kit/database.ts'
import { engines } from '../../bot/helpers/engines.ts'

/** Books of a new shop, and the database they are in. */
export async function openBooks(engine: string): Promise<{
  readonly db: Kysely<RetailTables>
  readonly books: Books
}> {
  const opened: unknown = await engines[engine]?.()
  const db = opened as Kysely<RetailTables>
  await migrate(db, 'vertical:retail', RETAIL_MIGRATIONS)
  return { db, books: { db, tenantId: newTenantId(), clock: systemClock } }
}
