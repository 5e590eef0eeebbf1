import type { Router } from 'express'
import { sendMessageSimply } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountSendMessage(router: Router, { accept }: ApiParts): void {
  mount(router, sendMessageSimply, ({ body, idempotencyKey }) =>
    accept({ to: body.phone, type: 'text', text: body.message }, idempotencyKey),
  )
}
