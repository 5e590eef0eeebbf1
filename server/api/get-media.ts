import { getMedia, getTenantMedia } from '../../common/contracts/media-api.ts'
import { mountBytes } from '../../common/kit/http.ts'
import { passToBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountGetMedia: Mounter = (router, parts) =>
  mountBytes(router, getTenantMedia, async ({ params }, request, response) => {
    const call = { params: { id: params.id } }
    await passToBot(parts, params.tenant, getMedia, call, request, response)
  })
