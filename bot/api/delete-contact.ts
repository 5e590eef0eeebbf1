import type { Router } from 'express'
import { deleteContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { contactMeant } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountDeleteContact(router: Router, parts: ApiParts): void {
  mount(router, deleteContact, async ({ params }) => {
    await parts.people.remove(await contactMeant(parts, params.contact))
  })
}
