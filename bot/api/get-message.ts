import type { Router } from 'express'
import { getMessage } from '../../common/contracts/bot-api.ts'
import { problem } from '../../common/contracts/errors.ts'
import { asMessageId } from '../../common/domain/ids.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountGetMessage(router: Router, { store }: ApiParts): void {
  mount(router, getMessage, async ({ params }) => {
    const message = await store.messages.view(asMessageId(params.id))
    if (!message) throw problem('unknown_message', `There is no message ${params.id}.`)
    return message
  })
}
