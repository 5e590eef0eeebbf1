import { getTenantWebhookRedrive, getWebhookRedrive } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountGetWebhookRedrive: Mounter = (router, parts) =>
  mount(router, getTenantWebhookRedrive, ({ params }) =>
    askBot(parts, params.tenant, getWebhookRedrive, { params: { id: params.id } }),
  )
