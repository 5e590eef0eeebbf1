import type { Router } from 'express'
import { postMessage } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountPostMessage(router: Router, { accept }: ApiParts): void {
  mount(router, postMessage, ({ body, idempotencyKey }) => accept(body, idempotencyKey))
}
