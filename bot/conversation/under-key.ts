import { createHash } from 'node:crypto'
import { problem } from '../../common/contracts/errors.ts'
import type { MessageId } from '../../common/domain/ids.ts'
import type { Repositories } from '../store/store.ts'

/**
 * Puts something into the outbox, once for each key: the same key with the same request gives the
 * same message for 7 days.
 * @param request everything by which one request is told from another
 * @throws {Problem} `idempotency_conflict` for the same key with another request
 */
export async function underKey(
  { idempotency }: Repositories,
  key: string | undefined,
  request: readonly unknown[],
  put: () => Promise<MessageId>,
): Promise<MessageId> {
  if (key === undefined) return await put()
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex')
  const earlier = await idempotency.find(key)
  if (earlier && earlier.fingerprint !== fingerprint) throw conflict()
  if (earlier) return earlier.messageId
  const id = await put()
  await idempotency.remember(key, fingerprint, id)
  return id
}

const conflict = (): Error =>
  problem(
    'idempotency_conflict',
    'This Idempotency-Key was used for another message in the last 7 days. Use a new key for a new message.',
  )
