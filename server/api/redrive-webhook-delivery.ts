import {
  redriveTenantWebhookDelivery,
  redriveWebhookDelivery,
} from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountRedriveWebhookDelivery: Mounter = (router, parts) =>
  mount(router, redriveTenantWebhookDelivery, ({ params }) =>
    askBot(parts, params.tenant, redriveWebhookDelivery, { params: { id: params.id } }),
  )
