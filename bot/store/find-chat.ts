import type { ChatId, ContactId, Phone } from '../../common/domain/ids.ts'
import { asChatId, asContactId, asPhone, newChatId } from '../../common/domain/ids.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { chatsOf } from './family.ts'
import type { Tables } from './schema.ts'

/** A chat with all it takes to send into it. */
export interface Chat {
  readonly id: ChatId
  readonly contactId: ContactId
  readonly channel: string
  /** Where the channel sends to, if the channel has told. */
  readonly address: string | null
  /** The number it is with; of somebody with several, this one. */
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

/** What tells one chat of a person from another. */
interface Line {
  readonly phone: string | undefined
  readonly address?: string | undefined
}

/**
 * The chat of a contact on a channel that is with a number, or leads to an address; made if there is
 * none. A person with two numbers has a chat with each: what is written to one never goes to the
 * other.
 */
export async function chatFor(
  ground: Ground,
  channel: string,
  contactId: ContactId,
  line: Line,
): Promise<Chat> {
  const known = chosen(await chatsOf(ground, contactId, channel), line)
  const id = known?.id ?? (await addChat(ground, channel, contactId, line))
  if (known) await learn(ground, known, line)
  const chat = await readChat(ground, id)
  if (!chat) throw new Error('a chat that was just found is not there')
  return chat
}

/** The chat with a number, if there is one. */
export async function chatAt(
  ground: Ground,
  channel: string,
  contactId: ContactId,
  phone: Phone,
): Promise<Chat | undefined> {
  const known = chosen(await chatsOf(ground, contactId, channel), { phone })
  return known && (await readChat(ground, asChatId(known.id)))
}

type Row = Pick<Tables['chats'], 'id' | 'address' | 'phone'>

function chosen(chats: readonly Row[], { phone, address }: Line): Row | undefined {
  const there = address === undefined ? undefined : chats.find((chat) => chat.address === address)
  if (there || phone === undefined) return there ?? chats[0]
  // A chat with somebody whose number was not known yet.
  return chats.find((chat) => chat.phone === phone) ?? chats.find((chat) => chat.phone === null)
}

async function learn(ground: Ground, chat: Row, { phone, address }: Line): Promise<void> {
  const isMoved = address !== undefined && address !== chat.address
  const isNamed = phone !== undefined && phone !== chat.phone
  if (!isMoved && !isNamed) return
  await changeChat(ground, asChatId(chat.id), {
    ...(isMoved && reachedAt(address)),
    ...(isNamed && { phone }),
  })
}

/** Where a person was found, the network knows it. */
export const reachedAt = (address: string) => ({
  address,
  unreachable_until: null,
  unreachable_reason: null,
})

export async function changeChat(
  ground: Ground,
  id: ChatId,
  change: Partial<
    Pick<Tables['chats'], 'address' | 'phone' | 'unreachable_until' | 'unreachable_reason'>
  >,
): Promise<void> {
  await ground.db
    .updateTable('chats')
    .set({ ...change, updated_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .execute()
}

async function addChat(
  ground: Ground,
  channel: string,
  contactId: ContactId,
  { phone, address }: Line,
): Promise<ChatId> {
  const id = newChatId()
  await ground.db
    .insertInto('chats')
    .values({
      ...newRow(ground, id),
      contact_id: contactId,
      channel,
      address: address ?? null,
      phone: phone ?? null,
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
  return id
}

/** @returns undefined also when it was deleted */
export async function readChat(ground: Ground, id: string): Promise<Chat | undefined> {
  const row = await ground.db
    .selectFrom('chats')
    .innerJoin('contacts', 'contacts.id', 'chats.contact_id')
    .select([
      'chats.contact_id',
      'chats.channel',
      'chats.address',
      'chats.phone',
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
    phone: row.phone === null ? await phoneOf(ground, contactId) : asPhone(row.phone),
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
