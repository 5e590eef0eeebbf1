import type { Router } from 'express'
import { rotateWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountRotateWebhook(router: Router, { webhooks }: ApiParts): void {
  mount(router, rotateWebhook, ({ params, body }) => webhooks.rotate(params.id, body.overlapHours))
}
