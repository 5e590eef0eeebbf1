import { editMessage } from '../../common/contracts/bot-api.ts'
import { editTenantMessage } from '../../common/contracts/public-messages.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountEditMessage: Mounter = (router, parts) =>
  mount(router, editTenantMessage, ({ params, body, idempotencyKey }) =>
    askBot(parts, params.tenant, editMessage, {
      params: { id: params.id },
      body,
      idempotencyKey,
    }),
  )
