import type { Router } from 'express'
import { redriveWebhookDelivery } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountRedriveWebhookDelivery(router: Router, { webhooks }: ApiParts): void {
  mount(router, redriveWebhookDelivery, ({ params }) => webhooks.redrive(params.id))
}
