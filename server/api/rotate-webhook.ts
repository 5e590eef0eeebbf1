import { rotateTenantWebhook, rotateWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountRotateWebhook: Mounter = (router, parts) =>
  mount(router, rotateTenantWebhook, ({ params, body }) =>
    askBot(parts, params.tenant, rotateWebhook, { params: { id: params.id }, body }),
  )
