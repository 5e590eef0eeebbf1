import { updateTenantWebhook, updateWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountUpdateWebhook: Mounter = (router, parts) =>
  mount(router, updateTenantWebhook, ({ params, body }) =>
    askBot(parts, params.tenant, updateWebhook, { params: { id: params.id }, body }),
  )
