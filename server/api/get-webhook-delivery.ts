import {
  inspectTenantWebhookDelivery,
  inspectWebhookDelivery,
} from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountGetWebhookDelivery: Mounter = (router, parts) =>
  mount(router, inspectTenantWebhookDelivery, ({ params }) =>
    askBot(parts, params.tenant, inspectWebhookDelivery, { params: { id: params.id } }),
  )
