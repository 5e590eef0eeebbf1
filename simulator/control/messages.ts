import type { Express } from 'express'
import * as z from 'zod'
import { endpoint } from '../../common/kit/endpoint.ts'
import { mount } from '../../common/kit/http.ts'
import { groupAddress, messageView, phone, phoneParams, phoneView } from '../contract.ts'
import { phoneMessage, wrapping } from '../phones/phone-message.ts'
import type { Operations } from '../operations.ts'

const to = z.union([groupAddress, phone])

const send = endpoint({
  method: 'POST',
  path: '/phones/:phone/messages',
  summary: 'The phone sends a text or another message; answers when it has left the phone',
  status: 202,
  params: phoneParams,
  query: z.object({}),
  body: z.union([
    z.strictObject({ to, text: z.string().min(1).max(65_536) }),
    z.strictObject({ to, message: phoneMessage, wrap: wrapping.optional() }),
  ]),
  reply: z.object({ id: z.string() }),
})

const list = endpoint({
  method: 'GET',
  path: '/phones/:phone/messages',
  summary: 'What the phone has received, oldest first; other directions on request',
  status: 200,
  params: phoneParams,
  query: z.object({ direction: z.enum(['received', 'sent', 'all']).default('received') }),
  body: z.unknown(),
  reply: z.object({ messages: z.array(messageView) }),
})

const read = endpoint({
  method: 'POST',
  path: '/phones/:phone/read',
  summary: 'Received messages are read (or played) on the phone',
  status: 204,
  params: phoneParams,
  query: z.object({}),
  body: z.strictObject({
    ids: z.array(z.string().min(1)).min(1).max(1000),
    type: z.enum(['read', 'played']).default('read'),
  }),
  reply: z.void(),
})

const presence = (state: 'online' | 'offline') =>
  endpoint({
    method: 'POST',
    path: `/phones/:phone/${state}`,
    summary: `The phone goes ${state}`,
    status: 200,
    params: phoneParams,
    query: z.object({}),
    body: z.unknown(),
    reply: phoneView,
  })

export function mountMessages(app: Express, operations: Operations): void {
  mount(app, send, ({ params, body }) =>
    'text' in body
      ? operations.send(params.phone, body.to, { type: 'text', text: body.text })
      : operations.send(params.phone, body.to, body.message, body.wrap),
  )
  mount(app, list, ({ params, query }) => ({
    messages: operations.messagesAt(params.phone, query.direction),
  }))
  mount(app, read, ({ params, body }) => operations.markRead(params.phone, body.ids, body.type))
  mount(app, presence('online'), ({ params }) => operations.setOnline(params.phone, true))
  mount(app, presence('offline'), ({ params }) => operations.setOnline(params.phone, false))
}
