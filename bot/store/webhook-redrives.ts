import type { NewWebhookRedrive, WebhookRedrive } from '../../common/contracts/webhooks.ts'
import type { WebhookDeliveryId, WebhookRedriveId } from '../../common/domain/ids.ts'
import { newWebhookRedriveId } from '../../common/domain/ids.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import type { WebhookRedriveRow } from './schema.ts'
import { STEP, enterLines } from './webhook-lines.ts'

/** What is to be sent again. It is stored first and done in steps, for it may be very much. */
export interface WebhookRedrives {
  /** Remembers which deliveries are meant: none that is made later. */
  add(which: NewWebhookRedrive): Promise<WebhookRedrive>
  view(id: WebhookRedriveId): Promise<WebhookRedrive | undefined>
  /** Whether any is not finished. */
  isOpen(): Promise<boolean>
  /**
   * Puts some deliveries of the oldest that is not finished back into their lines, as new, oldest
   * first; none of an endpoint that is deleted. Belongs into a transaction.
   * @returns whether there may be more
   */
  step(): Promise<boolean>
  /**
   * Puts one delivery back at once. Belongs into a transaction.
   * @returns false when it waits already, or its endpoint is deleted
   */
  one(id: WebhookDeliveryId): Promise<boolean>
}

/** Deliveries that are looked at in one step, whether they are meant or not. */
const LOOK = 1000

export function webhookRedrivesOver(ground: Ground): WebhookRedrives {
  return {
    add: (which) => add(ground, which),
    async view(id) {
      const row = await rowsOf(ground).where('id', '=', id).executeTakeFirst()
      return row && viewOf(row)
    },
    isOpen: async () => (await oldestOpen(ground)) !== undefined,
    step: () => step(ground),
    async one(id) {
      const row = await settled(ground).where('id', '=', id).executeTakeFirst()
      if (row) await putBack(ground, [row])
      return row !== undefined
    },
  }
}

async function add(ground: Ground, which: NewWebhookRedrive): Promise<WebhookRedrive> {
  const newest = await ground.db
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const row = await ground.db
    .insertInto('webhook_redrives')
    .values({
      ...newRow(ground, newWebhookRedriveId()),
      endpoint_id: which.webhook ?? null,
      type: which.type ?? null,
      state: which.state,
      from_at: which.from,
      to_at: which.to,
      last_id: newest?.id ?? '',
      after_id: '',
      redriven: 0,
      finished_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return viewOf(row)
}

const rowsOf = (ground: Ground) =>
  ground.db
    .selectFrom('webhook_redrives')
    .selectAll()
    .where('tenant_id', '=', ground.tenantId)
    .where('deleted_at', 'is', null)

const oldestOpen = (ground: Ground): Promise<WebhookRedriveRow | undefined> =>
  rowsOf(ground).where('finished_at', 'is', null).orderBy('id').limit(1).executeTakeFirst()

async function step(ground: Ground): Promise<boolean> {
  const redrive = await oldestOpen(ground)
  if (!redrive) return false
  const end = await endOfLook(ground, redrive)
  const rows = await meant(ground, redrive, end)
  await putBack(ground, rows)
  const last = rows.length === STEP ? rows.at(-1)?.id : end
  const now = nowIso(ground)
  await ground.db
    .updateTable('webhook_redrives')
    .set({
      redriven: redrive.redriven + rows.length,
      updated_at: now,
      ...(last === undefined ? { finished_at: now } : { after_id: last }),
    })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', redrive.id)
    .execute()
  return true
}

/** @returns the last that a step looks at; undefined when that is all that is left */
async function endOfLook(ground: Ground, redrive: WebhookRedriveRow): Promise<string | undefined> {
  const row = await ground.db
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('state', '=', redrive.state)
    .where('id', '>', redrive.after_id)
    .where('id', '<=', redrive.last_id)
    .orderBy('id')
    .offset(LOOK - 1)
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

async function meant(ground: Ground, redrive: WebhookRedriveRow, end: string | undefined) {
  let rows = settled(ground)
    .where('state', '=', redrive.state)
    .where('id', '>', redrive.after_id)
    .where('id', '<=', end ?? redrive.last_id)
    .where('created_at', '>=', redrive.from_at)
    .where('created_at', '<', redrive.to_at)
    .orderBy('id')
    .limit(STEP)
  if (redrive.endpoint_id !== null) rows = rows.where('endpoint_id', '=', redrive.endpoint_id)
  if (redrive.type !== null) rows = rows.where('type', '=', redrive.type)
  return await rows.execute()
}

const settled = (ground: Ground) =>
  ground.db
    .selectFrom('webhook_deliveries')
    .select(['id', 'endpoint_id', 'event_id'])
    .where('tenant_id', '=', ground.tenantId)
    .where('state', '!=', 'waiting')
    .where('endpoint_id', 'in', (select) =>
      select
        .selectFrom('webhook_endpoints')
        .select('webhook_endpoints.id')
        .where('webhook_endpoints.tenant_id', '=', ground.tenantId)
        .where('webhook_endpoints.deleted_at', 'is', null),
    )

const putBack = (ground: Ground, rows: Parameters<typeof enterLines>[1]): Promise<void> =>
  enterLines(ground, rows, {
    state: 'waiting',
    tries: 0,
    failed_at: null,
    settled_at: null,
    updated_at: nowIso(ground),
  })

const viewOf = (row: WebhookRedriveRow): WebhookRedrive => ({
  id: row.id,
  webhook: row.endpoint_id,
  type: row.type,
  state: row.state,
  from: row.from_at,
  to: row.to_at,
  redriven: row.redriven,
  acceptedAt: row.created_at,
  finishedAt: row.finished_at,
})
