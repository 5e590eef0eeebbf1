import { toIso } from '../common/kit/clock.ts'
import { e164 } from './accounts/account.ts'
import type { Account } from './accounts/account.ts'
import { groupJid, isGroupJid } from './accounts/groups.ts'
import type { Group } from './accounts/groups.ts'
import type { FaultView, GroupView, MessageView, PhoneView, Stats } from './contract.ts'
import type { Fault } from './faults/fault-book.ts'
import type { Network } from './network.ts'
import type { MediaFiles } from './media/media-files.ts'
import { seeFile } from './phones/phone-files.ts'
import { seeMessage } from './phones/read-message.ts'
import type { Seen } from './phones/read-message.ts'
import type { StoredMessage } from './store/message-rows.ts'

/** A phone as the control API shows it. */
export function viewPhone(network: Network, account: Account): PhoneView {
  const { directory, connections, bundles, queue } = network
  const { phone, lid, name, addressing, online } = account
  const devices = directory.devices(phone).map((device) => ({
    device: device.id,
    platform: device.platform,
    linkedAt: toIso(device.linkedAt),
    connected: connections.line(phone, device.id) !== undefined,
    prekeys: bundles.count(device),
    queued: queue.count(phone, device.id),
  }))
  return { phone: e164(phone), lid: `${lid}@lid`, name, addressing, online, devices }
}

/** A group as the control API shows it. */
export const viewGroup = (group: Group): GroupView => ({
  id: groupJid(group),
  subject: group.subject,
  addressing: group.addressing,
  members: group.members.map(e164),
})

/** Messages of a phone as they stand there: edits and deletions have been carried out. */
export function viewMessages(all: readonly StoredMessage[], media: MediaFiles): MessageView[] {
  const deeds = deedsIn(all)
  return all.map((message) => {
    const view = { ...viewMessage(message), ...deeds.get(deedKey(message, message.id)) }
    const { payload } = message
    if (!payload) return view
    // Whoever counts thousands of messages does not look into each.
    return Object.defineProperty(view, 'content', {
      enumerable: true,
      get: () => seeWhole(payload, media),
    })
  })
}

function seeWhole(payload: Buffer, media: MediaFiles): Seen {
  const file = seeFile(payload, media)
  return { ...seeMessage(payload), ...(file && { file }) }
}

type Deed = Pick<MessageView, 'edited' | 'deleted'>

const deedKey = ({ direction, peer }: StoredMessage, id: string): string =>
  `${direction} ${peer} ${id}`

/** Only who wrote a message may change it, in the same chat: the key says so. */
function deedsIn(all: readonly StoredMessage[]): ReadonlyMap<string, Deed> {
  const deeds = new Map<string, Deed>()
  for (const message of all) {
    if ((message.type !== 'edit' && message.type !== 'delete') || !message.payload) continue
    const { of } = seeMessage(message.payload)
    const key = deedKey(message, String(of))
    const deed = message.type === 'edit' ? { edited: message.text } : { deleted: true }
    deeds.set(key, { ...deeds.get(key), ...deed })
  }
  return deeds
}

function viewMessage(message: StoredMessage): MessageView {
  const { id, owner, peer, text, type, at, copies, direction, status, device, address } = message
  const [from, to] = direction === 'received' ? [peer, owner] : [owner, peer]
  return {
    id,
    from: e164(from),
    to: isGroupJid(address) ? address : e164(to),
    text,
    type,
    at: toIso(at),
    copies,
    direction,
    status,
    device,
  }
}

export function viewFault({ id, kind, phone, code, ms, left }: Fault): FaultView {
  return {
    id,
    kind,
    ...(phone !== undefined && { phone: e164(phone) }),
    ...(code !== undefined && { code }),
    ...(ms !== undefined && { ms }),
    left,
  }
}

export function viewStats(network: Network, seed: string, since: number): Stats {
  const { directory, connections, queue, events, faults, clock } = network
  const accounts = directory.accounts()
  return {
    seed,
    uptimeMs: clock.now() - since,
    phones: accounts.length,
    devices: accounts.reduce((sum, { phone }) => sum + directory.devices(phone).length, 0),
    connected: connections.lines().length,
    queued: queue.total(),
    messages: {
      toPhones: events.count('message'),
      fromPhones: events.count('sent'),
      accepted: events.count('accepted'),
      refused: events.count('refused'),
      deliveredToDevices: events.count('delivered'),
    },
    retries: events.count('retry'),
    keyReuses: events.count('key-reused'),
    unknown: events.count('unknown'),
    faults: faults.list().map(viewFault),
    events: events.counts(),
    rssMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
  }
}
