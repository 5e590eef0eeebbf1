import { listIncidents } from '../../common/contracts/bot-api.ts'
import { listTenantIncidents } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountListIncidents: Mounter = (router, parts) =>
  mount(router, listTenantIncidents, ({ params, query: { limit, ...rest } }) =>
    askBot(parts, params.tenant, listIncidents, {
      query: { ...rest, ...(limit !== undefined && { limit: String(limit) }) },
    }),
  )
