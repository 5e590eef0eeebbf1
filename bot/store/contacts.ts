import type { Phone, ChatId, ContactId, MessageId } from '../../common/domain/ids.ts'
import { asChatId, asContactId, asPhone, newChatId } from '../../common/domain/ids.ts'
import type { Contact } from '../../common/contracts/contacts.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { changeContact, deleteContact, setBlocked } from './contact-changes.ts'
import type { ContactChange } from './contact-changes.ts'
import { listContacts, viewContact } from './contact-views.ts'
import type { ContactQuery } from './contact-views.ts'
import { chatIdsOf } from './family.ts'
import { contactBehind, lidsWithoutPhone, ownerOf } from './identities.ts'
import type { Identity } from './identities.ts'
import { mergeContacts } from './merging.ts'
import { tellContact } from './webhook-events.ts'

export type { Identity } from './identities.ts'

/** A chat with all it takes to send into it. */
export interface Chat {
  readonly id: ChatId
  readonly contactId: ContactId
  readonly channel: string
  /** Where the channel sends to, if the channel has told. */
  readonly address: string | null
  readonly phone: Phone | null
  /** The operator wants to hear nothing of the person, and nothing said to it. */
  readonly isBlocked: boolean
  /** Until then the bot answers nothing there; milliseconds since the epoch. */
  readonly silentUntil: number | undefined
  /** The network does not know the person; asking again before that time is of no use. */
  readonly unreachable: { readonly until: number; readonly reason: string } | undefined
  /** Whether the contact wants to hear nothing, wherever it is. */
  readonly optedOut: boolean
}

export interface Contacts {
  /**
   * The chat with the person behind the identities, made if there is none. What was not known of
   * the person is learned; two contacts that turn out to be one are merged: identities and chats
   * move, messages stay in the chat they were written in.
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
  /** The LIDs of contacts of which no phone number is known. */
  withoutPhone(channel: string): Promise<readonly string[]>
  chat(id: ChatId): Promise<Chat | undefined>
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
  /** Makes two contacts one, the older. @returns it */
  merge(one: ContactId, other: ContactId): Promise<ContactId>
  /** Marks a contact and all that is its own as deleted. @returns messages that will not be sent */
  remove(id: ContactId): Promise<readonly MessageId[]>
}

export function contactsOver(ground: Ground): Contacts {
  return {
    async chatWith(channel, identities, known = {}) {
      const contactId = await contactBehind(ground, channel, identities, known.name)
      return await chatOf(ground, channel, contactId, known.address)
    },
    learn: (channel, identities) => learn(ground, channel, identities),
    withoutPhone: (channel) => lidsWithoutPhone(ground, channel),
    chat: (id) => readChat(ground, id),
    chatIdsOf: (contactId, channel) => chatIdsOf(ground, contactId, channel),
    find: (text) => findContact(ground, text),
    async setAddress(chatId, address) {
      await changeChat(ground, chatId, {
        address,
        unreachable_until: null,
        unreachable_reason: null,
      })
    },
    async setUnreachable(chatId, until, reason) {
      await changeChat(ground, chatId, {
        unreachable_until: new Date(until).toISOString(),
        unreachable_reason: reason,
      })
    },
    view: (id) => viewContact(ground, id),
    list: (query) => listContacts(ground, query),
    change: (id, change) => changeContact(ground, id, change),
    setBlocked: (id, isBlocked) => setBlocked(ground, id, isBlocked),
    async merge(one, other) {
      const [into, from] = one < other ? [one, other] : [other, one]
      if (into === from) return into
      await mergeContacts(ground, from, into)
      await tellContact(ground, into, [from])
      return into
    },
    remove: (id) => deleteContact(ground, id),
  }
}

async function learn(
  ground: Ground,
  channel: string,
  identities: readonly Identity[],
): Promise<ContactId | undefined> {
  const owners = await Promise.all(identities.map((one) => ownerOf(ground, channel, one)))
  const isNews = new Set(owners).size > 1
  if (!isNews) return undefined
  return await contactBehind(ground, channel, identities, undefined)
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

async function changeChat(
  ground: Ground,
  id: ChatId,
  change: {
    readonly address?: string
    readonly unreachable_until: string | null
    readonly unreachable_reason: string | null
  },
): Promise<void> {
  await ground.db
    .updateTable('chats')
    .set({ ...change, updated_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .execute()
}

async function chatOf(
  ground: Ground,
  channel: string,
  contactId: ContactId,
  address: string | undefined,
): Promise<Chat> {
  const [id] = await chatIdsOf(ground, contactId, channel)
  const chat = id === undefined ? undefined : await readChat(ground, id)
  if (!chat) return await addChat(ground, channel, contactId, address)
  if (address === undefined || address === chat.address) return chat
  await contactsOver(ground).setAddress(chat.id, address)
  return { ...chat, address, unreachable: undefined }
}

async function addChat(
  ground: Ground,
  channel: string,
  contactId: ContactId,
  address: string | undefined,
): Promise<Chat> {
  const id = newChatId()
  await ground.db
    .insertInto('chats')
    .values({
      ...newRow(ground, id),
      contact_id: contactId,
      channel,
      address: address ?? null,
      silent_until: null,
      silent_reason: null,
      event_sequence: 0,
      last_at: null,
      read_up_to: null,
      unreachable_until: null,
      unreachable_reason: null,
      rank: 2,
    })
    .execute()
  const chat = await readChat(ground, id)
  if (!chat) throw new Error('a chat that was just made is not there')
  return chat
}

async function readChat(ground: Ground, id: ChatId): Promise<Chat | undefined> {
  const row = await ground.db
    .selectFrom('chats')
    .innerJoin('contacts', 'contacts.id', 'chats.contact_id')
    .select([
      'chats.contact_id',
      'chats.channel',
      'chats.address',
      'chats.silent_until',
      'chats.unreachable_until',
      'chats.unreachable_reason',
      'contacts.blocked_at',
      'contacts.opted_out_at',
    ])
    .where('chats.tenant_id', '=', ground.tenantId)
    .where('chats.id', '=', id)
    .where('chats.deleted_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const contactId = asContactId(row.contact_id)
  const until = timeOf(row.unreachable_until)
  return {
    id: asChatId(id),
    contactId,
    channel: row.channel,
    address: row.address,
    phone: await phoneOf(ground, contactId),
    isBlocked: row.blocked_at !== null,
    silentUntil: timeOf(row.silent_until),
    unreachable:
      until === undefined ? undefined : { until, reason: row.unreachable_reason ?? 'unreachable' },
    optedOut: row.opted_out_at !== null,
  }
}

const timeOf = (at: string | null | undefined): number | undefined =>
  at ? Date.parse(at) : undefined

async function phoneOf(ground: Ground, contactId: ContactId): Promise<Phone | null> {
  const row = await ground.db
    .selectFrom('identities')
    .select('value')
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', contactId)
    .where('kind', '=', 'phone')
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row ? asPhone(row.value) : null
}
