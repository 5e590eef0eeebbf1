import type { Router } from 'express'
import { postLogout } from '../../common/contracts/bot-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

export function mountPostLogout(router: Router, { logout }: ApiParts): void {
  mount(router, postLogout, () => logout())
}
