import type { Router } from 'express'
import { postMessage } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import { phoneMeant } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountPostMessage(router: Router, parts: ApiParts): void {
  mount(router, postMessage, ({ body, idempotencyKey }) =>
    parts.accept({ ...body, to: phoneMeant(parts, 'to', body.to) }, idempotencyKey),
  )
}
