import type { MessageId } from '../../common/domain/ids.ts'
import { asChannelMessageId } from '../../common/domain/ids.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type { DeliverParts } from './deliver.ts'
import { brakeAfter, REFUSED } from './pacing/braking.ts'
import type { Hold } from '../store/holds.ts'
import type { Repositories } from '../store/store.ts'

/** How long a receipt may wait until others commit something too, in milliseconds. */
const PATIENCE = 25

/** Takes back a message that nobody has begun to send. */
export const canceller =
  ({ store, moved }: Pick<DeliverParts, 'store' | 'moved'>) =>
  async (id: MessageId): Promise<boolean> => {
    const isCancelled = await store.transaction(({ outbox }) => outbox.cancel(id))
    if (isCancelled) moved([id], 'cancelled')
    return isCancelled
  }

type ProgressParts = Pick<DeliverParts, 'store' | 'moved' | 'clock' | 'business'>

/** What the network says of our messages, by its ids. Nobody is in a hurry for it. */
export const progressor =
  (parts: ProgressParts) =>
  async (networkIds: readonly string[], delivery: Delivery, reason?: string): Promise<void> => {
    const isBrake = delivery === 'failed' && reason === REFUSED && parts.business().pacing.enabled
    if (isBrake) return await holdLate(parts, networkIds)
    const ids = await parts.store.transaction(
      ({ messages }) => messages.advance({ networkIds }, delivery, reason),
      PATIENCE,
    )
    if (ids.length > 0) parts.moved(ids, delivery, reason)
  }

/** The network's refusal came when nobody waited for it any more. */
async function holdLate(parts: ProgressParts, networkIds: readonly string[]): Promise<void> {
  for (const networkId of networkIds) {
    const held = await parts.store.transaction((inside) => holdOne(parts, inside, networkId))
    if (held) parts.moved([held.id], 'held', held.reason)
  }
}

async function holdOne(
  parts: ProgressParts,
  inside: Repositories,
  networkId: string,
): Promise<(Pick<Hold, 'reason'> & { readonly id: MessageId }) | undefined> {
  const message = await inside.messages.byNetworkId(asChannelMessageId(networkId))
  if (message?.delivery !== 'queued') return undefined
  // Of several tries it is not known which one was refused.
  const mayHaveLeft = message.attempts > 1
  const { reason } = await brakeAfter(parts, inside, { id: message.id, mayHaveLeft })
  return { id: message.id, reason }
}
