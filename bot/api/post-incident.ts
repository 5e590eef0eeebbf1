import type { Router } from 'express'
import { postIncident } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountPostIncident(router: Router, { store }: ApiParts): void {
  mount(router, postIncident, ({ body }) => store.incidents.take(body))
}
