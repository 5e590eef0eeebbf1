import type {
  ChannelMessageId,
  ChatId,
  ContactId,
  MediaId,
  MessageId,
} from '../../common/domain/ids.ts'
import type { Delivery, Direction } from '../../common/domain/message.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow } from './base.ts'
import type { Ground } from './base.ts'
import type { NewMedia } from './media.ts'
import type { MessageRow } from './schema.ts'

export interface NewMessage {
  readonly channel: string
  readonly chatId: ChatId
  readonly direction: Direction
  /** Whether it was written under our own number; unless told, what goes out was. */
  readonly fromMe?: boolean
  readonly author: MessageRow['author']
  /** Of what came in from a group: who wrote it there. */
  readonly writer?: { readonly id: ContactId; readonly address: string } | undefined
  readonly channelMessageId: ChannelMessageId
  readonly type: string
  readonly text: string | null
  /** The rest of the message, as Meta's Cloud API shapes it. */
  readonly content?: object | undefined
  /** The file that it takes along, which is here or on its way. */
  readonly mediaId?: MediaId | undefined
  /** A file that begins with it: it becomes one of the tenant's, to be fetched. */
  readonly file?: NewMedia | undefined
  readonly delivery: Delivery | null
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly expiresAt?: number
}

/** The row of a message with which nothing has happened yet. */
export const messageRow = (ground: Ground, id: MessageId, message: NewMessage) => ({
  ...newRow(ground, id),
  channel: message.channel,
  chat_id: message.chatId,
  from_me: (message.fromMe ?? message.direction === 'outbound') ? 1 : 0,
  channel_message_id: message.channelMessageId,
  direction: message.direction,
  author: message.author,
  type: message.type,
  text: message.text,
  content: message.content ? JSON.stringify(message.content) : null,
  delivery: message.delivery,
  reason: null,
  attempts: 0,
  next_at: null,
  expires_at: message.expiresAt === undefined ? null : toIso(message.expiresAt),
  claimed_at: null,
  writer_id: message.writer?.id ?? null,
  writer_address: message.writer?.address ?? null,
  turn_id: null,
  earlier: null,
  edited_at: null,
  revoked_at: null,
  media_id: null,
  at: toIso(message.at),
})
