import type { Router } from 'express'
import { listMessages } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import { chatMeant, personMeant } from './meant.ts'
import { PAGE, pageOf, readCursor } from './cursor.ts'
import type { ApiParts } from './parts.ts'

const ID = /^msg_[0-9a-f-]{36}$/

export function mountListMessages(router: Router, parts: ApiParts): void {
  const { store } = parts
  mount(router, listMessages, async ({ query }) => {
    const limit = query.limit ?? PAGE
    const after = readCursor(query.after, ID)
    const { contact, chat } = query
    const contactId =
      contact === undefined
        ? undefined
        : await store.contacts.find(personMeant(parts, 'contact', contact))
    const thread = chat === undefined ? undefined : await chatMeant(parts, chat)
    if (contact !== undefined && contactId === undefined) return { messages: [], after: null }
    const found = await store.messages.list({
      direction: query.direction,
      contactId,
      chatIds: thread && (await store.contacts.chatIdsOf(thread.contactId, thread.channel)),
      after,
      limit: limit + 1,
    })
    const page = pageOf(found, limit)
    return { messages: page.items, after: page.after }
  })
}
