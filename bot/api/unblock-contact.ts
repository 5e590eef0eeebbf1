import type { Router } from 'express'
import { unblockContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { contactMeant, shown } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountUnblockContact(router: Router, parts: ApiParts): void {
  mount(router, unblockContact, async ({ params }) => {
    const id = await contactMeant(parts, params.contact)
    await parts.people.block(id, false)
    return await shown(parts, id)
  })
}
