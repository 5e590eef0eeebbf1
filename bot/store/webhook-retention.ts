import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { STEP as FEW, WAITING, endWaiting, waitingOf } from './webhook-lines.ts'

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
/** What is forgotten in one step. */
const STEP = 500

/** Keeps the database from growing without end. Each step belongs into a transaction of its own. */
export interface WebhookRetention {
  /**
   * Forgets some of what has settled long ago, and events that nobody is left to get.
   * @returns whether there may be more
   */
  prune(state: 'delivered' | 'dead'): Promise<boolean>
  /**
   * Ends some of what waits too long for an endpoint that is switched off. Mends odd times, and
   * forgets what was redriven long ago.
   * @returns whether there may be more
   */
  tidy(): Promise<boolean>
  /** Whether anything still waits for an endpoint that is deleted. */
  isLeftOver(): Promise<boolean>
  /**
   * Makes dead letters of some of that.
   * @returns whether there may be more
   */
  bury(): Promise<boolean>
}

export function webhookRetentionOver(ground: Ground): WebhookRetention {
  return {
    prune: (state) => prune(ground, state),
    async tidy() {
      const now = ground.clock.now()
      await ground.db
        .updateTable('webhook_deliveries')
        .set({ next_at: toIso(now) })
        .where('tenant_id', '=', ground.tenantId)
        .where('state', '=', WAITING)
        .where('next_at', '>', toIso(now + LONGEST_WAIT))
        .execute()
      await ground.db
        .deleteFrom('webhook_redrives')
        .where('tenant_id', '=', ground.tenantId)
        .where('finished_at', '<', toIso(now - KEPT.dead))
        .execute()
      const ids = await inVain(ground, toIso(now - OFF_PATIENCE))
      await endWaiting(ground, ids)
      return ids.length === FEW
    },
    isLeftOver: async () => (await leftOver(ground)) !== undefined,
    async bury() {
      const endpoint = await leftOver(ground)
      if (endpoint === undefined) return false
      await endWaiting(ground, await someOf(waitingAt(ground, endpoint), FEW))
      return true
    },
  }
}

async function inVain(ground: Ground, before: string): Promise<readonly string[]> {
  const endpoints = await ground.db
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('enabled', '=', 0)
    .where('deleted_at', 'is', null)
    .execute()
  const ids: string[] = []
  for (const endpoint of endpoints) {
    const old = waitingAt(ground, endpoint.id).where('updated_at', '<', before)
    ids.push(...(await someOf(old, FEW - ids.length)))
    if (ids.length === FEW) break
  }
  return ids
}

/** An endpoint that is deleted and still has something waiting. */
async function leftOver(ground: Ground): Promise<string | undefined> {
  const row = await ground.db
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('deleted_at', 'is not', null)
    .where((is) =>
      is.exists(
        is
          .selectFrom('webhook_deliveries')
          .select('webhook_deliveries.id')
          .where('webhook_deliveries.tenant_id', '=', ground.tenantId)
          .whereRef('webhook_deliveries.endpoint_id', '=', 'webhook_endpoints.id')
          .where('webhook_deliveries.state', '=', WAITING),
      ),
    )
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

const waitingAt = (ground: Ground, endpoint: string) =>
  waitingOf(ground).where('endpoint_id', '=', endpoint)

/** In the order of an index over an endpoint's: without it all that wait would be looked through. */
async function someOf(
  waiting: ReturnType<typeof waitingAt>,
  limit: number,
): Promise<readonly string[]> {
  const rows = await waiting.select('id').orderBy('next_at').limit(limit).execute()
  return rows.map(({ id }) => id)
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
  return oldest.length === STEP
}
