import type { Router } from 'express'
import { listChats } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { PAGE, pageOf, readCursor } from './cursor.ts'
import type { ApiParts } from './parts.ts'

/** When something was written there last, and which chat it is: several may have the same time. */
const PLACE = /^\d{4}-\d\d-\d\dT[\d:.]+Z [0-9a-f-]{36}$/

export function mountListChats(router: Router, { store }: ApiParts): void {
  mount(router, listChats, async ({ query }) => {
    const limit = query.limit ?? PAGE
    const [lastAt, id] = readCursor(query.after, PLACE)?.split(' ') ?? []
    const found = await store.chats.list({
      order: query.order ?? 'newest',
      after: lastAt === undefined || id === undefined ? undefined : { lastAt, id },
      limit: limit + 1,
    })
    const { items, after } = pageOf(found, limit, (chat) => `${chat.lastAt} ${chat.id}`)
    return { chats: items, after }
  })
}
