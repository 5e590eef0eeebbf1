import { postLogout } from '../../common/contracts/bot-api.ts'
import { logoutTenant } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

const TIMEOUT_MS = 30_000

export const mountLogoutTenant: Mounter = (router, parts) =>
  mount(router, logoutTenant, async ({ params }) => {
    await askBot(parts, params.tenant, postLogout, { timeoutMs: TIMEOUT_MS })
    return parts.view(await parts.registry.find(params.tenant))
  })
