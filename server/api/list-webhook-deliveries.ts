import {
  listTenantWebhookDeliveries,
  listWebhookDeliveries,
} from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountListWebhookDeliveries: Mounter = (router, parts) =>
  mount(router, listTenantWebhookDeliveries, ({ params, query: { limit, ...rest } }) =>
    askBot(parts, params.tenant, listWebhookDeliveries, {
      query: { ...rest, ...(limit !== undefined && { limit: String(limit) }) },
    }),
  )
