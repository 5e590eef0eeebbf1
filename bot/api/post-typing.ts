import type { Router } from 'express'
import { postTyping } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountPostTyping(router: Router, { attention }: ApiParts): void {
  mount(router, postTyping, async ({ body }) => ({
    success: await attention.typing(body.to, body.state),
  }))
}
