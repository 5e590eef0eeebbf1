import type { Router } from 'express'
import { redriveWebhookDeliveries } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountRedriveWebhookDeliveries(router: Router, { webhooks }: ApiParts): void {
  mount(router, redriveWebhookDeliveries, ({ body }) => webhooks.redriveAll(body))
}
