import { sql } from 'kysely'
import type { WebhookAttempt } from '../../common/contracts/webhooks.ts'
import type { WebhookDeliveryId, WebhookId } from '../../common/domain/ids.ts'
import { asWebhookDeliveryId, asWebhookId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import type { WebhookDeliveryRow } from './schema.ts'
import { readAttempts } from './webhook-delivery-views.ts'
import { STEP, WAITING, enterLines, promote, standBehind, waitingOf } from './webhook-lines.ts'

/** A delivery that is due, with all it takes to make it. */
export interface DueDelivery {
  readonly id: WebhookDeliveryId
  readonly endpoint: WebhookId
  readonly url: string
  /** The newest first; one, or two while they overlap. */
  readonly secrets: readonly string[]
  readonly event: {
    readonly id: string
    readonly type: string
    readonly at: string
    readonly chat: string | null
    readonly sequence: number | null
    /** JSON. */
    readonly data: string
  }
  readonly line: string
  readonly tries: number
  /** When the first try failed; milliseconds since the epoch. */
  readonly failedAt: number | undefined
  /** Since when its endpoint takes nothing. */
  readonly failingSince: number | undefined
  readonly attempts: readonly WebhookAttempt[]
}

/** What becomes of a delivery that was not taken. */
export interface Failure {
  /** When to try again; undefined makes it a dead letter. */
  readonly again: number | undefined
  /** Later events of its line may pass it. */
  readonly leavesLine: boolean
  /** Until when nothing is to be posted to the endpoint. */
  readonly pause: number | undefined
  /** The endpoint said that it is gone for good. */
  readonly isGone: boolean
}

/**
 * Deliveries in their lines. Only the head of a line has a time at which it is due, so that what
 * waits behind it costs nothing. Changes belong into a transaction.
 */
export interface WebhookDeliveries {
  /** Lines of an endpoint whose head is due, none of those that are busy. */
  due(endpoint: WebhookId, busy: readonly string[], limit: number): Promise<readonly string[]>
  /** When the next head becomes due of those that were not due at a time. */
  nextDue(endpoint: WebhookId, after: number): Promise<number | undefined>
  /** The head of a line of an endpoint that may be posted to, if it is due. */
  head(endpoint: WebhookId, line: string): Promise<DueDelivery | undefined>
  /** @param staysUnwell the endpoint has not recovered yet of what came before */
  delivered(delivery: DueDelivery, attempt: WebhookAttempt, staysUnwell: boolean): Promise<void>
  failed(delivery: DueDelivery, attempt: WebhookAttempt, failure: Failure): Promise<void>
  /**
   * Puts some of what was put off at an endpoint back into its line, due now; after the last of it
   * the endpoint is well.
   * @param inWork ids of deliveries that are being made: they stay where they are
   * @returns whether there may be more
   */
  recover(endpoint: WebhookId, inWork: readonly string[]): Promise<boolean>
}

/** Tries that are remembered of one delivery. */
const REMEMBERED = 60

export function webhookDeliveriesOver(ground: Ground): WebhookDeliveries {
  const waitingAt = (endpoint: WebhookId) => waitingOf(ground).where('endpoint_id', '=', endpoint)
  return {
    async due(endpoint, busy, limit) {
      let rows = waitingAt(endpoint)
        .select('line')
        .where('next_at', '<=', nowIso(ground))
        .orderBy('next_at')
        .orderBy('event_id')
        .limit(limit)
      if (busy.length > 0) rows = rows.where('line', 'not in', [...busy])
      return [...new Set((await rows.execute()).map((row) => row.line))]
    },
    async nextDue(endpoint, after) {
      const row = await waitingAt(endpoint)
        .select((select) => select.fn.min('next_at').as('at'))
        .where('next_at', '>', toIso(after))
        .executeTakeFirst()
      return row?.at ? Date.parse(row.at) : undefined
    },
    head: (endpoint, line) => headOf(ground, endpoint, line),
    async delivered(delivery, attempt, staysUnwell) {
      await settle(ground, delivery, attempt, { state: 'delivered', next_at: null })
      if (!staysUnwell) await setWell(ground, delivery.endpoint)
    },
    failed: (delivery, attempt, failure) => fail(ground, delivery, attempt, failure),
    recover: (endpoint, inWork) => recover(ground, endpoint, inWork),
  }
}

const changeEndpoint = (ground: Ground, id: WebhookId) =>
  ground.db
    .updateTable('webhook_endpoints')
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)

async function setWell(ground: Ground, id: WebhookId): Promise<void> {
  await changeEndpoint(ground, id)
    .set({ failing_since: null, last_error: null, paused_until: null })
    .where('failing_since', 'is not', null)
    .execute()
}

