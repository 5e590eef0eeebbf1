import type { Express } from 'express'
import * as z from 'zod'
import { endpoint } from '../../common/kit/endpoint.ts'
import { mount } from '../../common/kit/http.ts'
import { faultView, newFault, stats } from '../contract.ts'
import type { Operations } from '../operations.ts'

const addFault = endpoint({
  method: 'POST',
  path: '/faults',
  summary: 'Something goes wrong, now or at the moment it is about',
  status: 201,
  params: z.object({}),
  query: z.object({}),
  body: newFault,
  reply: faultView,
})

const clearFaults = endpoint({
  method: 'DELETE',
  path: '/faults',
  summary: 'Everything works again',
  status: 204,
  params: z.object({}),
  query: z.object({}),
  body: z.unknown(),
  reply: z.void(),
})

const showStats = endpoint({
  method: 'GET',
  path: '/stats',
  summary: 'Counters since the start and the faults in force',
  status: 200,
  params: z.object({}),
  query: z.object({}),
  body: z.unknown(),
  reply: stats,
})

export function mountFaults(app: Express, operations: Operations): void {
  mount(app, addFault, ({ body }) => operations.addFault(body))
  mount(app, clearFaults, () => operations.clearFaults())
  mount(app, showStats, () => operations.stats())
}
