import type { Clock } from '../../common/kit/clock.ts'
import { addressOf } from '../accounts/account.ts'
import type { Account } from '../accounts/account.ts'
import type { Directory } from '../accounts/directory.ts'
import { groupNode, memberNode } from '../accounts/group-node.ts'
import { groupJid } from '../accounts/groups.ts'
import type { Group, Groups } from '../accounts/groups.ts'
import type { Random } from '../random.ts'
import { el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import type { Mailboxes } from './mailboxes.ts'

interface NewsParts {
  readonly clock: Clock
  readonly random: Random
  readonly directory: Directory
  readonly mailboxes: Mailboxes
  readonly groups: Groups
}

/** Tells the companions of all members that there is a group. */
export function tellMade(parts: NewsParts, group: Group): void {
  tell(
    parts,
    group,
    el('create', { type: 'new' }, [groupNode(group, parts.groups.membersOf(group))]),
  )
}

/** Tells the companions of all members that one has joined. */
export function tellJoined(parts: NewsParts, group: Group, member: Account): void {
  tell(parts, group, el('add', {}, [memberNode(group, member)]))
}

function tell(
  { clock, random, directory, mailboxes, groups }: NewsParts,
  group: Group,
  news: Node,
) {
  const members = groups.membersOf(group)
  const [maker] = members
  const id = `group-${random.bytes(6).toString('hex')}`
  const notification = el(
    'notification',
    {
      from: groupJid(group),
      participant: maker && addressOf(maker, group.addressing),
      addressing_mode: group.addressing,
      type: 'w:gp2',
      id,
      t: Math.floor(clock.now() / 1000),
    },
    [news],
  )
  for (const { phone } of members) {
    for (const device of directory.devices(phone)) {
      mailboxes.post(phone, device.id, 'notification', id, notification)
    }
  }
}
