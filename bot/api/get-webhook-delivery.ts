import type { Router } from 'express'
import { problem } from '../../common/contracts/errors.ts'
import { inspectWebhookDelivery } from '../../common/contracts/webhook-api.ts'
import { asWebhookDeliveryId } from '../../common/domain/ids.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountGetWebhookDelivery(router: Router, { store, tenant }: ApiParts): void {
  mount(router, inspectWebhookDelivery, async ({ params }) => {
    const found = await store.webhookDeliveries.inspect(asWebhookDeliveryId(params.id))
    if (!found) {
      throw problem(
        'unknown_delivery',
        `There is no delivery ${params.id}; old ones are forgotten.`,
      )
    }
    const { payload, ...delivery } = found
    return { ...delivery, payload: { ...payload, tenant } }
  })
}
