import type { Router } from 'express'
import { postMessage } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import { recipientMeant } from './recipient.ts'
import type { ApiParts } from './parts.ts'

export function mountPostMessage(router: Router, parts: ApiParts): void {
  mount(router, postMessage, async ({ body, idempotencyKey }) =>
    parts.accept({ ...body, to: await recipientMeant(parts, body) }, idempotencyKey),
  )
}
