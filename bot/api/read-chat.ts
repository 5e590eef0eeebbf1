import type { Router } from 'express'
import { readChat } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { chatMeant, unknownChat } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountReadChat(router: Router, parts: ApiParts): void {
  mount(router, readChat, async ({ params }) => {
    const { id } = await chatMeant(parts, params.chat)
    await parts.attention.readChat(id)
    const chat = await parts.store.chats.view(id)
    if (!chat) throw unknownChat(params.chat)
    return chat
  })
}
