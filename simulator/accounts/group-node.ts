import { el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { addressOf } from './account.ts'
import type { Account } from './account.ts'
import type { Group } from './groups.ts'

/** A group with its members, as stanzas describe it. */
export function groupNode(group: Group, members: readonly Account[]): Node {
  const { id, subject, addressing, madeAt } = group
  const since = Math.floor(madeAt / 1000)
  const [maker] = members
  const about = {
    id,
    subject,
    s_t: since,
    creation: since,
    creator: maker && addressOf(maker, addressing),
    addressing_mode: addressing,
    size: members.length,
  }
  const participants = members.map((member) => memberNode(group, member, member === maker))
  return el('group', about, participants)
}

/** A member as both kinds of groups name it: by one address, with the other beside. */
export const memberNode = ({ addressing }: Group, member: Account, isAdmin = false): Node =>
  el('participant', {
    jid: addressOf(member, addressing),
    ...(addressing === 'lid'
      ? { phone_number: addressOf(member, 'pn') }
      : { lid: addressOf(member, 'lid') }),
    type: isAdmin ? 'superadmin' : undefined,
  })
