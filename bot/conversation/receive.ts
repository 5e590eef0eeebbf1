import type { MessageId } from '../../common/domain/ids.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Repositories, Store } from '../store/store.ts'

export interface ReceiveParts {
  readonly store: Store
  /** A message that was not known before is stored. */
  received(message: {
    readonly id: MessageId
    readonly type: string
    readonly fromMe: boolean
  }): void
}

/** Kinds of messages that are about another message: nobody expects an answer to them. */
const ANSWERLESS: ReadonlySet<string> = new Set(['reaction'])

/**
 * Stores what comes in, once, whatever its source and however often it is handed over, together
 * with the turn it asks for. What a human wrote on the linked phone is stored as outbound.
 */
export const receiver =
  (parts: ReceiveParts) =>
  async (channel: string, message: InboundMessage): Promise<void> => {
    const id = await parts.store.transaction((inside) => takeIn(inside, channel, message))
    if (id) parts.received({ id, type: message.type, fromMe: message.fromMe })
  }

async function takeIn(
  { contacts, messages, turns }: Repositories,
  channel: string,
  message: InboundMessage,
): Promise<MessageId | undefined> {
  const { fromMe } = message
  const chat = await contacts.chatWith(channel, message.contact, {
    name: message.name,
    address: fromMe ? undefined : message.address,
  })
  // Two contacts that were merged leave two chats; the message may be in the other one.
  const chats = await contacts.chatIdsOf(chat.contactId, channel)
  if (chats.length > 1 && (await messages.isKnown(chats, fromMe, message.id))) return undefined
  const id = await messages.add({
    channel,
    chatId: chat.id,
    direction: fromMe ? 'outbound' : 'inbound',
    author: fromMe ? 'phone' : 'contact',
    channelMessageId: message.id,
    type: message.type,
    text: message.text,
    content: message.content,
    delivery: fromMe ? 'sent' : null,
    at: message.at,
  })
  if (id && !fromMe && !ANSWERLESS.has(message.type)) await turns.add({ id, chatId: chat.id })
  return id
}
