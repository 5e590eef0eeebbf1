import type { Router } from 'express'
import { putContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { phoneMeant, shown } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountPostContact(router: Router, parts: ApiParts): void {
  mount(router, putContact, async ({ body: { phone: written, ...facts } }) => {
    const phone = phoneMeant(parts, 'phone', written)
    const id = await parts.store.transaction(async ({ contacts }) => {
      const contact = await contacts.withPhone(parts.channel, phone)
      await contacts.change(contact, facts)
      return contact
    })
    return await shown(parts, id)
  })
}
