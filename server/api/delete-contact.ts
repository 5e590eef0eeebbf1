import { deleteContact, deleteTenantContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountDeleteContact: Mounter = (router, parts) =>
  mount(router, deleteTenantContact, ({ params }) =>
    askBot(parts, params.tenant, deleteContact, { params: { contact: params.contact } }),
  )
