import { createTenantWebhook, createWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountCreateWebhook: Mounter = (router, parts) =>
  mount(router, createTenantWebhook, ({ params, body }) =>
    askBot(parts, params.tenant, createWebhook, { body }),
  )
