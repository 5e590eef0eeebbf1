import type { Router } from 'express'
import { problem } from '../../common/contracts/errors.ts'
import { getWebhook } from '../../common/contracts/webhook-api.ts'
import { asWebhookId } from '../../common/domain/ids.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountGetWebhook(router: Router, { store }: ApiParts): void {
  mount(router, getWebhook, async ({ params }) => {
    const webhook = await store.webhookEndpoints.get(asWebhookId(params.id))
    if (!webhook) throw problem('unknown_webhook', `There is no webhook ${params.id}.`)
    return webhook
  })
}
