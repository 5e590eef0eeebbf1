import type { Router } from 'express'
import { listIncidents } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import { PAGE, pageOf, readCursor } from './cursor.ts'
import type { ApiParts } from './parts.ts'

const ID = /^[0-9a-f-]{36}$/

export function mountListIncidents(router: Router, { store }: ApiParts): void {
  mount(router, listIncidents, async ({ query }) => {
    const limit = query.limit ?? PAGE
    const after = readCursor(query.after, ID)
    const page = pageOf(await store.incidents.list({ after, limit: limit + 1 }), limit)
    return { incidents: page.items, after: page.after }
  })
}
