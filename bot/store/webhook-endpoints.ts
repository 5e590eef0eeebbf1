import type { NewWebhook, Webhook, WebhookChange } from '../../common/contracts/webhooks.ts'
import type { WebhookId } from '../../common/domain/ids.ts'
import { asWebhookId, newWebhookId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { readFilter } from './webhook-listeners.ts'

/** Where a tenant's events are posted to. What is changed in a transaction is kept by `refresh`. */
export interface WebhookEndpoints {
  add(webhook: NewWebhook, secret: string): Promise<Webhook>
  /** Oldest first. */
  list(): Promise<readonly Webhook[]>
  get(id: WebhookId): Promise<Webhook | undefined>
  /** Switching it off takes back what is known of its health; switching it on, its rest. */
  update(id: WebhookId, change: WebhookChange): Promise<Webhook | undefined>
  /** @returns whether it was there */
  remove(id: WebhookId): Promise<boolean>
  /** @param until how long the secret before signs too, in milliseconds since the epoch */
  rotate(id: WebhookId, secret: string, until: number): Promise<Webhook | undefined>
  /** Those that have taken nothing since a time, and those that were switched off by us. */
  unwell(since: number): Promise<readonly Webhook[]>
  /** Those that may be posted to, and from when on. */
  open(): Promise<readonly { readonly id: WebhookId; readonly from: number }[]>
  /** Reads again who wants which events: after the commit of a change. */
  refresh(): Promise<void>
}

export function webhookEndpointsOver(ground: Ground): WebhookEndpoints {
  const get = (id: WebhookId) => readEndpoint(ground, id)
  const set = (id: WebhookId) =>
    ground.db
      .updateTable('webhook_endpoints')
      .where('tenant_id', '=', ground.tenantId)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
  return {
    get,
    add: (webhook, secret) => add(ground, webhook, secret),
    list: async () => (await rowsOf(ground).execute()).map(viewOf),
    async update(id, change) {
      ground.listeners.forget()
      await set(id)
        .set({ ...columnsOf(change), updated_at: nowIso(ground) })
        .execute()
      return await get(id)
    },
    async remove(id) {
      ground.listeners.forget()
      const now = nowIso(ground)
      const gone = await set(id).set({ deleted_at: now, updated_at: now }).executeTakeFirst()
      return gone.numUpdatedRows === 1n
    },
    async rotate(id, secret, until) {
      const overlaps = until > ground.clock.now()
      await set(id)
        .set((column) => ({
          previous_secret: overlaps ? column.ref('secret') : null,
          previous_secret_until: overlaps ? toIso(until) : null,
          secret,
          updated_at: nowIso(ground),
        }))
        .execute()
      return await get(id)
    },
    async unwell(since) {
      const rows = await rowsOf(ground)
        .where((is) =>
          is.or([is('failing_since', '<=', toIso(since)), is('disabled_reason', 'is not', null)]),
        )
        .execute()
      return rows.map(viewOf)
    },
    open: () => openEndpoints(ground),
    refresh: () => ground.listeners.keep(ground),
  }
}

async function add(ground: Ground, webhook: NewWebhook, secret: string): Promise<Webhook> {
  ground.listeners.forget()
  const row = await ground.db
    .insertInto('webhook_endpoints')
    .values({
      ...newRow(ground, newWebhookId()),
      url: webhook.url,
      events: JSON.stringify(webhook.events),
      description: webhook.description,
      enabled: webhook.enabled ? 1 : 0,
      disabled_reason: null,
      secret,
      previous_secret: null,
      previous_secret_until: null,
      failing_since: null,
      last_error: null,
      paused_until: null,
    })
    .returning([...VIEWED])
    .executeTakeFirstOrThrow()
  return viewOf(row)
}

async function openEndpoints(ground: Ground) {
  const rows = await ground.db
    .selectFrom('webhook_endpoints')
    .select(['id', 'paused_until'])
    .where('tenant_id', '=', ground.tenantId)
    .where('enabled', '=', 1)
    .where('deleted_at', 'is', null)
    .execute()
  return rows.map((row) => ({
    id: asWebhookId(row.id),
    from: row.paused_until === null ? 0 : Date.parse(row.paused_until),
  }))
}

const columnsOf = ({ url, events, description, enabled }: WebhookChange) => ({
  ...(url !== undefined && { url }),
  ...(events !== undefined && { events: JSON.stringify(events) }),
  ...(description !== undefined && { description }),
  ...(enabled !== undefined && { enabled: enabled ? 1 : 0, disabled_reason: null }),
  ...((url ?? enabled) !== undefined && { paused_until: null }),
  ...(enabled === false && { failing_since: null, last_error: null }),
})

/** Everything but the secrets: no list can leak what it never read. */
const VIEWED = [
  'id',
  'url',
  'events',
  'description',
  'enabled',
  'disabled_reason',
  'failing_since',
  'last_error',
  'paused_until',
  'previous_secret_until',
  'created_at',
] as const

const rowsOf = (ground: Ground) =>
  ground.db
    .selectFrom('webhook_endpoints')
    .select([...VIEWED])
    .where('tenant_id', '=', ground.tenantId)
    .where('deleted_at', 'is', null)
    .orderBy('id')

type ViewRow = Awaited<ReturnType<ReturnType<typeof rowsOf>['executeTakeFirstOrThrow']>>

async function readEndpoint(ground: Ground, id: WebhookId): Promise<Webhook | undefined> {
  const row = await rowsOf(ground).where('id', '=', id).executeTakeFirst()
  return row && viewOf(row)
}

const viewOf = (row: ViewRow): Webhook => ({
  id: row.id,
  url: row.url,
  events: readFilter(row.events),
  description: row.description,
  enabled: row.enabled === 1,
  disabledReason: row.disabled_reason,
  failingSince: row.failing_since,
  lastError: row.last_error,
  pausedUntil: row.paused_until,
  previousSecretUntil: row.previous_secret_until,
  createdAt: row.created_at,
})
