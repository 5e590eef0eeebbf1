import type { Router } from 'express'
import { updateContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { contactMeant, shown } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountPatchContact(router: Router, parts: ApiParts): void {
  mount(router, updateContact, async ({ params, body }) => {
    const id = await contactMeant(parts, params.contact)
    await parts.store.transaction(({ contacts }) => contacts.change(id, body))
    return await shown(parts, id)
  })
}
