import { groupNode } from '../accounts/group-node.ts'
import type { Line } from '../delivery/connections.ts'
import type { Group } from '../accounts/groups.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, el } from '../wire/node.ts'
import type { IqHandler } from './iq-handler.ts'

/** Who is in a group; told to its members only. */
const describeGroup: IqHandler = ({ network, line, iq }) => {
  const group = network.groups.at(parseJid(attr(iq, 'to')))
  if (!group) return { code: 404, text: 'item-not-found' }
  if (!isIn(group, line)) return { code: 403, text: 'forbidden' }
  return [groupNode(group, network.groups.membersOf(group))]
}

const ownGroups: IqHandler = ({ network, line }) => {
  const own = network.groups.all().filter((group) => isIn(group, line))
  const nodes = own.map((group) => groupNode(group, network.groups.membersOf(group)))
  return [el('groups', {}, nodes)]
}

const isIn = (group: Group, line: Line | undefined): boolean =>
  line !== undefined && group.members.includes(line.phone)

export const GROUPS: Readonly<Record<string, IqHandler>> = {
  'w:g2 get query': describeGroup,
  'w:g2 get participating': ownGroups,
}
