import * as z from 'zod'
import { webhookAttemptSchema } from '../../common/contracts/webhooks.ts'
import type {
  WebhookAttempt,
  WebhookDelivery,
  WebhookDeliveryState,
  WebhookInspection,
} from '../../common/contracts/webhooks.ts'
import type { WebhookDeliveryId } from '../../common/domain/ids.ts'
import type { Ground } from './base.ts'
import type { WebhookDeliveryRow } from './schema.ts'

export interface DeliveryQuery {
  readonly state?: WebhookDeliveryState | undefined
  readonly webhook?: string | undefined
  readonly type?: string | undefined
  /** ISO 8601; from it on. */
  readonly from?: string | undefined
  /** ISO 8601; before it. */
  readonly to?: string | undefined
  /** The last id of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

/** An inspection without what only the API knows: how the tenant is called. */
export type Inspected = WebhookDelivery &
  Pick<WebhookInspection, 'attempts'> & {
    readonly payload: Omit<WebhookInspection['payload'], 'tenant'>
  }

/** Deliveries as the API shows them. */
export interface WebhookDeliveryViews {
  view(id: WebhookDeliveryId): Promise<WebhookDelivery | undefined>
  inspect(id: WebhookDeliveryId): Promise<Inspected | undefined>
  /** A page, oldest first. */
  list(query: DeliveryQuery): Promise<readonly WebhookDelivery[]>
}

const attemptsSchema = z.array(webhookAttemptSchema)

/** Tries as they are kept in their column. */
export const readAttempts = (json: string): WebhookAttempt[] =>
  attemptsSchema.parse(JSON.parse(json))

const dataSchema = z.looseObject({})

export function webhookDeliveryViewsOver(ground: Ground): WebhookDeliveryViews {
  return {
    async view(id) {
      const row = await rowsOf(ground).selectAll().where('id', '=', id).executeTakeFirst()
      return row && viewOf(row)
    },
    inspect: (id) => inspect(ground, id),
    async list(query) {
      const rows = await selected(ground, query).selectAll().execute()
      return rows.map(viewOf)
    },
  }
}

const rowsOf = (ground: Ground) =>
  ground.db
    .selectFrom('webhook_deliveries')
    .where('tenant_id', '=', ground.tenantId)
    .where('deleted_at', 'is', null)

function selected(ground: Ground, query: DeliveryQuery) {
  let rows = rowsOf(ground).orderBy('id').limit(query.limit)
  if (query.state !== undefined) rows = rows.where('state', '=', query.state)
  if (query.webhook !== undefined) rows = rows.where('endpoint_id', '=', query.webhook)
  if (query.type !== undefined) rows = rows.where('type', '=', query.type)
  if (query.from !== undefined) rows = rows.where('created_at', '>=', query.from)
  if (query.to !== undefined) rows = rows.where('created_at', '<', query.to)
  if (query.after !== undefined) rows = rows.where('id', '>', query.after)
  return rows
}

async function inspect(ground: Ground, id: WebhookDeliveryId): Promise<Inspected | undefined> {
  const row = await rowsOf(ground).selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const event = await ground.db
    .selectFrom('webhook_events')
    .selectAll()
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', row.event_id)
    .executeTakeFirstOrThrow()
  return {
    ...viewOf(row),
    attempts: readAttempts(row.attempts),
    payload: {
      id: event.id,
      type: event.type,
      at: event.created_at,
      chat: event.chat_id,
      sequence: event.sequence,
      data: dataSchema.parse(JSON.parse(event.data)),
    },
  }
}

function viewOf(row: WebhookDeliveryRow): WebhookDelivery {
  const last = readAttempts(row.attempts).at(-1)
  return {
    id: row.id,
    webhook: row.endpoint_id,
    event: row.event_id,
    type: row.type,
    state: row.state,
    tries: row.tries,
    nextTryAt: row.next_at,
    lastStatus: last?.status ?? null,
    lastError: last?.error ?? null,
    createdAt: row.created_at,
    settledAt: row.settled_at,
  }
}
