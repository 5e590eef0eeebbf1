import { readChat, readTenantChat } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountReadChat: Mounter = (router, parts) =>
  mount(router, readTenantChat, ({ params }) =>
    askBot(parts, params.tenant, readChat, { params: { chat: params.chat } }),
  )
