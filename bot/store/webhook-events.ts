import type { WebhookEventType } from '../../common/contracts/webhooks.ts'
import type { Connection } from '../../common/domain/connection.ts'
import type {
  ChatId,
  ContactId,
  MediaId,
  MessageId,
  WebhookDeliveryId,
  WebhookId,
} from '../../common/domain/ids.ts'
import {
  asChatId,
  asMessageId,
  newWebhookDeliveryId,
  newWebhookEventId,
} from '../../common/domain/ids.ts'
import { UNDECRYPTED } from '../../common/domain/message.ts'
import type { Direction } from '../../common/domain/message.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { viewContact } from './contact-views.ts'
import { viewMessage } from './message-views.ts'
import { firstInLine } from './webhook-lines.ts'

/** Events that no other repository writes by itself. Each is part of the transaction it is in. */
export interface WebhookEvents {
  connectionChanged(connection: Connection, phone: string | null): Promise<void>
  /** An event for one endpoint, whatever its filter. */
  test(endpoint: WebhookId): Promise<WebhookDeliveryId>
}

interface NewEvent {
  readonly type: WebhookEventType
  /** Events of one line keep their order. */
  readonly line: string
  readonly chatId?: ChatId
  readonly data: object
}

export function webhookEventsOver(ground: Ground): WebhookEvents {
  return {
    async connectionChanged(connection, phone) {
      const type = 'connection.changed'
      const endpoints = await ground.listeners.wanting(ground, type)
      if (endpoints.length === 0) return
      await write(ground, { type, line: 'connection', data: { connection, phone } }, endpoints)
    },
    async test(endpoint) {
      const id = newWebhookEventId()
      const event = { type: 'webhook.test', line: id, data: {} } as const
      await insertEvent(ground, id, event)
      return await addDelivery(ground, endpoint, id, event)
    },
  }
}

/** Tells of a message that is new, or can be read at last. */
export async function tellNewMessage(
  ground: Ground,
  id: MessageId,
  { direction, type }: { readonly direction: Direction; readonly type: string },
): Promise<void> {
  const inbound = type === UNDECRYPTED ? 'message.undecrypted' : 'message.received'
  await tellMessage(ground, direction === 'inbound' ? inbound : 'message.status', [id])
}

/** Tells of messages, as they are now. */
export async function tellMessage(
  ground: Ground,
  type: WebhookEventType,
  ids: readonly MessageId[],
): Promise<void> {
  const endpoints = await ground.listeners.wanting(ground, type)
  if (endpoints.length === 0) return
  for (const id of ids) {
    const message = await viewMessage(ground, id)
    const row = await ground.db
      .selectFrom('messages')
      .select('chat_id')
      .where('tenant_id', '=', ground.tenantId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!message || !row) continue
    const chatId = asChatId(row.chat_id)
    await write(ground, { type, line: chatId, chatId, data: { message } }, endpoints)
  }
}

/** Tells the messages that brought a file what has become of it. */
export async function tellFile(ground: Ground, id: MediaId): Promise<void> {
  const type = 'message.media'
  const endpoints = await ground.listeners.wanting(ground, type)
  if (endpoints.length === 0) return
  const brought = await ground.db
    .selectFrom('messages')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('media_id', '=', id)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  await tellMessage(
    ground,
    type,
    brought.map((row) => asMessageId(row.id)),
  )
}

/**
 * Tells of a contact that is new or has changed, as it is now.
 * @param merged contacts that it has taken in just now
 */
export async function tellContact(
  ground: Ground,
  id: ContactId,
  merged: readonly ContactId[] = [],
): Promise<void> {
  const type = 'contact.updated'
  const endpoints = await ground.listeners.wanting(ground, type)
  if (endpoints.length === 0) return
  const contact = await viewContact(ground, id)
  if (!contact) return
  const data = { contact, merged }
  await write(ground, { type, line: id, data }, endpoints)
}

/** Tells of a contact that is not there any more. */
export async function tellContactDeleted(ground: Ground, id: ContactId): Promise<void> {
  const type = 'contact.deleted'
  const endpoints = await ground.listeners.wanting(ground, type)
  if (endpoints.length === 0) return
  await write(ground, { type, line: id, data: { contact: { id } } }, endpoints)
}

async function write(
  ground: Ground,
  event: NewEvent,
  endpoints: readonly WebhookId[],
): Promise<void> {
  const id = newWebhookEventId()
  await insertEvent(ground, id, event)
  for (const endpoint of endpoints) await addDelivery(ground, endpoint, id, event)
}

async function insertEvent(ground: Ground, id: string, event: NewEvent): Promise<void> {
  const { type, line, chatId } = event
  await ground.db
    .insertInto('webhook_events')
    .values({
      ...newRow(ground, id),
      type,
      line,
      chat_id: chatId ?? null,
      sequence: chatId ? await nextSequence(ground, chatId) : null,
      data: JSON.stringify(event.data),
    })
    .execute()
  ground.listeners.written += 1
}

async function nextSequence(ground: Ground, chatId: ChatId): Promise<number> {
  const row = await ground.db
    .updateTable('chats')
    .set((set) => ({ event_sequence: set('event_sequence', '+', 1) }))
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', chatId)
    .returning('event_sequence')
    .executeTakeFirstOrThrow()
  return row.event_sequence
}

async function addDelivery(
  ground: Ground,
  endpoint: WebhookId,
  event: string,
  { type, line }: NewEvent,
): Promise<WebhookDeliveryId> {
  const ahead = await firstInLine(ground, endpoint, line)
  const id = newWebhookDeliveryId()
  await ground.db
    .insertInto('webhook_deliveries')
    .values({
      ...newRow(ground, id),
      endpoint_id: endpoint,
      event_id: event,
      type,
      line,
      state: 'waiting',
      tries: 0,
      next_at: ahead ? null : nowIso(ground),
      failed_at: null,
      settled_at: null,
      attempts: '[]',
    })
    .execute()
  return id
}
