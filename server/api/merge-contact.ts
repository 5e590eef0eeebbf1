import { mergeContact, mergeTenantContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountMergeContact: Mounter = (router, parts) =>
  mount(router, mergeTenantContact, ({ params, body }) =>
    askBot(parts, params.tenant, mergeContact, { params: { contact: params.contact }, body }),
  )
