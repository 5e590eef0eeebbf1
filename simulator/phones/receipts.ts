import { addressOf, e164 } from '../accounts/account.ts'
import type { Account, Peer } from '../accounts/account.ts'
import { groupJid } from '../accounts/groups.ts'
import type { Group } from '../accounts/groups.ts'
import type { Bundle } from '../accounts/bundles.ts'
import { bigEndian, el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { seconds } from './phone-parts.ts'
import type { PhoneParts } from './phone-parts.ts'

const KEY_TYPE = Buffer.from([5])

/** Who wrote a message, and in which group if it was in one. */
export interface Source {
  readonly account: Account
  readonly group: Group | undefined
}

/** A message that a phone could not decrypt. */
export interface Undecryptable {
  readonly sender: Peer
  readonly id: string
  /** The chat's address as the sender wrote it. */
  readonly address: string
  readonly group: Group | undefined
  /** How often this message has been asked for, this time included. */
  readonly count: number
}

/** What a phone sends back about messages it got. */
export class Receipts {
  readonly #parts: PhoneParts

  constructor(parts: PhoneParts) {
    this.#parts = parts
  }

  /**
   * Tells every device of the sender that messages were delivered, read or played. The receipt
   * comes from the phone's own kind of address, whatever the message was addressed to.
   */
  report(
    reader: Account,
    { account: sender, group }: Source,
    ids: readonly string[],
    status: 'delivered' | 'read' | 'played',
  ): void {
    const { directory, mailboxes, messages, events, clock } = this.#parts
    const [first] = ids
    if (first === undefined) return
    const receipt = el(
      'receipt',
      {
        ...receiver(reader, group),
        id: first,
        t: seconds(clock),
        type: status === 'delivered' ? undefined : status,
      },
      ids.length === 1
        ? undefined
        : [
            el(
              'list',
              {},
              ids.slice(1).map((id) => el('item', { id })),
            ),
          ],
    )
    for (const device of directory.devices(sender.phone)) {
      mailboxes.post(sender.phone, device.id, 'receipt', first, receipt)
    }
    for (const id of ids) {
      const sent = messages.get(sender.phone, 'sent', group ? groupJid(group) : reader.phone, id)
      if (sent) messages.progress(sent, status)
    }
    events.report({
      type: 'receipt',
      phone: e164(sender.phone),
      from: e164(reader.phone),
      fromDevice: 0,
      status,
      ids,
    })
  }

  /** Asks the device that sent a message to encrypt it again, with new keys to do it with. */
  askAgain(reader: Account, asked: Undecryptable, reason: string): void {
    const { sender, id, address, count, group } = asked
    const { mailboxes, bundles, events, clock } = this.#parts
    const keys = bundles.take(reader, 0)
    if (!keys) return
    const own = reader.phone === sender.account.phone
    const receipt = el(
      'receipt',
      {
        ...(group
          ? receiver(reader, group)
          : {
              from: own ? addressOf(reader, 'pn') : address,
              recipient: own ? address : undefined,
            }),
        id,
        type: 'retry',
        t: seconds(clock),
      },
      [
        el('retry', { count, id, t: seconds(clock), v: 1 }),
        el('registration', {}, bigEndian(keys.registrationId, 4)),
        el('keys', {}, [el('type', {}, KEY_TYPE), ...bundleNodes(keys)]),
      ],
    )
    mailboxes.post(sender.account.phone, sender.device, 'receipt', id, receipt)
    events.report({
      type: 'retry',
      asks: 'phone',
      phone: e164(reader.phone),
      peer: e164(sender.account.phone),
      device: sender.device,
      id,
      count,
      reason,
    })
  }
}

/** Who a receipt is from: in a group, from the group and of its member. */
export const receiver = (reader: Account, group: Group | undefined, device = 0) =>
  group
    ? { from: groupJid(group), participant: addressOf(reader, group.addressing, device) }
    : { from: addressOf(reader, reader.addressing, device) }

/** A bundle's keys as stanzas carry them. */
export function bundleNodes({ identity, signedPreKey, preKey }: Bundle): Node[] {
  return [
    el('identity', {}, identity),
    el('skey', {}, [
      el('id', {}, bigEndian(signedPreKey.id, 3)),
      el('value', {}, signedPreKey.value),
      el('signature', {}, signedPreKey.signature),
    ]),
    ...(preKey
      ? [el('key', {}, [el('id', {}, bigEndian(preKey.id, 3)), el('value', {}, preKey.value)])]
      : []),
  ]
}
