import { getChat, getTenantChat } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountGetChat: Mounter = (router, parts) =>
  mount(router, getTenantChat, ({ params }) =>
    askBot(parts, params.tenant, getChat, { params: { chat: params.chat } }),
  )
