import {
  redriveTenantWebhookDeliveries,
  redriveWebhookDeliveries,
} from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountRedriveWebhookDeliveries: Mounter = (router, parts) =>
  mount(router, redriveTenantWebhookDeliveries, ({ params, body }) =>
    askBot(parts, params.tenant, redriveWebhookDeliveries, { body }),
  )
