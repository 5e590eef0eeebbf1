import { listChats, listTenantChats } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountListChats: Mounter = (router, parts) =>
  mount(router, listTenantChats, ({ params, query: { limit, ...rest } }) =>
    askBot(parts, params.tenant, listChats, {
      query: { ...rest, ...(limit !== undefined && { limit: String(limit) }) },
    }),
  )
