import { createHash } from 'node:crypto'
import { problem } from '../../common/contracts/errors.ts'
import type { OutboundMessage } from '../../common/contracts/messages.ts'
import type { ChannelMessageId, MessageId } from '../../common/domain/ids.ts'
import { TTL } from '../../common/domain/message.ts'
import type { Clock } from '../../common/kit/clock.ts'
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
export type Accept = (message: OutboundMessage, idempotencyKey?: string) => Promise<Accepted>

/**
 * Puts a message into the outbox; when the promise resolves it will go out, or be settled as
 * failed, whatever happens to the process. The same key with the same message gives the same answer
 * for 7 days.
 * @throws {Problem} `idempotency_conflict` for the same key with another message
 */
export const acceptor =
  (parts: AcceptParts): Accept =>
  async (message, idempotencyKey) => {
    const taken = await parts.store.transaction(async (inside) => {
      if (idempotencyKey === undefined) return await putIn(parts, inside, message)
      const fingerprint = fingerprintOf(message)
      const earlier = await inside.idempotency.find(idempotencyKey)
      if (earlier && earlier.fingerprint !== fingerprint) throw conflict()
      if (earlier) return earlier.messageId
      const id = await putIn(parts, inside, message)
      await inside.idempotency.remember(idempotencyKey, fingerprint, id)
      return id
    })
    parts.accepted()
    return { id: taken, delivery: 'queued' }
  }

async function putIn(
  parts: AcceptParts,
  { contacts, messages }: Repositories,
  message: OutboundMessage,
): Promise<MessageId> {
  const at = parts.clock.now()
  const chat = await contacts.chatWith(parts.channel, [{ kind: 'phone', value: message.to }])
  const id = await messages.add({
    channel: parts.channel,
    chatId: chat.id,
    direction: 'outbound',
    author: 'api',
    channelMessageId: parts.newMessageId(),
    type: message.type,
    text: message.text.body,
    delivery: 'queued',
    at,
    expiresAt: at + (message.ttl ?? TTL.usual) * 1000,
  })
  if (!id) throw new Error('a new message id was not new')
  return id
}

const fingerprintOf = (message: OutboundMessage): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        message.to,
        message.type,
        message.text.body,
        ...(message.ttl === undefined ? [] : [message.ttl]),
      ]),
    )
    .digest('hex')

const conflict = (): Error =>
  problem(
    'idempotency_conflict',
    'This Idempotency-Key was used for another message in the last 7 days. Use a new key for a new message.',
  )
