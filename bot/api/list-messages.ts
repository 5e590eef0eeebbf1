import type { Router } from 'express'
import { listMessages } from '../../common/contracts/bot-api.ts'
import { parsePhone } from '../../common/domain/phone.ts'
import { invalidRequest, mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

const PAGE = 100

export function mountListMessages(router: Router, { store }: ApiParts): void {
  mount(router, listMessages, async ({ query }) => {
    const limit = query.limit ?? PAGE
    const after = query.after === undefined ? undefined : readCursor(query.after)
    const { contact } = query
    const contactId =
      contact === undefined ? undefined : await store.contacts.find(parsePhone(contact) ?? contact)
    if (contact !== undefined && contactId === undefined) return { messages: [], after: null }
    // One more than asked for tells whether there is another page.
    const found = await store.messages.list({
      direction: query.direction,
      contactId,
      after,
      limit: limit + 1,
    })
    const messages = found.slice(0, limit)
    const last = messages.at(-1)
    return { messages, after: found.length > limit && last ? makeCursor(last.id) : null }
  })
}

const makeCursor = (id: string): string => Buffer.from(id).toString('base64url')

function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString()
  if (/^msg_[0-9a-f-]{36}$/.test(id)) return id
  throw invalidRequest([{ field: 'after', message: 'must be a cursor that a page gave' }])
}
