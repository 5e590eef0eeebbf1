import type { Router } from 'express'
import { problem } from '../../common/contracts/errors.ts'
import { getWebhookRedrive } from '../../common/contracts/webhook-api.ts'
import { asWebhookRedriveId } from '../../common/domain/ids.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountGetWebhookRedrive(router: Router, { store }: ApiParts): void {
  mount(router, getWebhookRedrive, async ({ params }) => {
    const found = await store.webhookRedrives.view(asWebhookRedriveId(params.id))
    if (!found) {
      throw problem('unknown_redrive', `There is no redrive ${params.id}; old ones are forgotten.`)
    }
    return found
  })
}
