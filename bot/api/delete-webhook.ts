import type { Router } from 'express'
import { deleteWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountDeleteWebhook(router: Router, { webhooks }: ApiParts): void {
  mount(router, deleteWebhook, ({ params }) => webhooks.remove(params.id))
}
