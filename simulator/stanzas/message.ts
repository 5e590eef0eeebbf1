import { addressOf, e164 } from '../accounts/account.ts'
import type { Account } from '../accounts/account.ts'
import type { Group } from '../accounts/groups.ts'
import type { Line } from '../delivery/connections.ts'
import type { Network } from '../network.ts'
import { fromOther, fromSelf } from '../phones/envelope.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, child, children, el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { deliverToMember, groupShares, isForOne } from './group-message.ts'
import type { Share } from './group-message.ts'

/** The code with which the service refuses a stanza that reaches nobody. */
const NOBODY = 479
/** The code for whoever writes in a group without being in it. */
const FORBIDDEN = 403

/** A companion sends a message: stored for every device it is for, then acknowledged. */
export function takeMessage(network: Network, line: Line, stanza: Node): void {
  const { faults, events } = network
  const id = attr(stanza, 'id') ?? ''
  const { group, target, reached } = routeOf(network, stanza)
  const about = { phone: e164(line.phone), device: line.device, id }
  if (faults.take('lose-message', line.phone)) {
    return events.report({ type: 'fault', kind: 'lose-message', ...about })
  }
  // A copy that a phone asked for again is never refused: nobody could mend that.
  const isCopy = attr(stanza, 'device_fanout') === 'false' || isForOne(stanza)
  const nack = isCopy ? undefined : faults.take('nack', line.phone)
  if (nack) events.report({ type: 'fault', kind: 'nack', ...about })
  const shares = group ? groupShares(network, line, stanza, group) : sharesIn(network, line, stanza)
  const code = nack ? (nack.code ?? NOBODY) : refusal(group ?? target, line, shares)
  if (code !== undefined) {
    events.report({ type: 'refused', ...about, to: reached, code })
    return acknowledge(network, line, stanza, code)
  }
  network.transaction(() => {
    for (const share of shares) {
      if (group) deliverToMember(network, line, stanza, group, share)
      else if (target) deliver(network, line, stanza, target, share)
    }
  })
  events.report({ type: 'accepted', ...about, to: reached })
  if (faults.take('no-ack', line.phone)) events.report({ type: 'fault', kind: 'no-ack', ...about })
  else acknowledge(network, line, stanza)
}

/** Where a message goes, and how events name that. */
function routeOf({ groups, directory }: Network, stanza: Node) {
  const to = attr(stanza, 'to')
  const group = groups.at(parseJid(to))
  const target = directory.accountAt(parseJid(to))
  return { group, target, reached: target ? e164(target.phone) : (to ?? '') }
}

/** A message must reach at least one device of the account it is for, and a group be the writer's. */
function refusal(
  target: Account | Group | undefined,
  line: Line,
  shares: readonly Share[],
): number | undefined {
  if (target && 'members' in target) {
    return target.members.includes(line.phone) ? undefined : FORBIDDEN
  }
  const reaches = shares.some(({ account }) => account.phone === target?.phone)
  return reaches || (target?.phone === line.phone && shares.length > 0) ? undefined : NOBODY
}

function sharesIn({ directory }: Network, line: Line, stanza: Node): readonly Share[] {
  const direct = child(stanza, 'enc')
  const addressed = direct
    ? [{ jid: attr(stanza, 'to'), enc: direct }]
    : children(child(stanza, 'participants'), 'to').map((to) => ({
        jid: attr(to, 'jid'),
        enc: child(to, 'enc'),
      }))
  return addressed.flatMap(({ jid, enc }) => {
    const parsed = parseJid(jid)
    const account = directory.accountAt(parsed)
    if (!parsed || !account || !enc) return []
    const isSender = account.phone === line.phone && parsed.device === line.device
    const exists = parsed.device === 0 || directory.device(account.phone, parsed.device)
    return isSender || !exists ? [] : [{ account, device: parsed.device, encs: [enc] }]
  })
}

function deliver(
  { phones, mailboxes, directory, clock, faults }: Network,
  line: Line,
  stanza: Node,
  target: Account,
  { account, device, encs }: Share,
): void {
  const sender = directory.account(line.phone)
  if (!sender) return
  const id = attr(stanza, 'id') ?? ''
  const t = Math.floor(clock.now() / 1000)
  const identity = child(stanza, 'device-identity')
  const opens = encs.some((enc) => attr(enc, 'type') === 'pkmsg')
  const content = identity && opens ? [...encs, identity] : [...encs]
  if (device === 0) {
    const from = addressOf(sender, 'pn', line.device)
    const to = attr(stanza, 'recipient') ?? attr(stanza, 'to')
    if (attr(stanza, 'category') === 'peer') confirmPeer(mailboxes, line, account, id, t)
    return phones.deliver(account.phone, el('message', { from, to, id, t }, content))
  }
  const envelope =
    account.phone === sender.phone
      ? fromSelf(sender, line.device, chatOf(directory, stanza) ?? target)
      : fromOther(sender, line.device, !faults.standing('late-lid', sender.phone))
  const type = attr(stanza, 'type') ?? 'text'
  mailboxes.post(
    account.phone,
    device,
    'message',
    id,
    el('message', { ...envelope, id, type, t }, content),
  )
}

/** A phone that is online lets its companion know that it has what was meant for it alone. */
function confirmPeer(
  mailboxes: Network['mailboxes'],
  line: Line,
  phone: Account,
  id: string,
  t: number,
): void {
  if (!phone.online) return
  const receipt = el('receipt', { from: addressOf(phone, 'pn'), id, type: 'peer_msg', t })
  mailboxes.post(line.phone, line.device, 'receipt', id, receipt)
}

/** A resend to an own device names its chat beside its address. */
const chatOf = (directory: Network['directory'], stanza: Node): Account | undefined =>
  directory.accountAt(parseJid(attr(stanza, 'recipient')))

function acknowledge({ clock }: Network, line: Line, stanza: Node, error?: number): void {
  line.connection.send(
    el('ack', {
      class: 'message',
      id: attr(stanza, 'id'),
      from: attr(stanza, 'to'),
      t: Math.floor(clock.now() / 1000),
      error,
    }),
  )
}
