import { deleteTenantWebhook, deleteWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountDeleteWebhook: Mounter = (router, parts) =>
  mount(router, deleteTenantWebhook, ({ params }) =>
    askBot(parts, params.tenant, deleteWebhook, { params: { id: params.id } }),
  )
