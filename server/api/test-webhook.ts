import { testTenantWebhook, testWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountTestWebhook: Mounter = (router, parts) =>
  mount(router, testTenantWebhook, ({ params }) =>
    askBot(parts, params.tenant, testWebhook, { params: { id: params.id } }),
  )
