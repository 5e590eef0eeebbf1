import { sql } from 'kysely'
import type { WebhookId } from '../../common/domain/ids.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'

// Deliveries wait in lines, per endpoint. Only the head of a line has a `next_at`, so that finding
// what is due costs the same however much waits behind.

/** In the SQL itself, so that the indexes over waiting rows can serve. */
export const WAITING = sql.lit('waiting' as const)

export const changeWaiting = (ground: Ground, endpoint: WebhookId) =>
  ground.db
    .updateTable('webhook_deliveries')
    .where('tenant_id', '=', ground.tenantId)
    .where('endpoint_id', '=', endpoint)
    .where('state', '=', WAITING)

/** The oldest that waits in a line. */
export const firstInLine = (ground: Ground, endpoint: WebhookId, line: string) =>
  ground.db
    .selectFrom('webhook_deliveries')
    .select(['id', 'next_at'])
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
  await ground.db
    .updateTable('webhook_deliveries')
    .set({ next_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', next.id)
    .execute()
}

/** Gives every line of an endpoint one head, its oldest, after some were put into lines. */
export async function straighten(ground: Ground, endpoint: WebhookId): Promise<void> {
  const hasEarlier = sql<boolean>`exists (select 1 from webhook_deliveries as earlier
    where earlier.tenant_id = webhook_deliveries.tenant_id
      and earlier.endpoint_id = webhook_deliveries.endpoint_id
      and earlier.line = webhook_deliveries.line and earlier.state = ${WAITING}
      and earlier.event_id < webhook_deliveries.event_id)`
  await changeWaiting(ground, endpoint)
    .set({ next_at: null })
    .where('next_at', 'is not', null)
    .where(hasEarlier)
    .execute()
  await changeWaiting(ground, endpoint)
    .set({ next_at: nowIso(ground) })
    .where('next_at', 'is', null)
    .where(sql<boolean>`not ${hasEarlier}`)
    .execute()
}
