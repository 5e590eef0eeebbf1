import { deleteMedia, deleteTenantMedia } from '../../common/contracts/media-api.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

export const mountDeleteMedia: Mounter = (router, parts) =>
  mount(router, deleteTenantMedia, ({ params }) =>
    askBot(parts, params.tenant, deleteMedia, { params: { id: params.id } }),
  )
