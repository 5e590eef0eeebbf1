import { problem } from '../../common/contracts/errors.ts'
import { textOf } from '../../common/contracts/content/content.ts'
import type { Content } from '../../common/contracts/content/content.ts'
import type { AddressedMessage, OutboundMessage } from '../../common/contracts/messages.ts'
import { isGroupId } from '../../common/domain/ids.ts'
import type { ChannelMessageId, ChatId, MessageId } from '../../common/domain/ids.ts'
import { TTL } from '../../common/domain/message.ts'
import type { Clock } from '../../common/kit/clock.ts'
import type { Subject } from '../channels/channel.ts'
import { withFile } from './files.ts'
import { optedOut } from './opt-out.ts'
import { contentToStore, subject } from './said.ts'
import { underKey } from './under-key.ts'
import type { Chat } from '../store/contacts.ts'
import type { Repositories, Store } from '../store/store.ts'

export interface AcceptParts {
  readonly store: Store
  readonly clock: Clock
  /** The channel that messages to phone numbers go through. */
  readonly channel: string
  newMessageId(): ChannelMessageId
  /** Something new is in the outbox. */
  accepted(): void
}

export interface Accepted {
  readonly id: MessageId
  readonly delivery: 'queued'
}

/** Takes a message for sending. */
export type Accept = (message: AddressedMessage, idempotencyKey?: string) => Promise<Accepted>

/**
 * Puts a message into the outbox; when the promise resolves it will go out, or be settled as
 * failed, whatever happens to the process. The same key with the same message gives the same answer
 * for 7 days.
 * @throws {Problem} `idempotency_conflict` for the same key with another message;
 *   `contact_blocked`, `contact_opted_out`; `unknown_message` when it is about one that its chat does not have;
 *   `unknown_media`, `media_gone`, `media_type`, `media_too_large`
 */
export const acceptor =
  (parts: AcceptParts): Accept =>
  async (message, idempotencyKey) => {
    const taken = await parts.store.transaction((inside) =>
      underKey(inside, idempotencyKey, requestOf(message), () => putIn(parts, inside, message)),
    )
    parts.accepted()
    return { id: taken, delivery: 'queued' }
  }

async function putIn(
  parts: AcceptParts,
  inside: Repositories,
  message: OutboundMessage,
): Promise<MessageId> {
  const { contacts, messages } = inside
  const at = parts.clock.now()
  const { content, ...file } = await withFile(inside.media, contentOf(message), at)
  const chat = await chatTo(parts, inside, message.to)
  if (chat.isBlocked) throw blocked(message.to)
  if (chat.optedOut) throw optedOut(`The contact ${message.to}`)
  const chats = await contacts.chatIdsOf(chat.contactId, parts.channel)
  // It need not stand in the line of strangers.
  if (isGroupId(message.to)) await inside.ranks.put(chats, 1)
  const id = await messages.add({
    channel: parts.channel,
    chatId: chat.id,
    direction: 'outbound',
    author: 'api',
    channelMessageId: parts.newMessageId(),
    type: content.type,
    text: textOf(content),
    content: contentToStore(content, message.context, await subjectOf(inside, chats, message)),
    ...file,
    delivery: 'queued',
    at,
    expiresAt: at + (message.ttl ?? TTL.usual) * 1000,
  })
  if (!id) throw new Error('a new message id was not new')
  return id
}

/** A group is reached at its address; somebody who has not written yet, under a number alone. */
const chatTo = (parts: AcceptParts, { contacts }: Repositories, to: string): Promise<Chat> =>
  isGroupId(to)
    ? contacts.chatWith(parts.channel, [{ kind: 'group', value: to }], { address: to })
    : contacts.chatWith(parts.channel, [{ kind: 'phone', value: to }])

/** The message in the same chat that this one answers or reacts to. */
async function subjectOf(
  { messages }: Repositories,
  chats: readonly ChatId[],
  message: OutboundMessage,
): Promise<Subject | undefined> {
  const id = message.type === 'reaction' ? message.reaction.message_id : message.context?.message_id
  if (id === undefined) return undefined
  const found = await messages.findIn(chats, id)
  if (found) return subject(found)
  throw problem(
    'unknown_message',
    `There is no message ${id} in the chat with ${message.to}. Answer and react with an id from that chat.`,
  )
}

/** Everything of a message but what is around it. */
function contentOf(message: OutboundMessage): Content {
  const { to: _to, ttl: _ttl, context: _context, ...rest } = message
  const { messaging_product: _product, recipient_type: _recipient, ...content } = rest
  return content
}

/** A text's is the same as before there were other types: a key outlives an update of the bot. */
function requestOf(message: OutboundMessage): readonly unknown[] {
  const { to, type, ttl, context } = message
  const isPlain = message.type === 'text' && !context && !('preview_url' in message.text)
  const said = isPlain ? message.text.body : [contentOf(message), context ?? null]
  return [to, type, said, ...(ttl === undefined ? [] : [ttl])]
}

const blocked = (phone: string): Error =>
  problem(
    'contact_blocked',
    `The contact ${phone} is blocked, so nothing is sent to it. Unblock the contact first.`,
  )
