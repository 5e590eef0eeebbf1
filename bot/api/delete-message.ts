import type { Router } from 'express'
import { deleteMessage } from '../../common/contracts/bot-api.ts'
import { asMessageId } from '../../common/domain/ids.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountDeleteMessage(router: Router, { deeds }: ApiParts): void {
  mount(router, deleteMessage, ({ params, idempotencyKey }) =>
    deeds.revoke(asMessageId(params.id), idempotencyKey),
  )
}
