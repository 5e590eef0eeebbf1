import { asChatId } from '../../common/domain/ids.ts'
import type { MessageId } from '../../common/domain/ids.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type { Clock, Random } from '../../common/kit/clock.ts'
import { backoff, openQueue } from '../../common/kit/queue.ts'
import type { Queue } from '../../common/kit/queue.ts'
import { SendError } from '../channels/channel.ts'
import type { Channel } from '../channels/channel.ts'
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
const RETRY = { first: 1000, longest: 300_000 }

/**
 * The one way out. A message leaves the line when the network has confirmed it, or will never take
 * it, or its time has run out; until then it is tried again under the same id.
 */
export function openOutbox(parts: DeliverParts): Queue {
  const { store, channel, clock } = parts
  const isOpen = () => channel.connection().state === 'open'
  let expiry: number | undefined = 0
  return openQueue({
    name: 'outbox',
    clock,
    lanes: LANES,
    failed: (error) => parts.failed(error),
    async take(busy, limit) {
      if (expiry !== undefined && expiry <= clock.now()) {
        const expired = await store.outbox.expire()
        if (expired.length > 0) parts.moved(expired, 'failed', 'expired')
      }
      return isOpen() ? await store.outbox.due(busy, limit) : []
    },
    async nextDue(after) {
      expiry = await store.outbox.nextExpiry()
      return isOpen() ? earlier(await store.outbox.nextDue(after), expiry) : expiry
    },
    async work(lane) {
      const message = isOpen() ? await store.outbox.claim(asChatId(lane)) : undefined
      return message ? await send(parts, message) : false
    },
  })
}

const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)

/** @returns whether the next message of the chat may go */
async function send(parts: DeliverParts, message: ClaimedMessage): Promise<boolean> {
  const { store, channel, clock } = parts
  if (message.expiresAt !== undefined && message.expiresAt <= clock.now()) {
    await advance(parts, { ids: [message.id] }, 'failed', 'expired')
    return true
  }
  const chat = await store.contacts.chat(message.chatId)
  try {
    const { address } = await channel.send({
      id: message.channelMessageId,
      address: chat?.address ?? null,
      phone: chat?.phone ?? null,
      text: message.text ?? '',
    })
    if (address !== chat?.address) await store.contacts.setAddress(message.chatId, address)
  } catch (error) {
    return await afterFailure(parts, message, error)
  }
  await advance(parts, { ids: [message.id] }, 'sent')
  parts.sent()
  return true
}

async function afterFailure(
  parts: DeliverParts,
  message: ClaimedMessage,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof SendError)) throw error
  if (error.fate === 'rejected') {
    await advance(parts, { ids: [message.id] }, 'failed', error.reason)
    return true
  }
  const wait = backoff(message.attempts + 1, parts.random, RETRY)
  await parts.store.outbox.putOff(message.id, parts.clock.now() + wait, {
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
    const isCancelled = await store.outbox.cancel(id)
    if (isCancelled) moved([id], 'cancelled')
    return isCancelled
  }

/** What the network says of our messages, by its ids. */
export const progressor =
  (parts: Pick<DeliverParts, 'store' | 'moved'>) =>
  (networkIds: readonly string[], delivery: Delivery, reason?: string): Promise<void> =>
    advance(parts, { networkIds }, delivery, reason)

async function advance(
  { store, moved }: Pick<DeliverParts, 'store' | 'moved'>,
  which: { readonly ids: readonly MessageId[] } | { readonly networkIds: readonly string[] },
  to: Delivery,
  reason?: string,
): Promise<void> {
  const ids = await store.messages.advance(which, to, reason)
  if (ids.length > 0) moved(ids, to, reason)
}
