import { asChatId } from '../../common/domain/ids.ts'
import type { ChatId, MessageId } from '../../common/domain/ids.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type { Clock, Random } from '../../common/kit/clock.ts'
import { openQueue } from '../../common/kit/queue.ts'
import type { Queue } from '../../common/kit/queue.ts'
import { canAttend } from '../channels/channel.ts'
import type { Channel } from '../channels/channel.ts'
import { Holding } from './pacing/holding.ts'
import { Pacer } from './pacing/pacer.ts'
import type { Claim, PacerParts } from './pacing/pacer.ts'
import { sendOne } from './send-one.ts'
import type { ClaimedMessage } from '../store/claims.ts'
import type { Repositories, Store } from '../store/store.ts'

export interface DeliverParts extends PacerParts {
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
/** Of these, lanes that nothing but answers may take. */
const FOR_REPLIES = 2
/** How much of a chat's line may be claimed ahead: what leaves in so many milliseconds, up to a number. */
const AHEAD = { ms: 100, most: 8 }
/** How long the mark of a message may wait until others commit something too, in milliseconds. */
const PATIENCE = 25

/**
 * The one way out. A message leaves the line when the network has confirmed it, or will never take
 * it, or its time has run out; until then it is tried again under the same id. The pacer says when
 * each may go.
 */
export function openOutbox(parts: DeliverParts): Queue {
  const { store, channel, clock } = parts
  const isOpen = () => channel.connection().state === 'open'
  let expiry: number | undefined = 0
  const pacer = new Pacer(parts)
  const holding = new Holding(parts, pacer)
  const way: Way = { ...parts, pacer }
  const claimed = new Map<string, readonly Claimed[]>()
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
      await holding.release()
      await pacer.forget()
      return isOpen() ? await takeLines(way, busy, limit) : []
    },
    async nextDue(after) {
      expiry = await store.outbox.nextExpiry()
      const waking = earlier(expiry, await holding.next())
      if (!isOpen()) return waking
      const ranks = pacer.open()
      const due = ranks.length > 0 ? await store.outbox.nextDue(after, ranks) : undefined
      return earlier(earlier(due, pacer.restsUntil(after)), waking)
    },
    async work(lane) {
      const ahead = claimed.get(lane)
      claimed.delete(lane)
      if (!isOpen()) {
        await giveBack(store, ahead ?? [])
        return false
      }
      const next = ahead ? { claims: ahead, goesOn: true } : await claimFirst(way, asChatId(lane))
      const [first, ...behind] = next.claims
      if (!first) return next.goesOn
      const then = await work(way, first, behind)
      if (then.claims.length > 0) claimed.set(lane, then.claims)
      return then.goesOn
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

export interface Way extends DeliverParts {
  readonly pacer: Pacer
}

export interface Claimed {
  readonly message: ClaimedMessage
  /** It tries whether the network allows again what it had forbidden. */
  readonly isProbe: boolean
}

/** What a chat's line goes on with. */
interface Next {
  /** What is claimed already, in its order. */
  readonly claims: readonly Claimed[]
  /** Whether the line may be looked at again at once. */
  readonly goesOn: boolean
}

const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)

/** Answers first, and always with room for them, however slow the network is for all else. */
async function takeLines(
  { store, pacer }: Way,
  busy: readonly string[],
  limit: number,
): Promise<readonly string[]> {
  const ranks = pacer.open()
  if (ranks.length === 0) return []
  if (!pacer.isOn) return await store.outbox.due(busy, limit, ranks)
  const room = Math.max(0, limit - FOR_REPLIES)
  const some = room > 0 ? await store.outbox.due(busy, room, ranks) : []
  if (some.length < room || !ranks.includes(0)) return some
  const replies = await store.outbox.due([...busy, ...some], limit - some.length, [0])
  return [...some, ...replies]
}

/** What has been decided, inside of its transaction. */
interface Decided {
  readonly claim: Claim | undefined
  readonly behind: readonly ClaimedMessage[]
}

const claimFirst = async (way: Way, chatId: ChatId): Promise<Next> =>
  heed(way, await way.store.transaction((inside) => decide(way, inside, chatId, 0)))

/** @param most how many more may be claimed ahead; what is paced is claimed one by one */
async function decide(
  { pacer }: Way,
  inside: Repositories,
  chatId: ChatId,
  most: number,
): Promise<Decided> {
  const claim = await pacer.claim(inside, chatId)
  if (pacer.isOn || !claim || !('message' in claim)) return { claim, behind: [] }
  return { claim, behind: await inside.outbox.claimBehind(claim.message, most) }
}

/** What is to be done about a decision once it is on the disk. */
function heed(way: Way, { claim, behind }: Decided): Next {
  way.pacer.heed(claim)
  if (!claim || 'rests' in claim) return { claims: [], goesOn: false }
  if ('message' in claim) {
    const ahead = behind.map((message) => ({ message, isProbe: false }))
    return { claims: [claim, ...ahead], goesOn: true }
  }
  if ('held' in claim) {
    way.moved([claim.held], 'held', claim.hold.reason)
    return { claims: [], goesOn: true }
  }
  const { channel } = way
  // Nobody waits for it, and what is not shown is not missed.
  if (canAttend(channel)) channel.showTyping(claim.typesTo, 'typing').catch(() => undefined)
  return { claims: [], goesOn: false }
}

async function giveBack(store: Store, claims: readonly Claimed[]): Promise<void> {
  if (claims.length === 0) return
  await store.transaction(async ({ outbox, sends }) => {
    await outbox.unclaim(claims.map(({ message }) => message))
    for (const { message } of claims) {
      if (!message.mayHaveLeft) await sends.takeBack(message.id)
    }
  })
}

/** @param behind what is claimed already behind the message */
async function work(way: Way, first: Claimed, behind: readonly Claimed[]): Promise<Next> {
  const begun = way.clock.now()
  const end = await sendOne(way, first.message)
  if (end === 'settled') return { claims: behind, goesOn: true }
  if (end === 'waits') {
    await giveBack(way.store, behind)
    return { claims: [], goesOn: false }
  }
  return await confirmed(way, first, behind, way.clock.now() - begun)
}

/**
 * Marks a message as sent. It is over before what is behind it can be claimed again; what is claimed
 * already does not wait for it: at worst a crash has the message sent again, under the same id.
 * @param ms how long the message was under way
 * @returns what goes next
 */
async function confirmed(
  way: Way,
  { message: { id, chatId }, isProbe }: Claimed,
  behind: readonly Claimed[],
  ms: number,
): Promise<Next> {
  const tell = (ids: readonly MessageId[]): void => {
    if (ids.length > 0) way.moved(ids, 'sent')
    way.sent()
  }
  if (behind.length > 0) {
    const marked = way.store.transaction(
      ({ messages }) => messages.advance({ ids: [id] }, 'sent'),
      PATIENCE,
    )
    void marked.then(tell).catch((error) => way.failed(error))
    return { claims: behind, goesOn: true }
  }
  const most = Math.min(AHEAD.most, Math.floor(AHEAD.ms / Math.max(1, ms)))
  const { ids, decided } = await way.store.transaction(async (inside) => {
    if (isProbe) await inside.brakes.end()
    return {
      ids: await inside.messages.advance({ ids: [id] }, 'sent'),
      decided: await decide(way, inside, chatId, Math.max(0, most - 1)),
    }
  })
  if (isProbe) way.pacer.goOn()
  tell(ids)
  return heed(way, decided)
}
