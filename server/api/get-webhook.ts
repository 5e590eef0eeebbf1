import { getTenantWebhook, getWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountGetWebhook: Mounter = (router, parts) =>
  mount(router, getTenantWebhook, ({ params }) =>
    askBot(parts, params.tenant, getWebhook, { params: { id: params.id } }),
  )
