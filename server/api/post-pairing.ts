import { postPairing } from '../../common/contracts/bot-api.ts'
import { postTenantPairing } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

/** A code comes from WhatsApp, which the bot may have to connect to first. */
const TIMEOUT_MS = 40_000

export const mountPostPairing: Mounter = (router, parts) =>
  mount(router, postTenantPairing, ({ params, body }) =>
    askBot(parts, params.tenant, postPairing, { body, timeoutMs: TIMEOUT_MS }),
  )
