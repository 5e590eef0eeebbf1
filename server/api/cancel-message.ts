import { cancelMessage } from '../../common/contracts/bot-api.ts'
import { cancelTenantMessage } from '../../common/contracts/public-messages.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountCancelMessage: Mounter = (router, parts) =>
  mount(router, cancelTenantMessage, ({ params }) =>
    askBot(parts, params.tenant, cancelMessage, { params: { id: params.id } }),
  )
