import type { Router } from 'express'
import { postTyping } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import { phoneMeant } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountPostTyping(router: Router, parts: ApiParts): void {
  mount(router, postTyping, async ({ body }) => ({
    success: await parts.attention.typing(phoneMeant(parts, 'to', body.to), body.state),
  }))
}
