import type { Router } from 'express'
import { readMessage } from '../../common/contracts/bot-api.ts'
import { asMessageId } from '../../common/domain/ids.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

const STATES = { text: 'typing', audio: 'recording' } as const

export function mountPostRead(router: Router, { attention }: ApiParts): void {
  mount(router, readMessage, async ({ params, body }) => {
    const shown = body.typing_indicator?.type
    await attention.read(asMessageId(params.id), shown && STATES[shown])
    return { success: true }
  })
}
