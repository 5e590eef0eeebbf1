import { getContact, getTenantContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountGetContact: Mounter = (router, parts) =>
  mount(router, getTenantContact, ({ params }) =>
    askBot(parts, params.tenant, getContact, { params: { contact: params.contact } }),
  )
