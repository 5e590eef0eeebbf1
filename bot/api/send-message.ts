import type { Router } from 'express'
import { sendMessageSimply } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import { phoneMeant } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountSendMessage(router: Router, parts: ApiParts): void {
  mount(router, sendMessageSimply, ({ body, idempotencyKey }) =>
    parts.accept(
      { to: phoneMeant(parts, 'phone', body.phone), type: 'text', text: body.message },
      idempotencyKey,
    ),
  )
}
