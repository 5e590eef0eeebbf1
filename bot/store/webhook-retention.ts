import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { WAITING } from './webhook-lines.ts'

const DAY = 24 * 3_600_000
/** How long what has settled is kept, in milliseconds, and how much of each at most. */
export const KEPT = {
  delivered: 3 * DAY,
  dead: 30 * DAY,
  most: 100_000,
} as const
/** How long deliveries wait for an endpoint that is switched off, in milliseconds. */
export const OFF_PATIENCE = 3 * DAY
/** Nothing is put off for longer, in milliseconds, but by a clock that was set back since. */
const LONGEST_WAIT = 12 * 3_600_000
/** Rows of one step: a commit must not hold the process up. */
const STEP = 500

/** Keeps the database from growing without end. Each step belongs into a transaction of its own. */
export interface WebhookRetention {
  /**
   * Forgets some of what has settled long ago, and events that nobody is left to get.
   * @returns whether there may be more
   */
  prune(state: 'delivered' | 'dead'): Promise<boolean>
  /** Ends what has waited too long for an endpoint that is switched off, and mends odd times. */
  tidy(): Promise<void>
}

export function webhookRetentionOver(ground: Ground): WebhookRetention {
  const waiting = () =>
    ground.db
      .updateTable('webhook_deliveries')
      .where('tenant_id', '=', ground.tenantId)
      .where('state', '=', WAITING)
  return {
    prune: (state) => prune(ground, state),
    async tidy() {
      const now = ground.clock.now()
      await waiting()
        .set({ state: 'dead', next_at: null, settled_at: toIso(now), updated_at: toIso(now) })
        .where('updated_at', '<', toIso(now - OFF_PATIENCE))
        .where('endpoint_id', 'in', (select) =>
          select
            .selectFrom('webhook_endpoints')
            .select('webhook_endpoints.id')
            .where('webhook_endpoints.tenant_id', '=', ground.tenantId)
            .where('webhook_endpoints.enabled', '=', 0),
        )
        .execute()
      await waiting()
        .set({ next_at: toIso(now) })
        .where('next_at', '>', toIso(now + LONGEST_WAIT))
        .execute()
    },
  }
}

async function prune(ground: Ground, state: 'delivered' | 'dead'): Promise<boolean> {
  const before = toIso(ground.clock.now() - KEPT[state])
  const { count } = await ground.db
    .selectFrom('webhook_deliveries')
    .select((select) => select.fn.countAll().as('count'))
    .where('tenant_id', '=', ground.tenantId)
    .where('state', '=', state)
    .executeTakeFirstOrThrow()
  const oldest = await ground.db
    .selectFrom('webhook_deliveries')
    .select(['id', 'event_id', 'settled_at'])
    .where('tenant_id', '=', ground.tenantId)
    .where('state', '=', state)
    .orderBy('id')
    .limit(STEP)
    .execute()
  const tooMany = Number(count) - KEPT.most
  const old = oldest.filter(
    (row, index) => index < tooMany || (row.settled_at ?? nowIso(ground)) < before,
  )
  if (old.length === 0) return false
  await ground.db
    .deleteFrom('webhook_deliveries')
    .where('tenant_id', '=', ground.tenantId)
    .where(
      'id',
      'in',
      old.map((row) => row.id),
    )
    .execute()
  await ground.db
    .deleteFrom('webhook_events')
    .where('tenant_id', '=', ground.tenantId)
    .where('id', 'in', [...new Set(old.map((row) => row.event_id))])
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('webhook_deliveries')
            .select('webhook_deliveries.id')
            .where('webhook_deliveries.tenant_id', '=', ground.tenantId)
            .whereRef('webhook_deliveries.event_id', '=', 'webhook_events.id'),
        ),
      ),
    )
    .execute()
  return old.length === STEP
}
