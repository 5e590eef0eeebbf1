import type { Phone, ChatId, ContactId } from '../../common/domain/ids.ts'
import {
  asChatId,
  asContactId,
  asPhone,
  newChatId,
  newContactId,
  newRowId,
} from '../../common/domain/ids.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'

/** One of a person's names on a channel: a phone number, a LID. */
export interface Identity {
  readonly kind: string
  readonly value: string
}

/** A chat with all it takes to send into it. */
export interface Chat {
  readonly id: ChatId
  readonly contactId: ContactId
  readonly channel: string
  /** Where the channel sends to, if the channel has told. */
  readonly address: string | null
  readonly phone: Phone | null
  /** Until then the bot answers nothing there; milliseconds since the epoch. */
  readonly silentUntil: number | undefined
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
  chat(id: ChatId): Promise<Chat | undefined>
  /** Every chat of the person on the channel; merging leaves more than one. */
  chatIdsOf(contactId: ContactId, channel: string): Promise<readonly ChatId[]>
  /** @param text a contact's id or one of its phone numbers in E.164 */
  find(text: string): Promise<ContactId | undefined>
  setAddress(chatId: ChatId, address: string): Promise<void>
}

export function contactsOver(ground: Ground): Contacts {
  return {
    async chatWith(channel, identities, known = {}) {
      const contactId = await contactBehind(ground, channel, identities, known.name)
      return await chatOf(ground, channel, contactId, known.address)
    },
    chat: (id) => readChat(ground, id),
    async chatIdsOf(contactId, channel) {
      const rows = await ground.db
        .selectFrom('chats')
        .select('id')
        .where('tenant_id', '=', ground.tenantId)
        .where('contact_id', '=', contactId)
        .where('channel', '=', channel)
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .execute()
      return rows.map((row) => asChatId(row.id))
    },
    find: (text) => findContact(ground, text),
    async setAddress(chatId, address) {
      await ground.db
        .updateTable('chats')
        .set({ address, updated_at: nowIso(ground) })
        .where('tenant_id', '=', ground.tenantId)
        .where('id', '=', chatId)
        .execute()
    },
  }
}

async function findContact(ground: Ground, text: string): Promise<ContactId | undefined> {
  const byId = await ground.db
    .selectFrom('contacts')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', text)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (byId) return asContactId(byId.id)
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

async function contactBehind(
  ground: Ground,
  channel: string,
  identities: readonly Identity[],
  name: string | undefined,
): Promise<ContactId> {
  const found = await Promise.all(
    identities.map((identity) => contactOfIdentity(ground, channel, identity)),
  )
  const [oldest, ...others] = [...new Set(found.filter((id) => id !== undefined))].sort()
  const contactId = oldest ?? (await addContact(ground, name))
  for (const other of others) await merge(ground, other, contactId)
  for (const [index, identity] of identities.entries()) {
    if (found[index] === undefined) await addIdentity(ground, channel, contactId, identity)
  }
  if (oldest !== undefined && name !== undefined) await rename(ground, contactId, name)
  return contactId
}

async function contactOfIdentity(
  ground: Ground,
  channel: string,
  { kind, value }: Identity,
): Promise<ContactId | undefined> {
  const row = await ground.db
    .selectFrom('identities')
    .select('contact_id')
    .where('tenant_id', '=', ground.tenantId)
    .where('channel', '=', channel)
    .where('kind', '=', kind)
    .where('value', '=', value)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row && asContactId(row.contact_id)
}

async function addContact(ground: Ground, name: string | undefined): Promise<ContactId> {
  const id = newContactId()
  await ground.db
    .insertInto('contacts')
    .values({ ...newRow(ground, id), name: name ?? null })
    .execute()
  return id
}

async function addIdentity(
  ground: Ground,
  channel: string,
  contactId: ContactId,
  identity: Identity,
): Promise<void> {
  await ground.db
    .insertInto('identities')
    .values({
      ...newRow(ground, newRowId()),
      contact_id: contactId,
      channel,
      kind: identity.kind,
      value: identity.value,
    })
    .execute()
}

async function rename(ground: Ground, id: ContactId, name: string): Promise<void> {
  await ground.db
    .updateTable('contacts')
    .set({ name, updated_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .where((where) => where.or([where('name', 'is', null), where('name', '!=', name)]))
    .execute()
}

async function merge(ground: Ground, from: ContactId, into: ContactId): Promise<void> {
  const now = nowIso(ground)
  for (const table of ['identities', 'chats'] as const) {
    await ground.db
      .updateTable(table)
      .set({ contact_id: into, updated_at: now })
      .where('tenant_id', '=', ground.tenantId)
      .where('contact_id', '=', from)
      .execute()
  }
  await ground.db
    .updateTable('contacts')
    .set({ deleted_at: now, updated_at: now })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', from)
    .execute()
}

async function chatOf(
  ground: Ground,
  channel: string,
  contactId: ContactId,
  address: string | undefined,
): Promise<Chat> {
  const row = await ground.db
    .selectFrom('chats')
    .select(['id', 'address', 'silent_until'])
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', contactId)
    .where('channel', '=', channel)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  const id = row ? asChatId(row.id) : newChatId()
  if (!row) {
    await ground.db
      .insertInto('chats')
      .values({
        ...newRow(ground, id),
        contact_id: contactId,
        channel,
        address: address ?? null,
        silent_until: null,
        silent_reason: null,
      })
      .execute()
  } else if (address !== undefined && address !== row.address) {
    await contactsOver(ground).setAddress(id, address)
  }
  return {
    id,
    contactId,
    channel,
    address: address ?? row?.address ?? null,
    phone: await phoneOf(ground, contactId),
    silentUntil: timeOf(row?.silent_until),
  }
}

async function readChat(ground: Ground, id: ChatId): Promise<Chat | undefined> {
  const row = await ground.db
    .selectFrom('chats')
    .select(['contact_id', 'channel', 'address', 'silent_until'])
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const contactId = asContactId(row.contact_id)
  return {
    id,
    contactId,
    channel: row.channel,
    address: row.address,
    phone: await phoneOf(ground, contactId),
    silentUntil: timeOf(row.silent_until),
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
