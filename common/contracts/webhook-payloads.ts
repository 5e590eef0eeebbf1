import * as z from 'zod'
import { connectionSchema } from '../domain/connection.ts'
import { contactSchema } from './contacts.ts'
import { messageSchema } from './messages.ts'
import { webhookEventSchema } from './webhooks.ts'
import type { WebhookEventType } from './webhooks.ts'

const payload = (type: WebhookEventType, data: z.ZodRawShape) =>
  webhookEventSchema
    .extend({ type: z.literal(type), data: z.object(data) })
    .meta({ id: idOf(type) })

/** `message.received` → `MessageReceivedEvent`. */
const idOf = (type: string): string =>
  `${type
    .split('.')
    .map((word) => word[0]?.toUpperCase() + word.slice(1))
    .join('')}Event`

const message = { message: messageSchema }

/** What is posted to an endpoint, whole, by type. */
export const WEBHOOK_PAYLOADS = {
  'message.received': payload('message.received', message),
  'message.undecrypted': payload('message.undecrypted', message),
  'message.media': payload('message.media', message),
  'message.status': payload('message.status', message),
  'connection.changed': payload('connection.changed', {
    connection: connectionSchema,
    phone: z.string().nullable().describe('the linked number; null while there is none'),
  }),
  'contact.updated': payload('contact.updated', {
    contact: contactSchema,
    merged: z.array(z.string()).describe('ids of contacts that it has taken in just now'),
  }),
  'contact.deleted': payload('contact.deleted', { contact: z.object({ id: z.string() }) }),
  'webhook.test': payload('webhook.test', {}),
} as const satisfies Record<WebhookEventType, z.ZodType>
