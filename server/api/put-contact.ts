import { putContact, putTenantContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountPutContact: Mounter = (router, parts) =>
  mount(router, putTenantContact, ({ params, body }) =>
    askBot(parts, params.tenant, putContact, { body }),
  )
