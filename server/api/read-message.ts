import { readMessage } from '../../common/contracts/bot-api.ts'
import { readTenantMessage } from '../../common/contracts/public-messages.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountReadMessage: Mounter = (router, parts) =>
  mount(router, readTenantMessage, ({ params, body }) =>
    askBot(parts, params.tenant, readMessage, { params: { id: params.id }, body }),
  )
