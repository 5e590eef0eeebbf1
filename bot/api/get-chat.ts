import type { Router } from 'express'
import { getChat } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { chatMeant, unknownChat } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountGetChat(router: Router, parts: ApiParts): void {
  mount(router, getChat, async ({ params }) => {
    const { id } = await chatMeant(parts, params.chat)
    const chat = await parts.store.chats.view(id)
    if (!chat) throw unknownChat(params.chat)
    return chat
  })
}
