import type { Router } from 'express'
import { editMessage } from '../../common/contracts/bot-api.ts'
import { asMessageId } from '../../common/domain/ids.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountPostEdit(router: Router, { deeds }: ApiParts): void {
  mount(router, editMessage, ({ params, body, idempotencyKey }) =>
    deeds.edit(asMessageId(params.id), body.text.body, idempotencyKey),
  )
}
