import type { Router } from 'express'
import { botStatus } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountGetStatus(router: Router, { status }: ApiParts): void {
  mount(router, botStatus, () => status())
}
