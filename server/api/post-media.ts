import { postMedia, postTenantMedia } from '../../common/contracts/media-api.ts'
import { mountBytes } from '../../common/kit/http.ts'
import { passToBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountPostMedia: Mounter = (router, parts) =>
  mountBytes(router, postTenantMedia, async ({ params, query }, request, response) => {
    await passToBot(parts, params.tenant, postMedia, { query }, request, response)
  })
