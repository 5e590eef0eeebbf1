import { listTenantWebhooks, listWebhooks } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountListWebhooks: Mounter = (router, parts) =>
  mount(router, listTenantWebhooks, ({ params }) => askBot(parts, params.tenant, listWebhooks))
