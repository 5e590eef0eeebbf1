import type { Router } from 'express'
import { testWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountTestWebhook(router: Router, { webhooks }: ApiParts): void {
  mount(router, testWebhook, ({ params }) => webhooks.test(params.id))
}
