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
  const now = nowIso(ground)
  await changeAll(ground, ids, { state: 'dead', next_at: null, settled_at: now, updated_at: now })
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
  await changeAll(ground, [next.id], { next_at: nowIso(ground) })
}

/**
 * Puts deliveries into the lines that their events belong to, each at its place there: as the head,
 * which is due now, or behind it.
 */
export async function enterLines(
  ground: Ground,
  rows: readonly Entering[],
  change: Partial<WebhookDeliveryRow> = {},
): Promise<void> {
  if (rows.length === 0) return
  const heads: string[] = []
  const dethroned: string[] = []
  for (const { endpoint, line, oldest } of await linesOf(ground, rows)) {
    const before = await firstInLine(ground, endpoint, line)
    if (before && before.event_id < oldest.event_id) continue
    heads.push(oldest.id)
    if (before && before.id !== oldest.id) dethroned.push(before.id)
  }
  const now = nowIso(ground)
  const ids = rows.map(({ id }) => id)
  await ground.db
    .updateTable('webhook_deliveries')
    .set((set) => ({
      ...change,
      next_at: null,
      line: set
        .selectFrom('webhook_events')
        .select('webhook_events.line')
        .where('webhook_events.tenant_id', '=', ground.tenantId)
        .whereRef('webhook_events.id', '=', 'webhook_deliveries.event_id')
        .$asScalar()
        .$notNull(),
    }))
    .where('tenant_id', '=', ground.tenantId)
    .where('id', 'in', ids)
    .execute()
  await changeAll(ground, dethroned, { next_at: null })
  await changeAll(ground, heads, { next_at: now })
}

type Entering = Pick<WebhookDeliveryRow, 'id' | 'endpoint_id' | 'event_id'>

interface Line {
  readonly endpoint: WebhookId
  readonly line: string
  /** Of those that enter it. */
  readonly oldest: Entering
}

async function linesOf(ground: Ground, rows: readonly Entering[]): Promise<Iterable<Line>> {
  const events = await ground.db
    .selectFrom('webhook_events')
    .select(['id', 'line'])
    .where('tenant_id', '=', ground.tenantId)
    .where('id', 'in', [...new Set(rows.map((row) => row.event_id))])
    .execute()
  const lineOf = new Map(events.map(({ id, line }) => [id, line]))
  const lines = new Map<string, Line>()
  for (const row of rows) {
    const line = lineOf.get(row.event_id)
    if (line === undefined) throw new Error(`${row.id} is of an event that is not there`)
    const key = `${row.endpoint_id} ${line}`
    const known = lines.get(key)
    if (known && known.oldest.event_id < row.event_id) continue
    lines.set(key, { endpoint: asWebhookId(row.endpoint_id), line, oldest: row })
  }
  return lines.values()
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
  if (first && first.id !== id) await changeAll(ground, [id], { next_at: null })
}

async function changeAll(
  ground: Ground,
  ids: readonly string[],
  change: Partial<WebhookDeliveryRow>,
): Promise<void> {
  if (ids.length === 0) return
  await ground.db
    .updateTable('webhook_deliveries')
    .set(change)
    .where('tenant_id', '=', ground.tenantId)
    .where('id', 'in', [...ids])
    .execute()
}
