import * as z from 'zod'
import { endpoint } from '../kit/endpoint.ts'
import { editSchema, readSchema, typingSchema } from './content/deeds.ts'
import {
  acceptedSchema,
  messageListSchema,
  messageParamsSchema,
  messageQuerySchema,
  messageSchema,
  outboundMessageSchema,
  successSchema,
} from './messages.ts'
import { tenantParams } from './tenant-params.ts'

const nothing = z.object({})
const noBody = z.unknown()
const tenantMessageParams = tenantParams.extend(messageParamsSchema.shape)

export const postTenantMessage = endpoint({
  method: 'POST',
  path: '/api/tenants/:tenant/messages',
  summary: 'Send a message',
  status: 202,
  params: tenantParams,
  query: nothing,
  body: outboundMessageSchema,
  reply: acceptedSchema,
  idempotent: true,
  problems: [
    'unknown_message',
    'unknown_contact',
    'groups_off',
    'contact_blocked',
    'contact_opted_out',
    'unknown_media',
    'media_gone',
    'media_type',
    'media_too_large',
    'idempotency_conflict',
    'tenant_stopped',
    'bot_unreachable',
    'disk_full',
  ],
})

export const getTenantMessage = endpoint({
  method: 'GET',
  path: '/api/tenants/:tenant/messages/:id',
  summary: 'One message and how far it has come',
  status: 200,
  params: tenantMessageParams,
  query: nothing,
  body: noBody,
  reply: messageSchema,
  problems: ['unknown_message', 'tenant_stopped', 'bot_unreachable'],
})

export const cancelTenantMessage = endpoint({
  method: 'POST',
  path: '/api/tenants/:tenant/messages/:id/cancel',
  summary: 'Take back a message that has not left',
  status: 200,
  params: tenantMessageParams,
  query: nothing,
  body: noBody,
  reply: messageSchema,
  problems: ['unknown_message', 'not_cancellable', 'tenant_stopped', 'bot_unreachable'],
})

export const editTenantMessage = endpoint({
  method: 'POST',
  path: '/api/tenants/:tenant/messages/:id/edit',
  summary: 'Change a text that was sent, for 15 minutes',
  status: 202,
  params: tenantMessageParams,
  query: nothing,
  body: editSchema,
  reply: acceptedSchema,
  idempotent: true,
  problems: [
    'unknown_message',
    'not_editable',
    'contact_opted_out',
    'idempotency_conflict',
    'tenant_stopped',
    'bot_unreachable',
  ],
})

export const deleteTenantMessage = endpoint({
  method: 'DELETE',
  path: '/api/tenants/:tenant/messages/:id',
  summary: 'Delete a message for everyone, for 60 hours; one that has not left is cancelled',
  status: 202,
  params: tenantMessageParams,
  query: nothing,
  body: noBody,
  reply: acceptedSchema,
  idempotent: true,
  problems: [
    'unknown_message',
    'not_deletable',
    'idempotency_conflict',
    'tenant_stopped',
    'bot_unreachable',
  ],
})

export const readTenantMessage = endpoint({
  method: 'POST',
  path: '/api/tenants/:tenant/messages/:id/read',
  summary: 'Mark a message that came in, and those before it, as read',
  status: 200,
  params: tenantMessageParams,
  query: nothing,
  body: readSchema,
  reply: successSchema,
  problems: ['unknown_message', 'tenant_stopped', 'bot_unreachable'],
})

export const postTenantTyping = endpoint({
  method: 'POST',
  path: '/api/tenants/:tenant/typing',
  summary: 'Show that somebody types or records; success tells whether it could be shown',
  status: 200,
  params: tenantParams,
  query: nothing,
  body: typingSchema,
  reply: successSchema,
  problems: ['tenant_stopped', 'bot_unreachable'],
})

export const listTenantMessages = endpoint({
  method: 'GET',
  path: '/api/tenants/:tenant/messages',
  summary: 'Messages, oldest first',
  status: 200,
  params: tenantParams,
  query: messageQuerySchema,
  body: noBody,
  reply: messageListSchema,
  problems: ['unknown_chat', 'tenant_stopped', 'bot_unreachable'],
})
