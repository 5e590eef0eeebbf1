import type { Clock } from '../../common/kit/clock.ts'
import { backoff } from '../../common/kit/queue.ts'
import { SendError } from '../channels/channel.ts'
import type { ClaimedMessage } from '../store/claims.ts'
import type { Chat } from '../store/contacts.ts'
import type { Way } from './deliver.ts'
import { brakeAfter, REFUSED } from './pacing/braking.ts'
import { saidIn } from './said.ts'

const RETRY = { first: 1000, longest: 300_000 }

/**
 * How a try to send has ended. `sent`: confirmed, and not marked yet. `settled`: it will not be sent,
 * or is held, or was ended by others; the chat's next one may go. `waits`: it is tried again before
 * any other of its chat.
 */
export type End = 'sent' | 'settled' | 'waits'

/** Hands a claimed message to the network, and settles all but success. */
export async function sendOne(way: Way, message: ClaimedMessage): Promise<End> {
  const { store, channel, clock } = way
  if (message.expiresAt !== undefined && message.expiresAt <= clock.now()) {
    return await giveUp(way, message, 'expired')
  }
  const chat = await store.contacts.chat(message.chatId)
  const hopeless = unreachable(chat, clock)
  if (hopeless !== undefined) return await giveUp(way, message, hopeless)
  // Since it was claimed it may have been ended.
  const isLate = message.isAhead || way.pacer.isOn
  if (isLate && !(await store.outbox.isQueued(message.id))) return 'settled'
  try {
    const { address } = await channel.send({
      ...saidIn(message),
      address: chat?.address ?? null,
      phone: chat?.phone ?? null,
    })
    if (address !== chat?.address) await store.contacts.setAddress(message.chatId, address)
  } catch (error) {
    return await afterFailure(way, message, error)
  }
  return 'sent'
}

/** Why the network was not asked again about somebody it did not know a short time ago. */
const unreachable = (chat: Chat | undefined, clock: Clock): string | undefined =>
  chat?.address === null && chat.unreachable && chat.unreachable.until > clock.now()
    ? chat.unreachable.reason
    : undefined

/** It has not left, so that it counts for no limit. */
async function giveUp(way: Way, { id }: ClaimedMessage, reason: string): Promise<End> {
  const ids = await way.store.transaction(async ({ messages, sends }) => {
    if (way.pacer.isOn) await sends.takeBack(id)
    return await messages.advance({ ids: [id] }, 'failed', reason)
  })
  if (ids.length > 0) way.moved(ids, 'failed', reason)
  return 'settled'
}

async function afterFailure(way: Way, message: ClaimedMessage, error: unknown): Promise<End> {
  if (!(error instanceof SendError)) throw error
  if (error.fate === 'rejected') return await afterRefusal(way, message, error)
  const wait = backoff(message.attempts + 1, way.random, RETRY)
  const until = error.retryAt ?? way.clock.now() + wait
  const left = message.mayHaveLeft || error.fate === 'unknown'
  await way.store.transaction(async ({ outbox, sends }) => {
    await outbox.putOff(message.id, until, { reason: error.reason, left })
    if (!left && way.pacer.isOn) await sends.takeBack(message.id)
  })
  way.putOff(message, error.reason)
  return 'waits'
}

async function afterRefusal(way: Way, message: ClaimedMessage, error: SendError): Promise<End> {
  const { store } = way
  if (error.reason === REFUSED && way.pacer.isOn) {
    const hold = await store.transaction((inside) => brakeAfter(way, inside, message))
    way.moved([message.id], 'held', hold.reason)
    return 'settled'
  }
  if (error.retryAt) {
    // Nobody is there: no chat has been begun.
    await store.contacts.setUnreachable(message.chatId, error.retryAt, error.reason)
    return await giveUp(way, message, error.reason)
  }
  const ids = await store.transaction(({ messages }) =>
    messages.advance({ ids: [message.id] }, 'failed', error.reason),
  )
  if (ids.length > 0) way.moved(ids, 'failed', error.reason)
  return 'settled'
}
