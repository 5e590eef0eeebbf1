import { problem } from '../../common/contracts/errors.ts'
import type { OutboundMessage } from '../../common/contracts/messages.ts'
import { asChatId, asGroupId, asPhone, isContactId, isGroupId } from '../../common/domain/ids.ts'
import type { GroupId, Phone } from '../../common/domain/ids.ts'
import { invalidRequest } from '../../common/kit/http.ts'
import { contactMeant, phoneMeant, shown } from './meant.ts'
import type { ApiParts } from './parts.ts'

type Parts = Pick<ApiParts, 'country' | 'groups' | 'store'>

/**
 * Whom a message goes to: a number, a group's address, or the id of a chat or a contact.
 * @throws {Problem} `groups_off`, `unknown_contact`; `invalid_request` for what is none of these
 */
export async function recipientMeant(
  parts: Parts,
  { to, recipient_type: type }: Pick<OutboundMessage, 'to' | 'recipient_type'>,
): Promise<Phone | GroupId> {
  const found = isGroupId(to) ? to : await numberOrGroup(parts, to)
  if (!isGroupId(found)) {
    if (type !== 'group') return found
    throw refuse('must be a group: its group_id, or the id of its chat or contact')
  }
  if (type === 'individual') throw refuse('must be a person; this is a group')
  if (parts.groups()) return found
  throw problem(
    'groups_off',
    'Messages to and from groups are off for this tenant. Set groups.enabled in its config.json to true first.',
  )
}

async function numberOrGroup(parts: Parts, text: string): Promise<Phone | GroupId> {
  if (!isContactId(text)) return phoneMeant(parts, 'to', text)
  const chat = await parts.store.contacts.chat(asChatId(text))
  const contact = await shown(parts, chat?.contactId ?? (await contactMeant(parts, text, 'to')))
  const group = contact.identities.find(({ kind }) => kind === 'group')
  if (group) return asGroupId(group.value)
  const phone = chat?.phone ?? contact.phone
  if (phone !== null) return asPhone(phone)
  throw refuse('must be somebody with a known number; of this contact only a hidden id is known')
}

const refuse = (message: string): Error => invalidRequest([{ field: 'to', message }])
