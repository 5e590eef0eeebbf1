import type { Router } from 'express'
import { cancelMessage } from '../../common/contracts/bot-api.ts'
import { problem } from '../../common/contracts/errors.ts'
import { asMessageId } from '../../common/domain/ids.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountPostCancel(router: Router, { store, cancel }: ApiParts): void {
  mount(router, cancelMessage, async ({ params }) => {
    const id = asMessageId(params.id)
    const isCancelled = await cancel(id)
    const message = await store.messages.view(id)
    if (!message) throw problem('unknown_message', `There is no message ${params.id}.`)
    // Asking twice is no mistake.
    if (isCancelled || message.delivery === 'cancelled') return message
    throw problem('not_cancellable', sentenceOf(params.id, message.delivery))
  })
}

const sentenceOf = (id: string, delivery: string | null): string =>
  delivery === null
    ? `The message ${id} came in; only messages that go out can be cancelled.`
    : `The message ${id} cannot be cancelled any more: it may have left already (${delivery}).`
