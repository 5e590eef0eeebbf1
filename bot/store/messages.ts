import type { ChannelMessageId, ChatId, ContactId, MessageId } from '../../common/domain/ids.ts'
import { asChatId, asMessageId, newMediaId, newMessageId } from '../../common/domain/ids.ts'
import { UNDECRYPTED } from '../../common/domain/message.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type { Message } from '../../common/contracts/messages.ts'
import { advance } from './advance.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { chatsOver } from './chats.ts'
import { familyOf } from './family.ts'
import { findIn, lastSaidIn } from './find-messages.ts'
import { mediaOver } from './media.ts'
import { listMessages, viewMessage } from './message-views.ts'
import type { MessageQuery } from './message-views.ts'
import { messageRow } from './new-message.ts'
import type { NewMessage } from './new-message.ts'
import { rankOf } from './ranks.ts'
import { storedMessage } from './stored-message.ts'
import type { StoredMessage } from './stored-message.ts'
import { tellNewMessage } from './webhook-events.ts'

export type { NewMessage } from './new-message.ts'

export interface Messages {
  /** @returns the new id, or undefined when the message is already there */
  add(message: NewMessage): Promise<MessageId | undefined>
  /**
   * Puts what a message says in the place of one that could not be read.
   * @returns where it is; undefined when there is none such
   */
  fill(
    chats: readonly ChatId[],
    message: Pick<NewMessage, 'channelMessageId' | 'type' | 'text' | 'content' | 'file'> & {
      readonly fromMe: boolean
      /** In a group only its writer can say what a message says. */
      readonly writer?: ContactId | undefined
    },
  ): Promise<{ readonly id: MessageId; readonly chatId: ChatId } | undefined>
  /** Whether the network's message is stored in one of the chats. */
  isKnown(chats: readonly ChatId[], fromMe: boolean, id: ChannelMessageId): Promise<boolean>
  get(id: MessageId): Promise<StoredMessage | undefined>
  /**
   * A message of one of the chats.
   * @param id ours or the network's
   */
  findIn(chats: readonly ChatId[], id: string): Promise<StoredMessage | undefined>
  /**
   * The newest message of the chats that both sides have before them.
   * @param beside types that do not count
   */
  lastSaid(chats: readonly ChatId[], beside: readonly string[]): Promise<StoredMessage | undefined>
  /** Our own outbound message behind the network's id. */
  byNetworkId(id: ChannelMessageId): Promise<StoredMessage | undefined>
  /** When the bot answered in a chat's thread lately, newest first; several texts of one turn count once. */
  answeredAt(chatId: ChatId, limit: number): Promise<readonly number[]>
  /**
   * Moves messages forward as far as they were not there before.
   * @returns the ids of those that moved
   */
  advance(
    which: { readonly ids: readonly MessageId[] } | { readonly networkIds: readonly string[] },
    to: Delivery,
    reason?: string,
  ): Promise<readonly MessageId[]>
  /** One message as the API shows it. */
  view(id: MessageId): Promise<Message | undefined>
  /** A page of messages, oldest first. */
  list(query: MessageQuery): Promise<readonly Message[]>
}

export function messagesOver(ground: Ground): Messages {
  return {
    add: (message) => add(ground, message),
    fill: (chats, message) => fill(ground, chats, message),
    isKnown: (chats, fromMe, id) => isKnown(ground, chats, fromMe, id),
    get: (id) => find(ground, 'id', id),
    findIn: (chats, id) => findIn(ground, chats, id),
    lastSaid: (chats, beside) => lastSaidIn(ground, chats, beside),
    byNetworkId: (id) => find(ground, 'channel_message_id', id),
    answeredAt: (chatId, limit) => answeredAt(ground, chatId, limit),
    advance: (which, to, reason) => advance(ground, which, to, reason),
    view: (id) => viewMessage(ground, id),
    list: (query) => listMessages(ground, query),
  }
}

async function add(ground: Ground, message: NewMessage): Promise<MessageId | undefined> {
  const id = newMessageId()
  const mediaId = message.file ? newMediaId() : message.mediaId
  const result = await ground.db
    .insertInto('messages')
    .values({
      ...messageRow(ground, id, message),
      media_id: mediaId ?? null,
      ...(message.delivery === 'queued' && { rank: rankOf(message.chatId) }),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'channel', 'chat_id', 'from_me', 'channel_message_id'])
        .doNothing(),
    )
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows !== 1n) return undefined
  if (message.file) await mediaOver(ground).add(message.file, mediaId)
  await chatsOver(ground).touched(message.chatId, message.at)
  await tellNewMessage(ground, id, message)
  return id
}

async function fill(
  ground: Ground,
  chats: readonly ChatId[],
  message: Parameters<Messages['fill']>[1],
): Promise<{ readonly id: MessageId; readonly chatId: ChatId } | undefined> {
  const mediaId = message.file ? newMediaId() : null
  const row = await ground.db
    .updateTable('messages')
    .set({
      type: message.type,
      text: message.text,
      media_id: mediaId,
      content: message.content ? JSON.stringify(message.content) : null,
      updated_at: nowIso(ground),
    })
    .where('tenant_id', '=', ground.tenantId)
    .where('channel_message_id', '=', message.channelMessageId)
    .where('from_me', '=', message.fromMe ? 1 : 0)
    .where('chat_id', 'in', [...chats])
    .where('writer_id', message.writer === undefined ? 'is' : '=', message.writer ?? null)
    .where('type', '=', UNDECRYPTED)
    .where('deleted_at', 'is', null)
    .returning(['id', 'chat_id', 'direction'])
    .executeTakeFirst()
  if (!row) return undefined
  if (message.file && mediaId) await mediaOver(ground).add(message.file, mediaId)
  const id = asMessageId(row.id)
  await tellNewMessage(ground, id, { direction: row.direction, type: message.type })
  return { id, chatId: asChatId(row.chat_id) }
}

async function isKnown(
  ground: Ground,
  chats: readonly ChatId[],
  fromMe: boolean,
  id: ChannelMessageId,
): Promise<boolean> {
  const row = await ground.db
    .selectFrom('messages')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('channel_message_id', '=', id)
    .where('from_me', '=', fromMe ? 1 : 0)
    .where('chat_id', 'in', [...chats])
    .executeTakeFirst()
  return row !== undefined
}

async function find(
  ground: Ground,
  column: 'id' | 'channel_message_id',
  value: string,
): Promise<StoredMessage | undefined> {
  let rows = ground.db
    .selectFrom('messages')
    .selectAll()
    .where('tenant_id', '=', ground.tenantId)
    .where(column, '=', value)
    .where('deleted_at', 'is', null)
  if (column === 'channel_message_id') rows = rows.where('from_me', '=', 1)
  const row = await rows.executeTakeFirst()
  return row && storedMessage(row)
}

/** The thread's newest rows are read by their key, whoever wrote them: the index has no author. */
async function answeredAt(
  ground: Ground,
  chatId: ChatId,
  limit: number,
): Promise<readonly number[]> {
  const rows: { author: string; at: string }[] = []
  for (const one of await familyOf(ground, chatId)) {
    rows.push(
      ...(await ground.db
        .selectFrom('messages')
        .select(['author', 'at'])
        .where('tenant_id', '=', ground.tenantId)
        .where('chat_id', '=', one)
        .where('deleted_at', 'is', null)
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()),
    )
  }
  const answers = rows.filter(({ author }) => author === 'bot').map(({ at }) => Date.parse(at))
  return [...new Set(answers)].sort((one, other) => other - one)
}
