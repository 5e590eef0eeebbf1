import { deleteMessage } from '../../common/contracts/bot-api.ts'
import { deleteTenantMessage } from '../../common/contracts/public-messages.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountDeleteMessage: Mounter = (router, parts) =>
  mount(router, deleteTenantMessage, ({ params, idempotencyKey }) =>
    askBot(parts, params.tenant, deleteMessage, {
      params: { id: params.id },
      idempotencyKey,
    }),
  )
