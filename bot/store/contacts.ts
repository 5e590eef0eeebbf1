import type { ChatId, ContactId, MessageId, Phone } from '../../common/domain/ids.ts'
import { asContactId } from '../../common/domain/ids.ts'
import type { Contact } from '../../common/contracts/contacts.ts'
import { toIso } from '../../common/kit/clock.ts'
import type { Ground } from './base.ts'
import { changeContact, deleteContact, setBlocked } from './contact-changes.ts'
import type { ContactChange } from './contact-changes.ts'
import { listContacts, viewContact } from './contact-views.ts'
import type { ContactQuery } from './contact-views.ts'
import { chatIdsOf } from './family.ts'
import { changeChat, chatAt, chatFor, reachedAt, readChat } from './find-chat.ts'
import type { Chat } from './find-chat.ts'
import { callItself, contactBehind, learnPerson, lidsWithoutPhone, ownerOf } from './identities.ts'
import type { Identity } from './identities.ts'
import { mergeContacts } from './merging.ts'
import { tellContact } from './webhook-events.ts'

export type { Chat } from './find-chat.ts'
export type { Identity } from './identities.ts'

export interface Contacts {
  /**
   * The chat with the person behind the identities, made if there is none; of somebody with several
   * numbers, the one with this number. What was not known of the person is learned; two contacts
   * that turn out to be one are merged: identities and chats move, messages stay in the chat they
   * were written in.
   * @param identities at least one
   */
  chatWith(
    channel: string,
    identities: readonly Identity[],
    known?: { readonly name?: string | undefined; readonly address?: string | undefined },
  ): Promise<Chat>
  /**
   * Identities are told to be one person's: what is not known is learned, if the person is known.
   * @returns the contact, if there is one and something about it has changed
   */
  learn(channel: string, identities: readonly Identity[]): Promise<ContactId | undefined>
  /** The person behind the identities, made if there is none, without a chat; learned as by `chatWith`. */
  met(
    channel: string,
    identities: readonly Identity[],
    name: string | undefined,
  ): Promise<ContactId>
  /** What somebody, or a group, calls itself. @returns whether that is news of a known contact */
  named(channel: string, identity: Identity, name: string): Promise<boolean>
  /** The LIDs of contacts of which no phone number is known. */
  withoutPhone(channel: string): Promise<readonly string[]>
  chat(id: ChatId): Promise<Chat | undefined>
  /** The chat with a number, if there is one. */
  chatAt(channel: string, phone: Phone): Promise<Chat | undefined>
  /** The contact with a phone number, made if there is none. */
  withPhone(channel: string, phone: Phone): Promise<ContactId>
  /** Every chat of the person on the channel; merging leaves more than one. */
  chatIdsOf(contactId: ContactId, channel: string): Promise<readonly ChatId[]>
  /** @param text a contact's id, also of one that was merged, or a phone number in E.164 */
  find(text: string): Promise<ContactId | undefined>
  setAddress(chatId: ChatId, address: string): Promise<void>
  /** The network does not know the person: that is believed until a time. */
  setUnreachable(chatId: ChatId, until: number, reason: string): Promise<void>
  /** The contact as the API shows it. */
  view(id: ContactId): Promise<Contact | undefined>
  /** A page of contacts, oldest first. */
  list(query: ContactQuery): Promise<readonly Contact[]>
  change(id: ContactId, change: ContactChange): Promise<void>
  /** @returns messages that were not sent because of it */
  setBlocked(id: ContactId, isBlocked: boolean): Promise<readonly MessageId[]>
  /** Makes two contacts one, the older. @returns it; undefined when one of them is not there */
  merge(one: ContactId, other: ContactId): Promise<ContactId | undefined>
  /** Marks a contact and all that is its own as deleted. @returns messages that will not be sent */
  remove(id: ContactId): Promise<readonly MessageId[]>
}

export function contactsOver(ground: Ground): Contacts {
  return {
    async chatWith(channel, identities, known = {}) {
      const contactId = await contactBehind(ground, channel, identities, known.name)
      const phone = identities.find(({ kind }) => kind === 'phone')?.value
      return await chatFor(ground, channel, contactId, { phone, address: known.address })
    },
    learn: (channel, identities) => learnPerson(ground, channel, identities),
    met: (channel, identities, name) => contactBehind(ground, channel, identities, name),
    async named(channel, identity, name) {
      const id = await ownerOf(ground, channel, identity)
      const isNews = id !== undefined && (await callItself(ground, id, name))
      if (isNews) await tellContact(ground, id)
      return isNews
    },
    withoutPhone: (channel) => lidsWithoutPhone(ground, channel),
    chat: (id) => readChat(ground, id),
    async chatAt(channel, phone) {
      const contactId = await findContact(ground, phone)
      return contactId && (await chatAt(ground, channel, contactId, phone))
    },
    withPhone: (channel, phone) =>
      contactBehind(ground, channel, [{ kind: 'phone', value: phone }], undefined),
    chatIdsOf: (contactId, channel) => chatIdsOf(ground, contactId, channel),
    find: (text) => findContact(ground, text),
    async setAddress(chatId, address) {
      await changeChat(ground, chatId, reachedAt(address))
    },
    async setUnreachable(chatId, until, reason) {
      await changeChat(ground, chatId, {
        unreachable_until: toIso(until),
        unreachable_reason: reason,
      })
    },
    view: (id) => viewContact(ground, id),
    list: (query) => listContacts(ground, query),
    change: (id, change) => changeContact(ground, id, change),
    setBlocked: (id, isBlocked) => setBlocked(ground, id, isBlocked),
    merge: (one, other) => merge(ground, one, other),
    remove: (id) => deleteContact(ground, id),
  }
}

/** They are looked up again: one may have been merged or deleted since its id was read. */
async function merge(
  ground: Ground,
  one: ContactId,
  other: ContactId,
): Promise<ContactId | undefined> {
  const [first, second] = [await findContact(ground, one), await findContact(ground, other)]
  if (first === undefined || second === undefined || first === second) return first && second
  const [into, from] = first < second ? [first, second] : [second, first]
  await mergeContacts(ground, from, into)
  await tellContact(ground, into, [from])
  return into
}

async function findContact(ground: Ground, text: string): Promise<ContactId | undefined> {
  const byId = await ground.db
    .selectFrom('contacts')
    .select(['id', 'deleted_at', 'merged_into'])
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', text)
    .executeTakeFirst()
  if (byId?.merged_into) return await findContact(ground, byId.merged_into)
  if (byId) return byId.deleted_at === null ? asContactId(byId.id) : undefined
  const byPhone = await ground.db
    .selectFrom('identities')
    .select('contact_id')
    .where('tenant_id', '=', ground.tenantId)
    .where('kind', '=', 'phone')
    .where('value', '=', text)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return byPhone && asContactId(byPhone.contact_id)
}
