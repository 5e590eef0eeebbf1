import type { TenantConfig } from '../../../common/domain/tenant-config.ts'
import type { Clock } from '../../../common/kit/clock.ts'
import type { ChannelLimit } from '../../channels/channel.ts'
import type { Brake } from '../../store/brakes.ts'
import type { ClaimedMessage } from '../../store/claims.ts'
import type { Hold } from '../../store/holds.ts'
import type { Repositories } from '../../store/store.ts'
import { DAY } from './rules.ts'

interface BrakingParts {
  readonly clock: Clock
  business(): Pick<TenantConfig, 'pacing'>
}

/** Network's words for a refusal that is about us and not about the message. */
export const REFUSED = 'restricted_463'

/**
 * The network did not take a message because of who it is for. Others like it are not tried for a
 * while, ever longer when it happens to the one that tries afterwards; the message itself is held,
 * and counts for no limit as it has begun nothing.
 * @returns why and until when
 */
export async function brakeAfter(
  parts: BrakingParts,
  inside: Repositories,
  message: Pick<ClaimedMessage, 'id' | 'mayHaveLeft'>,
): Promise<Hold> {
  const { brakes, sends, holds, incidents } = inside
  const now = parts.clock.now()
  const before = await brakes.current()
  const kind = await sends.classOf(message.id)
  // An answer that is refused says something of its chat alone: old chats work.
  const isUnasked = kind === 'known' || before?.scope === 'unasked'
  const isOver = !before || before.until <= now
  const first = parts.business().pacing.restricted_minutes * 60_000
  const until = isOver ? now + lengthAfter(before, first) : before.until
  const scope = isUnasked ? ('unasked' as const) : ('new' as const)
  if (isOver) await incidents.add('restricted', REFUSED)
  if (isOver || scope !== before.scope) {
    const source = isOver ? ('default' as const) : before.source
    await brakes.put({ reason: before?.reason ?? REFUSED, scope, until, source })
  }
  const hold = { reason: REFUSED, until } as const
  if (!message.mayHaveLeft) await sends.takeBack(message.id)
  await holds.hold(message.id, hold, message.mayHaveLeft)
  return hold
}

const lengthAfter = (before: Brake | undefined, first: number): number =>
  before ? Math.min(DAY, Math.max(first, 2 * (before.until - before.since))) : first

/** The network has said what it does not allow, or that it allows it again. */
export async function heedLimit(
  parts: BrakingParts,
  { brakes, holds, incidents }: Repositories,
  { reason, isActive, until }: ChannelLimit,
): Promise<void> {
  const now = parts.clock.now()
  const before = await brakes.current()
  if (!isActive) {
    // One of our own making stays: the network does not know of every reason to refuse.
    if (before?.source !== 'network' || before.reason !== reason) return
    await brakes.end()
    await holds.move(reason, now)
    return
  }
  const end = until ?? now + parts.business().pacing.restricted_minutes * 60_000
  if (end <= now) return
  if (!before || before.until <= now) await incidents.add('restricted', reason)
  await brakes.put({ reason, scope: before?.scope ?? 'new', until: end, source: 'network' })
  await holds.move(reason, end)
}
