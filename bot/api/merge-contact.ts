import type { Router } from 'express'
import { problem } from '../../common/contracts/errors.ts'
import { mergeContact } from '../../common/contracts/people-api.ts'
import { mount } from '../../common/kit/http.ts'
import { contactMeant, shown } from './meant.ts'
import type { ApiParts } from './parts.ts'

export function mountMergeContact(router: Router, parts: ApiParts): void {
  mount(router, mergeContact, async ({ params, body }) => {
    const one = await contactMeant(parts, params.contact)
    const other = await contactMeant(parts, body.with, 'with')
    if (one === other) {
      throw problem(
        'same_contact',
        `${params.contact} and ${body.with} are the contact ${one} already; there is nothing to merge.`,
      )
    }
    return await shown(parts, (await parts.people.merge(one, other)) ?? one)
  })
}
