import { problem } from '../../common/contracts/errors.ts'
import { asChatId, isContactId } from '../../common/domain/ids.ts'
import type { ContactId, Phone } from '../../common/domain/ids.ts'
import { readPhone } from '../../common/domain/phone.ts'
import { invalidRequest } from '../../common/kit/http.ts'
import type { Chat } from '../store/contacts.ts'
import type { ApiParts } from './parts.ts'

/**
 * The number that a caller has written, in whatever way.
 * @param field where it stood in the request
 * @throws {Problem} `invalid_request`, with what to write instead
 */
export function phoneMeant(
  { country }: Pick<ApiParts, 'country'>,
  field: string,
  text: string,
): Phone {
  const reading = readPhone(text, country())
  if ('phone' in reading) return reading.phone
  throw invalidRequest([{ field, message: reading.sentence.replace(/\.$/, '') }])
}

/**
 * A contact's id as it stands, or a phone number however it is written.
 * @throws {Problem} `invalid_request` for what is neither
 */
export const personMeant = (
  parts: Pick<ApiParts, 'country'>,
  field: string,
  text: string,
): ContactId | Phone => (isContactId(text) ? text : phoneMeant(parts, field, text))

/**
 * The contact that a caller names by id or by phone number.
 * @throws {Problem} `unknown_contact`; `invalid_request` for what is neither
 */
export async function contactMeant(
  parts: Pick<ApiParts, 'country' | 'store'>,
  text: string,
  field = 'contact',
): Promise<ContactId> {
  const person = personMeant(parts, field, text)
  const id = await parts.store.contacts.find(person)
  if (id !== undefined) return id
  throw unknownContact(person)
}

export const unknownContact = (person: string): Error =>
  problem(
    'unknown_contact',
    person.startsWith('+')
      ? `There is no contact with the number ${person}. Write to it, or write it down with POST …/contacts.`
      : `There is no contact ${person}. List them to see which there are.`,
  )

/** @throws {Problem} `unknown_chat` */
export async function chatMeant({ store }: Pick<ApiParts, 'store'>, text: string): Promise<Chat> {
  const chat = await store.contacts.chat(asChatId(text))
  if (chat) return chat
  throw unknownChat(text)
}

export const unknownChat = (id: string): Error =>
  problem('unknown_chat', `There is no chat ${id}. List them to see which there are.`)

/**
 * A contact as it is now.
 * @throws {Problem} `unknown_contact` when it was deleted meanwhile
 */
export async function shown({ store }: Pick<ApiParts, 'store'>, id: ContactId) {
  const contact = await store.contacts.view(id)
  if (contact) return contact
  throw unknownContact(id)
}
