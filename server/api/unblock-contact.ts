import { unblockContact, unblockTenantContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountUnblockContact: Mounter = (router, parts) =>
  mount(router, unblockTenantContact, ({ params }) =>
    askBot(parts, params.tenant, unblockContact, { params: { contact: params.contact } }),
  )
