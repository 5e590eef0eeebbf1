import { listContacts, listTenantContacts } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountListContacts: Mounter = (router, parts) =>
  mount(router, listTenantContacts, ({ params, query: { limit, ...rest } }) =>
    askBot(parts, params.tenant, listContacts, {
      query: { ...rest, ...(limit !== undefined && { limit: String(limit) }) },
    }),
  )
