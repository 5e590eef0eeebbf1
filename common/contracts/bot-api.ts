import * as z from 'zod'
import { connectionSchema } from '../domain/connection.ts'
import { endpoint } from '../kit/endpoint.ts'
import { textField } from './content/content.ts'
import { editSchema, readSchema, typingSchema } from './content/deeds.ts'
import { historyField } from './history.ts'
import { incidentListSchema, incidentQuerySchema, newIncidentSchema } from './incidents.ts'
import {
  acceptedSchema,
  messageListSchema,
  messageParamsSchema,
  messageQuerySchema,
  messageSchema,
  outboundMessageSchema,
  phoneField,
  successSchema,
} from './messages.ts'
import { pairingCodeSchema, pairingRequestSchema, pairingSchema } from './pairing.ts'

const nothing = z.object({})
const noBody = z.unknown()

/** What a bot answers on its loopback port, under its tenant's own token. */
export const sendMessageSimply = endpoint({
  method: 'POST',
  path: '/api/send-message',
  summary: 'Send a text in the short form {phone, message}',
  status: 202,
  params: nothing,
  query: nothing,
  body: z.strictObject({ phone: phoneField, message: textField }),
  reply: acceptedSchema,
  idempotent: true,
})

export const botStatus = endpoint({
  method: 'GET',
  path: '/api/status',
  summary: 'How the bot is doing',
  status: 200,
  params: nothing,
  query: nothing,
  body: noBody,
  reply: z.object({
    tenant: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    phone: z.string().nullable(),
    connection: connectionSchema,
    messagesIn: z.number().int().describe('since the process started'),
    messagesOut: z.number().int().describe('since the process started'),
    outbox: z.number().int().describe('messages that wait to be settled'),
    memoryBytes: z.number().int(),
    pid: z.number().int(),
    startedAt: z.iso.datetime(),
    warnings: z.array(z.string()).describe('such as a config.json that cannot be read'),
    history: historyField,
  }),
})

export const postMessage = endpoint({
  method: 'POST',
  path: '/api/messages',
  summary: 'Put a message into the outbox',
  status: 202,
  params: nothing,
  query: nothing,
  body: outboundMessageSchema,
  reply: acceptedSchema,
  idempotent: true,
})

export const getMessage = endpoint({
  method: 'GET',
  path: '/api/messages/:id',
  summary: 'One message and how far it has come',
  status: 200,
  params: messageParamsSchema,
  query: nothing,
  body: noBody,
  reply: messageSchema,
})

export const cancelMessage = endpoint({
  method: 'POST',
  path: '/api/messages/:id/cancel',
  summary: 'Take back a message that has not left',
  status: 200,
  params: messageParamsSchema,
  query: nothing,
  body: noBody,
  reply: messageSchema,
})

export const editMessage = endpoint({
  method: 'POST',
  path: '/api/messages/:id/edit',
  summary: 'Change a text that was sent',
  status: 202,
  params: messageParamsSchema,
  query: nothing,
  body: editSchema,
  reply: acceptedSchema,
  idempotent: true,
})

export const deleteMessage = endpoint({
  method: 'DELETE',
  path: '/api/messages/:id',
  summary: 'Delete a message for everyone',
  status: 202,
  params: messageParamsSchema,
  query: nothing,
  body: noBody,
  reply: acceptedSchema,
  idempotent: true,
})

export const readMessage = endpoint({
  method: 'POST',
  path: '/api/messages/:id/read',
  summary: 'Mark a message that came in, and those before it, as read',
  status: 200,
  params: messageParamsSchema,
  query: nothing,
  body: readSchema,
  reply: successSchema,
})

export const postTyping = endpoint({
  method: 'POST',
  path: '/api/typing',
  summary: 'Show that somebody types or records',
  status: 200,
  params: nothing,
  query: nothing,
  body: typingSchema,
  reply: successSchema,
})

export const listMessages = endpoint({
  method: 'GET',
  path: '/api/messages',
  summary: 'Messages, oldest first',
  status: 200,
  params: nothing,
  query: messageQuerySchema,
  body: noBody,
  reply: messageListSchema,
})

export const listIncidents = endpoint({
  method: 'GET',
  path: '/api/incidents',
  summary: 'What went wrong and was dealt with, oldest first',
  status: 200,
  params: nothing,
  query: incidentQuerySchema,
  body: noBody,
  reply: incidentListSchema,
})

export const postIncident = endpoint({
  method: 'POST',
  path: '/api/incidents',
  summary: 'Keep what the server did to the bot among its incidents',
  status: 204,
  params: nothing,
  query: nothing,
  body: newIncidentSchema,
  reply: noBody,
})

export const getPairing = endpoint({
  method: 'GET',
  path: '/api/pairing',
  summary: 'The QR or code to link a phone with; asking keeps the QR rounds going',
  status: 200,
  params: nothing,
  query: nothing,
  body: noBody,
  reply: pairingSchema,
})

export const postPairing = endpoint({
  method: 'POST',
  path: '/api/pairing',
  summary: 'Ask for an 8-letter code for the phone number given',
  status: 200,
  params: nothing,
  query: nothing,
  body: pairingRequestSchema,
  reply: pairingCodeSchema,
})

export const postLogout = endpoint({
  method: 'POST',
  path: '/api/logout',
  summary: 'Unlink the bot from its phone and forget the session',
  status: 204,
  params: nothing,
  query: nothing,
  body: noBody,
  reply: noBody,
})
