import type { MessageId } from '../../common/domain/ids.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { UNDECRYPTED, UNREADABLE } from '../../common/domain/message.ts'
import type { TenantConfig } from '../../common/domain/tenant-config.ts'
import type { Clock } from '../../common/kit/clock.ts'
import { pointed } from './about.ts'
import { readChoice } from './menus.ts'
import { takeInFromGroup } from './receive-group.ts'
import type { Chat } from '../store/contacts.ts'
import type { NewMedia } from '../store/media.ts'
import type { NewMessage } from '../store/messages.ts'
import type { Repositories, Store } from '../store/store.ts'

export interface ReceiveParts {
  readonly store: Store
  readonly clock: Clock
  business(): Pick<TenantConfig, 'owners' | 'handover' | 'bursts'>
  /** A message that was not known before is stored. */
  received(message: {
    readonly id: MessageId
    readonly type: string
    readonly fromMe: boolean
  }): void
}

const HOUR = 3_600_000

/** About another message, or not readable yet: nobody expects an answer to them. */
const ANSWERLESS: ReadonlySet<string> = new Set(['reaction', 'edit', 'revoke', ...UNREADABLE])

/** Whoever only does this on the phone has not begun to write there. */
const HANDLESS: ReadonlySet<string> = new Set(['reaction', 'edit', 'revoke', 'poll_vote'])

/**
 * Stores what comes in, once, whatever its source and however often it is handed over, together
 * with the turn it asks for. What a human wrote on the linked phone is stored as outbound and keeps
 * the bot silent in that chat for a while; what they wrote to the phone's own number is a command.
 */
export const receiver =
  (parts: ReceiveParts) =>
  async (channel: string, message: InboundMessage): Promise<void> => {
    const id = await parts.store.transaction((inside) => takeIn(parts, inside, channel, message))
    if (id) parts.received({ id, type: message.type, fromMe: message.fromMe })
  }

async function takeIn(
  parts: ReceiveParts,
  inside: Repositories,
  channel: string,
  message: InboundMessage,
): Promise<MessageId | undefined> {
  if (message.group) return await takeInFromGroup(inside, channel, message, fileOf(message))
  const { contacts, messages } = inside
  const { fromMe, toSelf } = message
  const chat = await contacts.chatWith(channel, message.contact, {
    name: message.name,
    address: fromMe && !toSelf ? undefined : message.address,
  })
  // Two contacts that were merged leave two chats; the message may be in the other one.
  const chats = await contacts.chatIdsOf(chat.contactId, channel)
  const isKnown = chats.length > 1 && (await messages.isKnown(chats, fromMe, message.id))
  const about = message.about && (await messages.findIn(chats, message.about))
  const content = about ? pointed(message.content, about) : message.content
  const read = await readChoice(inside, chats, { ...message, content }, about)
  const added = isKnown ? undefined : await messages.add(rowOf(channel, chat, read))
  if (added !== undefined) {
    if (DEEDS.has(message.type)) await takeDeed(inside, added)
    if (fromMe && !toSelf) {
      if (!HANDLESS.has(message.type)) await handOver(parts, inside, chat, message)
    } else if (wantsAnswer(message) && !chat.isBlocked) {
      const gather = gathering(parts, chat, toSelf)
      await inside.turns.add({ id: added, chatId: chat.id }, gather)
    }
    return added
  }
  if (message.type === UNDECRYPTED) return undefined
  const filled = await messages.fill(chats, {
    ...message,
    content,
    file: fileOf(message),
    channelMessageId: message.id,
  })
  if (filled) await inside.deeds.catchUp(filled.id)
  // It is late already, and may be older than a burst that gathers.
  const isAsked = (!fromMe || toSelf) && wantsAnswer(message) && !chat.isBlocked
  if (filled && isAsked) await inside.turns.add(filled, 0)
  return filled?.id
}

const DEEDS: ReadonlySet<string> = new Set(['edit', 'revoke'])

async function takeDeed({ messages, deeds }: Repositories, id: MessageId): Promise<void> {
  const deed = await messages.get(id)
  if (deed) await deeds.take(deed)
}

function rowOf(channel: string, chat: Chat, message: InboundMessage): NewMessage {
  const { fromMe, toSelf } = message
  const isOutbound = fromMe && !toSelf
  return {
    channel,
    chatId: chat.id,
    direction: isOutbound ? 'outbound' : 'inbound',
    fromMe,
    author: fromMe ? 'phone' : 'contact',
    channelMessageId: message.id,
    type: message.type,
    text: message.text,
    content: message.content,
    file: fileOf(message),
    delivery: isOutbound ? 'sent' : null,
    at: message.at,
  }
}

const fileOf = ({ file }: InboundMessage): NewMedia | undefined =>
  file && {
    origin: 'message',
    source: file.source,
    claimedMime: file.mime,
    size: file.size,
    filename: file.filename,
  }

const wantsAnswer = ({ type }: InboundMessage): boolean => !ANSWERLESS.has(type)

/** A human has read the chat and taken it over. What waited for long in the network silences accordingly less. */
async function handOver(
  parts: ReceiveParts,
  { silences, chats }: Repositories,
  chat: Chat,
  message: InboundMessage,
): Promise<void> {
  await chats.markRead(chat.id)
  const now = parts.clock.now()
  const until = Math.min(message.at, now) + parts.business().handover.hours * HOUR
  if (until > now) await silences.keep(chat.id, until, 'human')
}

/** Customers write in bursts; whoever commands the bot is answered at once. */
function gathering(parts: ReceiveParts, { phone }: Chat, toSelf: boolean): number {
  const { owners, bursts } = parts.business()
  const isOwner = toSelf || (phone !== null && owners.includes(phone))
  return isOwner ? 0 : bursts.seconds * 1000
}
