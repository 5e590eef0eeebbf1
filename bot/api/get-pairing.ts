import type { Router } from 'express'
import { getPairing } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountGetPairing(router: Router, { pairing }: ApiParts): void {
  mount(router, getPairing, () => pairing())
}
