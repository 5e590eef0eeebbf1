import type { Router } from 'express'
import { blockContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { contactMeant, shown } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountBlockContact(router: Router, parts: ApiParts): void {
  mount(router, blockContact, async ({ params }) => {
    const id = await contactMeant(parts, params.contact)
    await parts.people.block(id, true)
    return await shown(parts, id)
  })
}
