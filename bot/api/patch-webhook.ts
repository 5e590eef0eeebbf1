import type { Router } from 'express'
import { updateWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountPatchWebhook(router: Router, { webhooks }: ApiParts): void {
  mount(router, updateWebhook, ({ params, body }) => webhooks.update(params.id, body))
}
