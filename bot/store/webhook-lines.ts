import { sql } from 'kysely'
import { asWebhookId } from '../../common/domain/ids.ts'
import type { WebhookId } from '../../common/domain/ids.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import type { WebhookDeliveryRow } from './schema.ts'

// Deliveries wait in lines, per endpoint. Only the head of a line has a `next_at`, so that finding
// what is due costs the same however much waits behind.

/** In the SQL itself, so that the indexes over waiting rows can serve. */
export const WAITING = sql.lit('waiting' as const)

/** Rows of one step: a commit must not hold the process up, however much waits. */
export const STEP = 100

export const waitingOf = (ground: Ground) =>
  ground.db
    .selectFrom('webhook_deliveries')
    .where('tenant_id', '=', ground.tenantId)
    .where('state', '=', WAITING)

/** Ends deliveries that are not to be made any more. */
export async function endWaiting(ground: Ground, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const now = nowIso(ground)
  await ground.db
    .updateTable('webhook_deliveries')
    .set({ state: 'dead', next_at: null, settled_at: now, updated_at: now })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', 'in', [...ids])
    .execute()
}

/** The oldest that waits in a line. */
export const firstInLine = (ground: Ground, endpoint: WebhookId, line: string) =>
  ground.db
    .selectFrom('webhook_deliveries')
    .select(['id', 'event_id', 'next_at'])
    .where('tenant_id', '=', ground.tenantId)
    .where('endpoint_id', '=', endpoint)
    .where('line', '=', line)
    .where('state', '=', WAITING)
    .orderBy('event_id')
    .limit(1)
    .executeTakeFirst()

/** Makes the oldest of a line its head, after the one before has left. */
export async function promote(ground: Ground, endpoint: WebhookId, line: string): Promise<void> {
  const next = await firstInLine(ground, endpoint, line)
  if (!next || next.next_at !== null) return
  await changeOne(ground, next.id, { next_at: nowIso(ground) })
}

/**
 * Puts a delivery into the line that its event belongs to, at its place there: as the head, which is
 * due now, or behind it.
 */
export async function enterLine(
  ground: Ground,
  { id, endpoint_id, event_id }: Pick<WebhookDeliveryRow, 'id' | 'endpoint_id' | 'event_id'>,
  change: Partial<WebhookDeliveryRow> = {},
): Promise<void> {
  const { line } = await ground.db
    .selectFrom('webhook_events')
    .select('line')
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', event_id)
    .executeTakeFirstOrThrow()
  const first = await firstInLine(ground, asWebhookId(endpoint_id), line)
  const isHead = !first || first.event_id >= event_id
  const now = nowIso(ground)
  await changeOne(ground, id, { ...change, line, next_at: isHead ? now : null })
  if (isHead && first && first.id !== id) await changeOne(ground, first.id, { next_at: null })
}

/** A delivery that has an earlier one before it in its line is not the head any more. */
export async function standBehind(
  ground: Ground,
  {
    id,
    endpoint,
    line,
  }: { readonly id: string; readonly endpoint: WebhookId; readonly line: string },
): Promise<void> {
  const first = await firstInLine(ground, endpoint, line)
  if (first && first.id !== id) await changeOne(ground, id, { next_at: null })
}

async function changeOne(
  ground: Ground,
  id: string,
  change: Partial<WebhookDeliveryRow>,
): Promise<void> {
  await ground.db
    .updateTable('webhook_deliveries')
    .set(change)
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .execute()
}
