import { postMessage } from '../../common/contracts/bot-api.ts'
import { postTenantMessage } from '../../common/contracts/public-messages.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountPostMessage: Mounter = (router, parts) =>
  mount(router, postTenantMessage, ({ params, body, idempotencyKey }) =>
    askBot(parts, params.tenant, postMessage, { body, idempotencyKey }),
  )
