import type { Express } from 'express'
import * as z from 'zod'
import { endpoint } from '../../common/kit/endpoint.ts'
import { mount } from '../../common/kit/http.ts'
import { groupAddress, groupView, newGroup, phone } from '../contract.ts'
import type { Operations } from '../operations.ts'

const addGroup = endpoint({
  method: 'POST',
  path: '/groups',
  summary: 'Makes a group of phones; the first one is its admin',
  status: 201,
  params: z.object({}),
  query: z.object({}),
  body: newGroup,
  reply: groupView,
})

const listGroups = endpoint({
  method: 'GET',
  path: '/groups',
  summary: 'All groups with their members',
  status: 200,
  params: z.object({}),
  query: z.object({}),
  body: z.unknown(),
  reply: z.object({ groups: z.array(groupView) }),
})

const joinGroup = endpoint({
  method: 'POST',
  path: '/groups/:group/members',
  summary: 'Takes one more phone into a group',
  status: 200,
  params: z.object({ group: groupAddress }),
  query: z.object({}),
  body: z.strictObject({ phone }),
  reply: groupView,
})

export function mountGroups(app: Express, operations: Operations): void {
  mount(app, addGroup, ({ body }) => operations.addGroup(body))
  mount(app, listGroups, () => ({ groups: operations.groups() }))
  mount(app, joinGroup, ({ params, body }) => operations.joinGroup(params.group, body.phone))
}
