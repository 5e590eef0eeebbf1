import { asChatId } from '../../common/domain/ids.ts'
import type { MessageId } from '../../common/domain/ids.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type { Clock, Random } from '../../common/kit/clock.ts'
import { backoff, openQueue } from '../../common/kit/queue.ts'
import type { Queue } from '../../common/kit/queue.ts'
import { SendError } from '../channels/channel.ts'
import type { Channel } from '../channels/channel.ts'
import { saidIn } from './said.ts'
import type { Chat } from '../store/contacts.ts'
import type { ClaimedMessage } from '../store/outbox.ts'
import type { Store } from '../store/store.ts'

export interface DeliverParts {
  readonly store: Store
  readonly channel: Channel
  readonly clock: Clock
  readonly random: Random
  /** Messages have come further. */
  moved(ids: readonly MessageId[], to: Delivery, reason?: string): void
  /** The network has confirmed one more message. */
  sent(): void
  putOff(message: ClaimedMessage, reason: string): void
  failed(error: Error): void
}

/** Chats that are sent to at the same time; one slow contact must not hold up the others. */
const LANES = 8
/** How long a receipt may wait until others commit something too, in milliseconds. */
const PATIENCE = 25
const RETRY = { first: 1000, longest: 300_000 }

/**
 * The one way out. A message leaves the line when the network has confirmed it, or will never take
 * it, or its time has run out; until then it is tried again under the same id.
 */
export function openOutbox(parts: DeliverParts): Queue {
  const { store, channel, clock } = parts
  const isOpen = () => channel.connection().state === 'open'
  let expiry: number | undefined = 0
  const claimed = new Map<string, ClaimedMessage>()
  return openQueue({
    name: 'outbox',
    clock,
    lanes: LANES,
    failed: (error) => parts.failed(error),
    async take(busy, limit) {
      if (expiry !== undefined && expiry <= clock.now()) {
        const expired = await store.transaction(({ outbox }) => outbox.expire())
        if (expired.length > 0) parts.moved(expired, 'failed', 'expired')
      }
      return isOpen() ? await store.outbox.due(busy, limit) : []
    },
    async nextDue(after) {
      expiry = await store.outbox.nextExpiry()
      return isOpen() ? earlier(await store.outbox.nextDue(after), expiry) : expiry
    },
    async work(lane) {
      const next = claimed.get(lane)
      claimed.delete(lane)
      if (!isOpen()) return false
      const message =
        next ?? (await store.transaction(({ outbox }) => outbox.claim(asChatId(lane))))
      const ended = message && (await send(parts, message))
      if (ended?.next) claimed.set(lane, ended.next)
      return ended?.goesOn === true
    },
  })
}

const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)

interface Ended {
  /** Whether the next message of the chat may go. */
  readonly goesOn: boolean
  /** It, if it is claimed already. */
  readonly next?: ClaimedMessage | undefined
}

async function send(parts: DeliverParts, message: ClaimedMessage): Promise<Ended> {
  const { store, channel, clock } = parts
  if (message.expiresAt !== undefined && message.expiresAt <= clock.now()) {
    await advance(parts, { ids: [message.id] }, 'failed', 'expired')
    return { goesOn: true }
  }
  const chat = await store.contacts.chat(message.chatId)
  const hopeless = unreachable(chat, clock)
  if (hopeless !== undefined) {
    await advance(parts, { ids: [message.id] }, 'failed', hopeless)
    return { goesOn: true }
  }
  try {
    const { address } = await channel.send({
      ...saidIn(message),
      address: chat?.address ?? null,
      phone: chat?.phone ?? null,
    })
    if (address !== chat?.address) await store.contacts.setAddress(message.chatId, address)
  } catch (error) {
    return { goesOn: await afterFailure(parts, message, error) }
  }
  const { ids, next } = await store.transaction(async ({ messages, outbox }) => ({
    ids: await messages.advance({ ids: [message.id] }, 'sent'),
    next: await outbox.claim(message.chatId),
  }))
  if (ids.length > 0) parts.moved(ids, 'sent')
  parts.sent()
  return { goesOn: true, next }
}

/** Why the network was not asked again about somebody it did not know a short time ago. */
const unreachable = (chat: Chat | undefined, clock: Clock): string | undefined =>
  chat?.address === null && chat.unreachable && chat.unreachable.until > clock.now()
    ? chat.unreachable.reason
    : undefined

/** @returns whether the next message of the chat may go */
async function afterFailure(
  parts: DeliverParts,
  message: ClaimedMessage,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof SendError)) throw error
  if (error.fate === 'rejected') {
    const { contacts } = parts.store
    if (error.retryAt) await contacts.setUnreachable(message.chatId, error.retryAt, error.reason)
    await advance(parts, { ids: [message.id] }, 'failed', error.reason)
    return true
  }
  const wait = backoff(message.attempts + 1, parts.random, RETRY)
  await parts.store.outbox.putOff(message.id, error.retryAt ?? parts.clock.now() + wait, {
    reason: error.reason,
    left: message.mayHaveLeft || error.fate === 'unknown',
  })
  parts.putOff(message, error.reason)
  return false
}

/** Takes back a message that nobody has begun to send. */
export const canceller =
  ({ store, moved }: Pick<DeliverParts, 'store' | 'moved'>) =>
  async (id: MessageId): Promise<boolean> => {
    const isCancelled = await store.transaction(({ outbox }) => outbox.cancel(id))
    if (isCancelled) moved([id], 'cancelled')
    return isCancelled
  }

/** What the network says of our messages, by its ids. Nobody is in a hurry for it. */
export const progressor =
  (parts: Pick<DeliverParts, 'store' | 'moved'>) =>
  async (networkIds: readonly string[], delivery: Delivery, reason?: string): Promise<void> => {
    const ids = await parts.store.transaction(
      ({ messages }) => messages.advance({ networkIds }, delivery, reason),
      PATIENCE,
    )
    if (ids.length > 0) parts.moved(ids, delivery, reason)
  }

async function advance(
  { store, moved }: Pick<DeliverParts, 'store' | 'moved'>,
  which: { readonly ids: readonly MessageId[] },
  to: Delivery,
  reason?: string,
): Promise<void> {
  const ids = await store.transaction(({ messages }) => messages.advance(which, to, reason))
  if (ids.length > 0) moved(ids, to, reason)
}
