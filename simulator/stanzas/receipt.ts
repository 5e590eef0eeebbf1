import { addressOf, e164 } from '../accounts/account.ts'
import { groupJid } from '../accounts/groups.ts'
import type { Line } from '../delivery/connections.ts'
import type { Network } from '../network.ts'
import { receiver } from '../phones/receipts.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, child, children, el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'

/** Receipts that say a message has arrived, whatever else they say. */
const ARRIVED: readonly (string | undefined)[] = [undefined, 'inactive', 'sender', 'peer_msg']

/** Receipts that the sender of the message gets to see. */
const TOLD: readonly (string | undefined)[] = [undefined, 'inactive', 'read', 'played']

/** A companion reports on messages it got, or asks for one again. */
export function takeReceipt(network: Network, line: Line, stanza: Node): void {
  const { mailboxes, faults, events } = network
  const type = attr(stanza, 'type')
  const ids = idsIn(stanza)
  if (faults.take('lose-receipt', line.phone)) {
    const { phone, device } = line
    const [id] = ids
    events.report({
      type: 'fault',
      kind: 'lose-receipt',
      phone: e164(phone),
      device,
      ...(id && { id }),
    })
    return
  }
  network.transaction(() => {
    if (type === 'retry') {
      askPhone(network, line, stanza)
      mailboxes.confirmByRetry(line, ids[0] ?? '')
    } else if (type === 'server-error') {
      askForFile(network, line, stanza)
    } else if (ARRIVED.includes(type)) confirmAll(network, line, ids)
    if (TOLD.includes(type)) tellSender(network, line, stanza, ids)
  })
  line.connection.send(
    el('ack', {
      class: 'receipt',
      id: attr(stanza, 'id'),
      from: attr(stanza, 'to'),
      participant: attr(stanza, 'participant'),
      type,
    }),
  )
}

const idsIn = (stanza: Node): readonly string[] => [
  attr(stanza, 'id') ?? '',
  ...children(child(stanza, 'list'), 'item').map((item) => attr(item, 'id') ?? ''),
]

function confirmAll({ mailboxes, events }: Network, line: Line, ids: readonly string[]): void {
  const { phone, device } = line
  for (const id of ids) {
    if (mailboxes.confirm(line, 'message', id)) {
      events.report({ type: 'delivered', phone: e164(phone), device, id })
    }
  }
}

/** The phone that sent the messages learns of it, and so do its companions. */
function tellSender(network: Network, line: Line, stanza: Node, ids: readonly string[]): void {
  const { directory, messages, mailboxes, events, clock } = network
  const { group, to } = addresseeOf(network, stanza)
  const sender = directory.accountAt(to)
  const reader = directory.account(line.phone)
  if (!sender || !reader || sender.phone === reader.phone) return
  const type = attr(stanza, 'type')
  const status = type === 'read' || type === 'played' ? type : 'delivered'
  for (const id of ids) {
    const sent = messages.get(sender.phone, 'sent', group ? groupJid(group) : reader.phone, id)
    if (sent) messages.progress(sent, status)
  }
  const receipt = {
    ...stanza,
    attrs: {
      ...receiver(reader, group, line.device),
      id: ids[0] ?? '',
      t: String(Math.floor(clock.now() / 1000)),
      ...(status !== 'delivered' && { type: status }),
    },
  }
  for (const device of directory.devices(sender.phone)) {
    mailboxes.post(sender.phone, device.id, 'receipt', ids[0] ?? '', receipt)
  }
  events.report({
    type: 'receipt',
    phone: e164(sender.phone),
    from: e164(line.phone),
    fromDevice: line.device,
    status,
    ids,
  })
}

/** Whose message a receipt is about: in a group it is told beside the group's address. */
function addresseeOf({ groups }: Network, stanza: Node) {
  const to = parseJid(attr(stanza, 'to'))
  const group = groups.at(to)
  return { group, to: group ? parseJid(attr(stanza, 'participant')) : to }
}

/** Hands a request for a file to the own phone. */
function askForFile({ directory, phones }: Network, line: Line, stanza: Node): void {
  const owner = directory.account(line.phone)
  if (!owner) return
  const from = addressOf(owner, 'pn', line.device)
  phones.deliver(owner.phone, { ...stanza, attrs: { ...stanza.attrs, from } })
}

/** Hands a request for a message to the phone or the companion that sent it. */
function askPhone(network: Network, line: Line, stanza: Node): void {
  const { directory, phones, mailboxes } = network
  const { group, to } = addresseeOf(network, stanza)
  const sender = directory.accountAt(to)
  const asker = directory.account(line.phone)
  if (!sender || !asker || !to) return
  const isPhone = to.device === 0
  const from =
    isPhone && !group
      ? { from: addressOf(asker, 'pn', line.device) }
      : receiver(asker, group, line.device)
  const request = { ...stanza, attrs: { ...stanza.attrs, ...from } }
  if (isPhone) phones.deliver(sender.phone, request)
  else mailboxes.post(sender.phone, to.device, 'receipt', attr(stanza, 'id') ?? '', request)
}
