import type { Account, Peer } from '../accounts/account.ts'
import type { Bundle } from '../accounts/bundles.ts'
import { pad } from './message-content.ts'
import type { PhoneParts } from './phone-parts.ts'
import type { Sealed } from './signal-sessions.ts'

type SealingParts = Pick<PhoneParts, 'sessions' | 'bundles' | 'directory'>

/**
 * Encrypts for one device, over the session with it or a new one.
 * @returns undefined when the device has no keys to open one with
 */
export function sealFor(
  parts: SealingParts,
  owner: Account,
  peer: Peer,
  plain: Buffer,
): Promise<Sealed | undefined> {
  const { sessions, bundles } = parts
  if (sessions.has(owner, peer)) return sealWith(parts, owner, peer, plain)
  const fresh = bundles.take(peer.account, peer.device)
  return fresh ? sealWith(parts, owner, peer, plain, fresh) : Promise.resolve(undefined)
}

/**
 * Encrypts again for a device that could not decrypt. Like the real clients: the session stands at
 * the first request, unless keys came with it.
 */
export function sealAgain(
  parts: SealingParts,
  owner: Account,
  peer: Peer,
  plain: Buffer,
  { count, keys }: { readonly count: number; readonly keys: Bundle | undefined },
): Promise<Sealed | undefined> {
  const { sessions, bundles } = parts
  const stands = !keys && count < 2 && sessions.has(owner, peer)
  if (!stands) sessions.forget(owner, peer)
  const fresh = stands ? undefined : (keys ?? bundles.take(peer.account, peer.device))
  return fresh || stands ? sealWith(parts, owner, peer, plain, fresh) : Promise.resolve(undefined)
}

function sealWith(
  { directory, sessions }: SealingParts,
  owner: Account,
  peer: Peer,
  plain: Buffer,
  fresh?: Bundle,
): Promise<Sealed> {
  return sessions.seal(owner, peer, pad(plain, directory.randomOf(owner.phone)), fresh)
}
