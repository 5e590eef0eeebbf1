import type {
  ChannelMessageId,
  ChatId,
  ContactId,
  MediaId,
  MessageId,
} from '../../common/domain/ids.ts'
import {
  asChannelMessageId,
  asChatId,
  asContactId,
  asMediaId,
  asMessageId,
} from '../../common/domain/ids.ts'
import { deliverySchema } from '../../common/domain/message.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type { MessageRow } from './schema.ts'

/** A message as the conversation needs it. */
export interface StoredMessage {
  readonly id: MessageId
  readonly channel: string
  readonly chatId: ChatId
  readonly channelMessageId: ChannelMessageId
  readonly fromMe: boolean
  readonly author: MessageRow['author']
  /** Who wrote it in a group, when that is not us. */
  readonly writer: { readonly id: ContactId; readonly address: string } | undefined
  readonly type: string
  readonly text: string | null
  /** The rest of the message, as Meta's Cloud API shapes it. */
  readonly content: object | undefined
  /** The file that it brings or takes along. */
  readonly mediaId: MediaId | undefined
  readonly delivery: Delivery | null
  readonly attempts: number
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Whoever wrote it has taken it back. */
  readonly isRevoked: boolean
  /** When its time runs out; milliseconds since the epoch. */
  readonly expiresAt: number | undefined
}

/** A row as the conversation sees it. */
export const storedMessage = (row: MessageRow): StoredMessage => ({
  id: asMessageId(row.id),
  channel: row.channel,
  chatId: asChatId(row.chat_id),
  channelMessageId: asChannelMessageId(row.channel_message_id),
  fromMe: row.from_me === 1,
  author: row.author,
  writer: writerOf(row),
  type: row.type,
  text: row.text,
  content: contentOfRow(row),
  mediaId: row.media_id === null ? undefined : asMediaId(row.media_id),
  delivery: row.delivery === null ? null : deliverySchema.parse(row.delivery),
  attempts: row.attempts,
  at: Date.parse(row.at),
  isRevoked: row.revoked_at !== null,
  expiresAt: row.expires_at === null ? undefined : Date.parse(row.expires_at),
})

const writerOf = ({ writer_id: id, writer_address: address }: MessageRow) =>
  id === null || address === null ? undefined : { id: asContactId(id), address }

/** What is stored of a message beside its text. */
export function contentOfRow(row: Pick<MessageRow, 'content'>): object | undefined {
  const content: unknown = row.content === null ? undefined : JSON.parse(row.content)
  return typeof content === 'object' && content !== null ? content : undefined
}
