import { blockContact, blockTenantContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountBlockContact: Mounter = (router, parts) =>
  mount(router, blockTenantContact, ({ params }) =>
    askBot(parts, params.tenant, blockContact, { params: { contact: params.contact } }),
  )
