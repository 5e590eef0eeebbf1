import type { Router } from 'express'
import { postPairing } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import { phoneMeant } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountPostPairing(router: Router, parts: ApiParts): void {
  mount(router, postPairing, async ({ body }) => ({
    code: await parts.requestCode(phoneMeant(parts, 'phone', body.phone)),
  }))
}
