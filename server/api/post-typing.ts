import { postTyping } from '../../common/contracts/bot-api.ts'
import { postTenantTyping } from '../../common/contracts/public-messages.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountPostTyping: Mounter = (router, parts) =>
  mount(router, postTenantTyping, ({ params, body }) =>
    askBot(parts, params.tenant, postTyping, { body }),
  )
