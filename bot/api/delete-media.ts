import type { Router } from 'express'
import { deleteMedia } from '../../common/contracts/media-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountDeleteMedia(router: Router, { media }: ApiParts): void {
  mount(router, deleteMedia, async ({ params }) => {
    await media.remove(params.id)
    return { success: true }
  })
}
