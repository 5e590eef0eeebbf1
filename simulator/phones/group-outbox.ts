import { proto } from '@whiskeysockets/baileys'
import { addressOf, e164 } from '../accounts/account.ts'
import type { Account, Peer } from '../accounts/account.ts'
import type { Bundle } from '../accounts/bundles.ts'
import { groupJid } from '../accounts/groups.ts'
import type { Group } from '../accounts/groups.ts'
import type { StoredMessage } from '../store/message-rows.ts'
import { el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { fromGroup } from './envelope.ts'
import { pad } from './message-content.ts'
import { bringFile, isFileMessage } from './phone-files.ts'
import type { PhoneMessage, Wrapping } from './phone-message.ts'
import { seconds } from './phone-parts.ts'
import type { PhoneParts } from './phone-parts.ts'
import { lineOf, seeMessage } from './read-message.ts'
import { sealAgain, sealFor } from './sealing.ts'
import type { Sealed } from './signal-sessions.ts'
import { writeMessage } from './write-message.ts'
import type { Desk } from './write-message.ts'

/** What phones write in groups: one ciphertext for all, and the key to it for each device once. */
export class GroupOutbox {
  readonly #parts: PhoneParts

  constructor(parts: PhoneParts) {
    this.#parts = parts
  }

  /**
   * @param toPhone hands the stanza to another member's phone
   * @returns the message's id
   */
  async send(
    owner: Account,
    group: Group,
    { message, wrap }: { readonly message: PhoneMessage; readonly wrap?: Wrapping | undefined },
    toPhone: (phone: string, stanza: Node) => void,
  ): Promise<string> {
    const { directory, senderKeys, mailboxes, events, groups, transaction } = this.#parts
    const random = directory.randomOf(owner.phone)
    const id = random.bytes(16).toString('hex').toUpperCase()
    const file = isFileMessage(message)
      ? await bringFile(message, this.#parts.media, random)
      : undefined
    const payload = writeMessage(message, { ...this.#desk(owner, group), file }, wrap)
    const sealed = await senderKeys.seal(owner, group, pad(payload, random))
    const copies: { peer: Peer; key: Sealed | undefined }[] = []
    for (const account of groups.membersOf(group)) {
      for (const { id: device } of directory.devices(account.phone)) {
        const peer = { account, device }
        copies.push({ peer, key: await this.#keyFor(owner, group, peer, sealed.distribution) })
      }
    }
    transaction(() => {
      this.#store(owner, group, id, payload)
      sealed.commit()
      for (const { peer, key } of copies) {
        key?.commit()
        if (key) senderKeys.addHolder(owner, group, peer)
        const skmsg = el('enc', { v: 2, type: 'skmsg' }, sealed.body)
        const stanza = this.#stanza(owner, group, id, key ? [encOf(key), skmsg] : [skmsg])
        mailboxes.post(peer.account.phone, peer.device, 'message', id, stanza)
      }
      for (const phone of group.members) {
        if (phone !== owner.phone) toPhone(phone, this.#plainStanza(owner, group, id, payload))
      }
    })
    const text = lineOf(seeMessage(payload))
    events.report({ type: 'sent', phone: e164(owner.phone), to: groupJid(group), id, text })
    return id
  }

  /** Encrypts a sent message again, with the key for those that follow, for one device alone. */
  async resend(
    owner: Account,
    group: Group,
    peer: Peer,
    sent: StoredMessage & { readonly payload: Buffer },
    again: { readonly count: number; readonly keys: Bundle | undefined },
  ): Promise<void> {
    const { senderKeys, mailboxes, transaction } = this.#parts
    const distribution = await senderKeys.distribution(owner, group)
    const message = proto.Message.decode(sent.payload)
    Object.assign(message, distributing(group, distribution))
    const plain = Buffer.from(proto.Message.encode(message).finish())
    const sealed = await sealAgain(this.#parts, owner, peer, plain, again)
    if (!sealed) return
    transaction(() => {
      sealed.commit()
      senderKeys.addHolder(owner, group, peer)
      const stanza = this.#stanza(owner, group, sent.id, [encOf(sealed, again.count)])
      mailboxes.post(peer.account.phone, peer.device, 'message', sent.id, stanza)
    })
  }

  async #keyFor(
    owner: Account,
    group: Group,
    peer: Peer,
    distribution: Buffer,
  ): Promise<Sealed | undefined> {
    if (this.#parts.senderKeys.isHolder(owner, group, peer)) return undefined
    const plain = proto.Message.encode(distributing(group, distribution)).finish()
    return await sealFor(this.#parts, owner, peer, Buffer.from(plain))
  }

  #desk(owner: Account, group: Group): Desk {
    const { directory, messages, clock } = this.#parts
    const chat = groupJid(group)
    return {
      chat,
      me: addressOf(owner, group.addressing),
      random: directory.randomOf(owner.phone),
      now: clock.now(),
      target(id) {
        const sent = messages.get(owner.phone, 'sent', chat, id)
        if (sent) return { id, isOwn: true, payload: sent.payload }
        const received = messages.byId(owner.phone, 'received', id)
        const writer = directory.account(received?.peer ?? '')
        if (!received || !writer || received.address !== chat) return undefined
        const { payload } = received
        return { id, isOwn: false, payload, writer: addressOf(writer, group.addressing) }
      },
    }
  }

  #store(owner: Account, group: Group, id: string, payload: Buffer): void {
    const seen = seeMessage(payload)
    this.#parts.messages.add({
      owner: owner.phone,
      direction: 'sent',
      peer: groupJid(group),
      id,
      type: seen.type,
      text: lineOf(seen),
      at: this.#parts.clock.now(),
      copies: 1,
      status: 'sent',
      device: 0,
      address: groupJid(group),
      hash: null,
      payload,
    })
  }

  #stanza(owner: Account, group: Group, id: string, content: Node[]): Node {
    const known = !this.#parts.faults.standing('late-lid', owner.phone)
    const envelope = fromGroup(group, owner, 0, known)
    return el('message', { ...envelope, id, type: 'text', t: seconds(this.#parts.clock) }, content)
  }

  #plainStanza(owner: Account, group: Group, id: string, payload: Buffer): Node {
    const [from, participant] = [groupJid(group), addressOf(owner, group.addressing)]
    const about = { from, participant, to: from, id, t: seconds(this.#parts.clock) }
    return el('message', about, [el('plaintext', {}, payload)])
  }
}

const distributing = (group: Group, distribution: Buffer): proto.IMessage => ({
  senderKeyDistributionMessage: {
    groupId: groupJid(group),
    axolotlSenderKeyDistributionMessage: distribution,
  },
})

const encOf = ({ type, body }: Sealed, count?: number): Node =>
  el('enc', { v: 2, type, count }, body)
