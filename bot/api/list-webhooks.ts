import type { Router } from 'express'
import { listWebhooks } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountListWebhooks(router: Router, { store }: ApiParts): void {
  mount(router, listWebhooks, async () => ({
    webhooks: [...(await store.webhookEndpoints.list())],
  }))
}
