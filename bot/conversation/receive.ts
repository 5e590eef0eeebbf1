import type { ChatId, MessageId } from '../../common/domain/ids.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { UNDECRYPTED, UNREADABLE } from '../../common/domain/message.ts'
import type { TenantConfig } from '../../common/domain/tenant-config.ts'
import { pointed } from './about.ts'
import { readChoice } from './menus.ts'
import { takeInFromGroup } from './receive-group.ts'
import { hearConsent } from './opt-out.ts'
import type { Consent, ConsentParts } from './opt-out.ts'
import type { Chat } from '../store/contacts.ts'
import type { NewMedia } from '../store/media.ts'
import type { NewMessage } from '../store/messages.ts'
import type { Ended } from '../store/outbox.ts'
import type { Repositories, Store } from '../store/store.ts'

export interface ReceiveParts extends ConsentParts {
  readonly store: Store
  business(): Pick<TenantConfig, 'owners' | 'handover' | 'bursts' | 'language' | 'pacing'>
  /** A message that was not known before is stored. */
  received(message: {
    readonly id: MessageId
    readonly type: string
    readonly fromMe: boolean
  }): void
  /** Messages to its writer may go now, or never any more. */
  heard(heard: Heard): void
}

/** What a sign of life changes for what waits for its sender. */
export interface Heard {
  readonly released: readonly MessageId[]
  readonly ended: Ended | undefined
}

interface Taken extends Partial<Heard> {
  readonly id: MessageId | undefined
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
    const taken = await parts.store.transaction((inside) => takeIn(parts, inside, channel, message))
    const { id, released = [], ended } = taken
    if (released.length > 0 || ended) parts.heard({ released, ended })
    if (id) parts.received({ id, type: message.type, fromMe: message.fromMe })
  }

async function takeIn(
  parts: ReceiveParts,
  inside: Repositories,
  channel: string,
  message: InboundMessage,
): Promise<Taken> {
  if (message.group) {
    return { id: await takeInFromGroup(inside, channel, message, fileOf(message)) }
  }
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
      return { id: added }
    }
    const heard = await hear(parts, inside, chat, chats, read)
    if (wantsAnswer(message) && !chat.isBlocked && !heard.optedOut) {
      const gather = gathering(parts, chat, toSelf)
      await inside.turns.add({ id: added, chatId: chat.id }, gather)
    }
    return { id: added, ...heard }
  }
  if (message.type === UNDECRYPTED) return { id: undefined }
  const filled = await messages.fill(chats, {
    ...message,
    content,
    file: fileOf(message),
    channelMessageId: message.id,
  })
  if (filled) await inside.deeds.catchUp(filled.id)
  // It is late already, and may be older than a burst that gathers.
  if (!filled || (fromMe && !toSelf)) return { id: filled?.id }
  const heard = await hear(parts, inside, chat, chats, message)
  const isAsked = wantsAnswer(message) && !chat.isBlocked && !heard.optedOut
  if (isAsked) await inside.turns.add(filled, 0)
  return { id: filled.id, ...heard }
}

/** Whoever writes is answered before others are written to, and may say that nobody should. */
async function hear(
  parts: ReceiveParts,
  inside: Repositories,
  chat: Chat,
  chats: readonly ChatId[],
  message: InboundMessage,
): Promise<Consent & Partial<Heard>> {
  await inside.ranks.put(chats, 0)
  const consent = message.fromMe
    ? { optedOut: chat.optedOut }
    : await hearConsent(parts, inside, chat, message)
  if (!parts.business().pacing.enabled) return consent
  return { ...consent, released: await inside.holds.releaseIn(chats) }
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
