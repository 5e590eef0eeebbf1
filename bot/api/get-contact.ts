import type { Router } from 'express'
import { getContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { contactMeant, shown } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountGetContact(router: Router, parts: ApiParts): void {
  mount(router, getContact, async ({ params }) =>
    shown(parts, await contactMeant(parts, params.contact)),
  )
}
