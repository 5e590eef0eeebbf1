import { asChatId } from '../../common/domain/ids.ts'
import type { ChatId, MessageId } from '../../common/domain/ids.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type { Clock, Random } from '../../common/kit/clock.ts'
import { backoff, openQueue } from '../../common/kit/queue.ts'
import type { Queue } from '../../common/kit/queue.ts'
import { SendError } from '../channels/channel.ts'
import type { Channel } from '../channels/channel.ts'
import { saidIn } from './said.ts'
import type { Chat } from '../store/contacts.ts'
import type { ClaimedMessage } from '../store/claims.ts'
import type { Repositories, Store } from '../store/store.ts'

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
/** How much of a chat's line may be claimed ahead: what leaves in so many milliseconds, up to a number. */
const AHEAD = { ms: 100, most: 8 }
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
  const claimed = new Map<string, readonly ClaimedMessage[]>()
  const queue = openQueue({
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
      const ahead = claimed.get(lane)
      claimed.delete(lane)
      if (!isOpen()) {
        await giveBack(store, ahead ?? [])
        return false
      }
      const [message, ...behind] = ahead ?? (await claimFirst(store, asChatId(lane)))
      if (!message) return false
      const ended = await send(parts, message, behind)
      if (ended.next.length > 0) claimed.set(lane, ended.next)
      return ended.goesOn
    },
  })
  return {
    wake: () => queue.wake(),
    settle: () => queue.settle(),
    async [Symbol.asyncDispose]() {
      await queue[Symbol.asyncDispose]()
      await giveBack(store, [...claimed.values()].flat()).catch((error) => parts.failed(error))
    },
  }
}

const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)

async function claimFirst(store: Store, chatId: ChatId): Promise<readonly ClaimedMessage[]> {
  const first = await store.transaction(({ outbox }) => outbox.claim(chatId))
  return first ? [first] : []
}

/** @param ms how long the chat's last message was under way */
async function claimNext(
  { outbox }: Repositories,
  chatId: ChatId,
  ms: number,
): Promise<readonly ClaimedMessage[]> {
  const first = await outbox.claim(chatId)
  if (!first) return []
  const most = Math.min(AHEAD.most, Math.floor(AHEAD.ms / Math.max(1, ms)))
  return [first, ...(await outbox.claimBehind(first, Math.max(0, most - 1)))]
}

async function giveBack(store: Store, messages: readonly ClaimedMessage[]): Promise<void> {
  if (messages.length > 0) await store.transaction(({ outbox }) => outbox.unclaim(messages))
}

interface Ended {
  /** Whether the next message of the chat may go. */
  readonly goesOn: boolean
  /** What is claimed already, in its order. */
  readonly next: readonly ClaimedMessage[]
}

/** @param behind what is claimed already behind the message */
async function send(
  parts: DeliverParts,
  message: ClaimedMessage,
  behind: readonly ClaimedMessage[],
): Promise<Ended> {
  const { store, channel, clock } = parts
  const goOn = { goesOn: true, next: behind }
  if (message.expiresAt !== undefined && message.expiresAt <= clock.now()) {
    await advance(parts, { ids: [message.id] }, 'failed', 'expired')
    return goOn
  }
  const chat = await store.contacts.chat(message.chatId)
  const hopeless = unreachable(chat, clock)
  if (hopeless !== undefined) {
    await advance(parts, { ids: [message.id] }, 'failed', hopeless)
    return goOn
  }
  // While others were sent it may have been ended.
  if (message.isAhead && !(await store.outbox.isQueued(message.id))) return goOn
  const begun = clock.now()
  try {
    const { address } = await channel.send({
      ...saidIn(message),
      address: chat?.address ?? null,
      phone: chat?.phone ?? null,
    })
    if (address !== chat?.address) await store.contacts.setAddress(message.chatId, address)
  } catch (error) {
    if (await afterFailure(parts, message, error)) return goOn
    await giveBack(store, behind)
    return { goesOn: false, next: [] }
  }
  return { goesOn: true, next: await confirmed(parts, message, behind, clock.now() - begun) }
}

/**
 * Marks a message as sent. It is over before what is behind it can be claimed again; what is claimed
 * already does not wait for it: at worst a crash has the message sent again, under the same id.
 * @returns what goes next
 */
async function confirmed(
  parts: DeliverParts,
  { id, chatId }: ClaimedMessage,
  behind: readonly ClaimedMessage[],
  ms: number,
): Promise<readonly ClaimedMessage[]> {
  const tell = (ids: readonly MessageId[]): void => {
    if (ids.length > 0) parts.moved(ids, 'sent')
    parts.sent()
  }
  if (behind.length > 0) {
    const marked = parts.store.transaction(
      ({ messages }) => messages.advance({ ids: [id] }, 'sent'),
      PATIENCE,
    )
    void marked.then(tell).catch((error) => parts.failed(error))
    return behind
  }
  const { ids, next } = await parts.store.transaction(async (inside) => ({
    ids: await inside.messages.advance({ ids: [id] }, 'sent'),
    next: await claimNext(inside, chatId, ms),
  }))
  tell(ids)
  return next
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
