import { listMessages } from '../../common/contracts/bot-api.ts'
import { listTenantMessages } from '../../common/contracts/public-messages.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountListMessages: Mounter = (router, parts) =>
  mount(router, listTenantMessages, ({ params, query: { limit, ...rest } }) =>
    askBot(parts, params.tenant, listMessages, {
      query: { ...rest, ...(limit !== undefined && { limit: String(limit) }) },
    }),
  )
