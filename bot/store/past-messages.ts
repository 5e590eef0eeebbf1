import type { ChatId, ContactId } from '../../common/domain/ids.ts'
import { pastMessageId } from '../../common/domain/ids.ts'
import type { Ground } from './base.ts'
import { chatsOver } from './chats.ts'
import { chatIdsOf, familyOf } from './family.ts'
import { chatFor } from './find-chat.ts'
import { contactBehind, ownerOf } from './identities.ts'
import type { Identity } from './identities.ts'
import { messageRow } from './new-message.ts'
import type { NewMessage } from './new-message.ts'
import { nameOf } from './past-names.ts'
import { putRank } from './ranks.ts'

/** A message from before the bot was linked. */
export type PastMessage = Pick<
  NewMessage,
  'channelMessageId' | 'type' | 'text' | 'content' | 'delivery' | 'at'
> & {
  readonly contact: readonly Identity[]
  readonly name: string | undefined
  readonly address: string
  readonly fromMe: boolean
  /** Among all that are read, the newest of a chat first: times are whole seconds. */
  readonly place: number
}

/** @param messages of one chat */
export async function addPast(
  ground: Ground,
  channel: string,
  messages: readonly PastMessage[],
): Promise<number> {
  const [first] = messages
  if (!first) return 0
  const { chatId, contactId } = await chatOf(ground, channel, first)
  const known = await knownIn(ground, channel, contactId, messages)
  const rows = messages
    .filter(({ channelMessageId: id, fromMe }) => !known.has(`${id} ${fromMe ? 1 : 0}`))
    .map((message) => rowOf(ground, channel, chatId, message))
  if (rows.length === 0) return 0
  const added = await ground.db
    .insertInto('messages')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'channel', 'chat_id', 'from_me', 'channel_message_id'])
        .doNothing(),
    )
    .executeTakeFirst()
  await nobodyNew(ground, chatId)
  const chats = chatsOver(ground)
  await chats.touched(chatId, Math.max(...messages.map(({ at }) => at)))
  const newest = rows.map(({ id }) => id).reduce((one, other) => (one > other ? one : other))
  await chats.markRead(chatId, newest)
  return Number(added.numInsertedOrUpdatedRows ?? 0)
}

/** What waits for somebody who is known need not stand in the line of strangers. */
async function nobodyNew(ground: Ground, chatId: ChatId): Promise<void> {
  const chat = await ground.db
    .selectFrom('chats')
    .select('rank')
    .where('id', '=', chatId)
    .executeTakeFirst()
  if (chat?.rank === 2) await putRank(ground, await familyOf(ground, chatId), 1)
}

/** What is known of a person already is newer than what the past says. */
async function chatOf(
  ground: Ground,
  channel: string,
  { contact, name, address }: PastMessage,
): Promise<{ readonly chatId: ChatId; readonly contactId: ContactId }> {
  const owners = await Promise.all(contact.map((one) => ownerOf(ground, channel, one)))
  const isNew = owners.every((owner) => owner === undefined)
  const called = isNew ? (name ?? (await nameOf(ground, channel, contact))) : undefined
  const contactId = await contactBehind(ground, channel, contact, called, true)
  const phone = contact.find(({ kind }) => kind === 'phone')?.value
  const line = { phone, ...(isNew && { address }) }
  return { chatId: (await chatFor(ground, channel, contactId, line)).id, contactId }
}

/** A contact that was merged has more than one chat, and the message may be in the other one. */
async function knownIn(
  ground: Ground,
  channel: string,
  contactId: ContactId,
  messages: readonly PastMessage[],
): Promise<ReadonlySet<string>> {
  const found = await ground.db
    .selectFrom('messages')
    .select(['channel_message_id', 'from_me'])
    .where('tenant_id', '=', ground.tenantId)
    .where('channel', '=', channel)
    .where('chat_id', 'in', [...(await chatIdsOf(ground, contactId, channel))])
    .where(
      'channel_message_id',
      'in',
      messages.map(({ channelMessageId }) => channelMessageId),
    )
    .execute()
  return new Set(found.map((row) => `${row.channel_message_id} ${row.from_me}`))
}

const rowOf = (ground: Ground, channel: string, chatId: ChatId, message: PastMessage) => ({
  ...messageRow(ground, pastMessageId(message.at, message.place), {
    ...message,
    channel,
    chatId,
    direction: message.fromMe ? 'outbound' : 'inbound',
    author: message.fromMe ? 'phone' : 'contact',
  }),
  past: 1,
})