async function headOf(
  ground: Ground,
  endpoint: WebhookId,
  line: string,
): Promise<DueDelivery | undefined> {
  const row = await ground.db
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhook_events as event', 'event.id', 'delivery.event_id')
    .innerJoin('webhook_endpoints as endpoint', 'endpoint.id', 'delivery.endpoint_id')
    .selectAll('delivery')
    .select(['event.chat_id', 'event.sequence', 'event.data', 'event.created_at as at'])
    .select(['endpoint.url', 'endpoint.secret', 'endpoint.failing_since'])
    .select(['endpoint.previous_secret', 'endpoint.previous_secret_until'])
    .where('delivery.tenant_id', '=', ground.tenantId)
    .where('delivery.endpoint_id', '=', endpoint)
    .where('delivery.line', '=', line)
    .where('delivery.state', '=', WAITING)
    .where('delivery.next_at', '<=', nowIso(ground))
    .where('endpoint.enabled', '=', 1)
    .where('endpoint.deleted_at', 'is', null)
    .where((is) =>
      is.or([
        is('endpoint.paused_until', 'is', null),
        is('endpoint.paused_until', '<=', nowIso(ground)),
      ]),
    )
    .orderBy('delivery.event_id')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  const overlaps = row.previous_secret_until !== null && row.previous_secret_until > nowIso(ground)
  return {
    id: asWebhookDeliveryId(row.id),
    endpoint: asWebhookId(row.endpoint_id),
    url: row.url,
    secrets: overlaps && row.previous_secret ? [row.secret, row.previous_secret] : [row.secret],
    event: {
      id: row.event_id,
      type: row.type,
      at: row.at,
      chat: row.chat_id,
      sequence: row.sequence,
      data: row.data,
    },
    line: row.line,
    tries: row.tries,
    failedAt: timeOf(row.failed_at),
    failingSince: timeOf(row.failing_since),
    attempts: readAttempts(row.attempts),
  }
}

const timeOf = (at: string | null): number | undefined => (at === null ? undefined : Date.parse(at))

async function settle(
  ground: Ground,
  delivery: DueDelivery,
  attempt: WebhookAttempt,
  to: Partial<WebhookDeliveryRow> & Pick<WebhookDeliveryRow, 'state'>,
): Promise<void> {
  const now = nowIso(ground)
  const attempts = [...delivery.attempts, attempt].slice(-REMEMBERED)
  let row = ground.db
    .updateTable('webhook_deliveries')
    .set({
      ...to,
      tries: delivery.tries + 1,
      attempts: JSON.stringify(attempts),
      settled_at: to.state === 'waiting' ? null : now,
      updated_at: now,
    })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', delivery.id)
  // Its endpoint may have been deleted meanwhile: what has arrived has arrived all the same.
  if (to.state !== 'delivered') row = row.where('state', '=', WAITING)
  await row.execute()
  const hasLeft = to.state !== 'waiting' || to.line !== undefined
  if (hasLeft) await promote(ground, delivery.endpoint, delivery.line)
}

async function fail(
  ground: Ground,
  delivery: DueDelivery,
  attempt: WebhookAttempt,
  { again, leavesLine, pause, isGone }: Failure,
): Promise<void> {
  const failedAt = toIso(delivery.failedAt ?? ground.clock.now())
  await settle(ground, delivery, attempt, {
    state: again === undefined ? 'dead' : 'waiting',
    next_at: again === undefined ? null : toIso(again),
    failed_at: failedAt,
    ...(leavesLine && delivery.line !== delivery.id && { line: delivery.id }),
  })
  // Others may have been put before it while it was on its way.
  if (again !== undefined && !leavesLine) await standBehind(ground, delivery)
  await changeEndpoint(ground, delivery.endpoint)
    .set({
      failing_since: sql<string>`coalesce(failing_since, ${nowIso(ground)})`,
      last_error: attempt.error,
      ...(isGone && { enabled: 0, disabled_reason: 'gone' as const }),
    })
    .execute()
  if (pause === undefined) return
  const until = toIso(pause)
  await changeEndpoint(ground, delivery.endpoint)
    .set({ paused_until: until })
    .where((is) => is.or([is('paused_until', 'is', null), is('paused_until', '<', until)]))
    .execute()
}

async function recover(
  ground: Ground,
  endpoint: WebhookId,
  inWork: readonly string[],
): Promise<boolean> {
  let rows = waitingOf(ground)
    .select(['id', 'endpoint_id', 'event_id'])
    .where('endpoint_id', '=', endpoint)
    .where('next_at', 'is not', null)
    .where((is) => is.or([is('next_at', '>', nowIso(ground)), is('line', '=', is.ref('id'))]))
    .orderBy('next_at')
    .limit(STEP)
  if (inWork.length > 0) rows = rows.where('id', 'not in', [...inWork])
  const found = await rows.execute()
  await enterLines(ground, found)
  if (found.length === STEP) return true
  await setWell(ground, endpoint)
  return false
}
