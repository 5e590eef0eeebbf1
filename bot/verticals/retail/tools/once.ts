import { createHash } from 'node:crypto'
import { problem } from '../../../../common/contracts/errors.ts'
import { toIso } from '../../../../common/kit/clock.ts'
import { newRow } from '../ledger/tables.ts'
import type { Books } from '../ledger/tables.ts'

/** How long a key is remembered, in milliseconds; as long as one of a message. */
const KEY_LIFETIME = 7 * 24 * 60 * 60 * 1000

/**
 * Books something, once for each key: the same key with the same request gives the same again.
 * @param request everything by which one request is told from another
 * @param make books it, and has the id of what came out
 * @throws {Problem} `idempotency_conflict` for the same key with another request
 */
export async function once(
  books: Books,
  key: string | undefined,
  request: readonly unknown[],
  make: () => Promise<string>,
): Promise<string> {
  if (key === undefined) return await make()
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex')
  await forget(books)
  const earlier = await books.db
    .selectFrom('retail_calls')
    .select(['fingerprint', 'made'])
    .where('tenant_id', '=', books.tenantId)
    .where('key', '=', key)
    .executeTakeFirst()
  if (earlier && earlier.fingerprint !== fingerprint) throw conflict()
  if (earlier) return earlier.made
  const made = await make()
  const expires = toIso(books.clock.now() + KEY_LIFETIME)
  await books.db
    .insertInto('retail_calls')
    .values({ ...newRow(books), key, fingerprint, made, expires_at: expires })
    .execute()
  return made
}

/** A key is no booking: it goes when its time is over. */
async function forget({ db, tenantId, clock }: Books): Promise<void> {
  await db
    .deleteFrom('retail_calls')
    .where('tenant_id', '=', tenantId)
    .where('expires_at', '<=', toIso(clock.now()))
    .execute()
}

const conflict = (): Error =>
  problem(
    'idempotency_conflict',
    'This Idempotency-Key was used for something else in the last 7 days. Use a new key for a new booking.',
  )
