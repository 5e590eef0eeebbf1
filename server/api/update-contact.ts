import { updateContact, updateTenantContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountUpdateContact: Mounter = (router, parts) =>
  mount(router, updateTenantContact, ({ params, body }) =>
    askBot(parts, params.tenant, updateContact, { params: { contact: params.contact }, body }),
  )
