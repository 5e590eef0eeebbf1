import type { Account } from '../accounts/account.ts'
import { groupJid } from '../accounts/groups.ts'
import type { Group } from '../accounts/groups.ts'
import type { Line } from '../delivery/connections.ts'
import type { Network } from '../network.ts'
import { fromGroup } from '../phones/envelope.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, child, children, el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'

/** One device's share of a message. */
export interface Share {
  readonly account: Account
  readonly device: number
  readonly encs: readonly Node[]
}

/** A copy for one device of a group that could not decrypt what went to all. */
export const isForOne = (stanza: Node): boolean => attr(stanza, 'participant') !== undefined

/** Every device of every member gets the one ciphertext, those that need it the key as well. */
export function groupShares(
  { directory, groups }: Network,
  line: Line,
  stanza: Node,
  group: Group,
): readonly Share[] {
  const common = children(stanza, 'enc')
  const keys = children(child(stanza, 'participants'), 'to')
  return groups.membersOf(group).flatMap((account) => {
    const devices = [0, ...directory.devices(account.phone).map(({ id }) => id)]
    return devices.flatMap((device) => {
      const isNamed = (jid: string | undefined): boolean => {
        const parsed = parseJid(jid)
        return parsed?.device === device && directory.accountAt(parsed)?.phone === account.phone
      }
      const isSender = account.phone === line.phone && device === line.device
      if (isSender || (isForOne(stanza) && !isNamed(attr(stanza, 'participant')))) return []
      const key = keys.find((to) => isNamed(attr(to, 'jid')))
      return [{ account, device, encs: [...children(key, 'enc'), ...common] }]
    })
  })
}

/** Hands a member's device its share. */
export function deliverToMember(
  { phones, mailboxes, directory, clock, faults }: Network,
  line: Line,
  stanza: Node,
  group: Group,
  { account, device, encs }: Share,
): void {
  const sender = directory.account(line.phone)
  if (!sender) return
  const id = attr(stanza, 'id') ?? ''
  const t = Math.floor(clock.now() / 1000)
  const identity = child(stanza, 'device-identity')
  const opens = encs.some((enc) => attr(enc, 'type') === 'pkmsg')
  const content = identity && opens ? [...encs, identity] : [...encs]
  const known = !faults.standing('late-lid', sender.phone)
  const envelope = fromGroup(group, sender, line.device, known)
  if (device === 0) {
    const to = groupJid(group)
    return phones.deliver(account.phone, el('message', { ...envelope, to, id, t }, content))
  }
  const type = attr(stanza, 'type') ?? 'text'
  const message = el('message', { ...envelope, id, type, t }, content)
  mailboxes.post(account.phone, device, 'message', id, message)
}
