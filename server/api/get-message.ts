import { getMessage } from '../../common/contracts/bot-api.ts'
import { getTenantMessage } from '../../common/contracts/public-messages.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountGetMessage: Mounter = (router, parts) =>
  mount(router, getTenantMessage, ({ params }) =>
    askBot(parts, params.tenant, getMessage, { params: { id: params.id } }),
  )
