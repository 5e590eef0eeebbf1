import type { Router } from 'express'
import { listContacts } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { PAGE, pageOf, readCursor } from './cursor.ts'
import type { ApiParts } from './parts.ts'

const ID = /^[0-9a-f-]{36}$/

export function mountListContacts(router: Router, { store }: ApiParts): void {
  mount(router, listContacts, async ({ query }) => {
    const limit = query.limit ?? PAGE
    const found = await store.contacts.list({
      search: query.search,
      tag: query.tag,
      isBlocked: query.blocked === undefined ? undefined : query.blocked === 'true',
      after: readCursor(query.after, ID),
      limit: limit + 1,
    })
    const { items, after } = pageOf(found, limit)
    return { contacts: items, after }
  })
}
