import type { Express } from 'express'
import * as z from 'zod'
import { endpoint } from '../../common/kit/endpoint.ts'
import { mount } from '../../common/kit/http.ts'
import { newPast, newPhone, phoneParams, phoneView } from '../contract.ts'
import type { Operations } from '../operations.ts'

const addPhone = endpoint({
  method: 'POST',
  path: '/phones',
  summary: 'Adds a simulated phone',
  status: 201,
  params: z.object({}),
  query: z.object({}),
  body: newPhone,
  reply: phoneView,
})

const listPhones = endpoint({
  method: 'GET',
  path: '/phones',
  summary: 'All phones with their linked devices',
  status: 200,
  params: z.object({}),
  query: z.object({}),
  body: z.unknown(),
  reply: z.object({ phones: z.array(phoneView) }),
})

const givePast = endpoint({
  method: 'PUT',
  path: '/phones/:phone/past',
  summary: 'Says how much was written on a phone before companions are linked to it',
  status: 200,
  params: phoneParams,
  query: z.object({}),
  body: newPast,
  reply: phoneView,
})

export function mountPhones(app: Express, operations: Operations): void {
  mount(app, addPhone, ({ body }) => operations.addPhone(body))
  mount(app, givePast, ({ params, body }) => operations.givePast(params.phone, body))
  mount(app, listPhones, () => ({ phones: operations.phones() }))
}
