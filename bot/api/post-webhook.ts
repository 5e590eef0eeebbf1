import type { Router } from 'express'
import { createWebhook } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountPostWebhook(router: Router, { webhooks }: ApiParts): void {
  mount(router, createWebhook, ({ body }) => webhooks.add(body))
}
