import { getPairing } from '../../common/contracts/bot-api.ts'
import { getTenantPairing } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountGetPairing: Mounter = (router, parts) =>
  mount(router, getTenantPairing, ({ params }) => askBot(parts, params.tenant, getPairing))
