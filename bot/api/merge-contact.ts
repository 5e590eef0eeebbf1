import type { Router } from 'express'
import { problem } from '../../common/contracts/errors.ts'
import { mergeContact } from '../../common/contracts/people-api.ts'
import { invalidRequest, mount } from '../../common/kit/http.ts'
import { contactMeant, shown } from './meant.ts'
import type { ContactId } from '../../common/domain/ids.ts'
import type { ApiParts } from './parts.ts'

async function isGroup(parts: ApiParts, ...ids: readonly ContactId[]): Promise<boolean> {
  const contacts = await Promise.all(ids.map((id) => shown(parts, id)))
  return contacts.some(({ identities }) => identities.some(({ kind }) => kind === 'group'))
}

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
    if (await isGroup(parts, one, other)) {
      const message = 'must be a person, as the other contact: a group is nobody else'
      throw invalidRequest([{ field: 'with', message }])
    }
    return await shown(parts, (await parts.people.merge(one, other)) ?? one)
  })
}
