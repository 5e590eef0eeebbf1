import type { Router } from 'express'
import { listWebhookDeliveries } from '../../common/contracts/webhook-api.ts'
import { mount } from '../../common/kit/http.ts'
import { PAGE, pageOf, readCursor } from './cursor.ts'
import type { ApiParts } from './parts.ts'

const ID = /^dlv_[0-9a-f-]{36}$/

export function mountListWebhookDeliveries(router: Router, { store }: ApiParts): void {
  mount(router, listWebhookDeliveries, async ({ query }) => {
    const limit = query.limit ?? PAGE
    const after = readCursor(query.after, ID)
    const found = await store.webhookDeliveries.list({ ...query, after, limit: limit + 1 })
    const page = pageOf(found, limit)
    return { deliveries: page.items, after: page.after }
  })
}
