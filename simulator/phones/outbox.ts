import { Problem } from '../../common/kit/errors.ts'
import { addressOf, e164 } from '../accounts/account.ts'
import type { Account, Device, Peer } from '../accounts/account.ts'
import type { Bundle } from '../accounts/bundles.ts'
import { hkdf } from '../keys.ts'
import type { StoredMessage } from '../store/message-rows.ts'
import { parseJid } from '../wire/jid.ts'
import { el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { fromOther, fromPhone, fromSelf } from './envelope.ts'
import type { Envelope } from './envelope.ts'
import { deviceSent, historyBootstrap, keyShare } from './message-content.ts'
import type { GroupOutbox } from './group-outbox.ts'
import { tellPast } from './past.ts'
import type { Past } from './past.ts'
import { bringFile, isFileMessage } from './phone-files.ts'
import type { PhoneMessage, Wrapping } from './phone-message.ts'
import { lineOf, seeMessage } from './read-message.ts'
import { sealAgain, sealFor } from './sealing.ts'
import { writeMessage } from './write-message.ts'
import type { Desk } from './write-message.ts'
import { seconds } from './phone-parts.ts'
import type { PhoneParts } from './phone-parts.ts'
import type { Sealed } from './signal-sessions.ts'

const RETRIES = 5

/** What phones send: each device of both sides gets its own ciphertext. */
export class Outbox {
  readonly #parts: PhoneParts
  readonly #toGroups: GroupOutbox
  readonly #tokens = new Set<string>()

  constructor(parts: PhoneParts, toGroups: GroupOutbox) {
    this.#parts = parts
    this.#toGroups = toGroups
  }

  /**
   * Sends what a person does on a phone to another account and to the own companions.
   * @param toPhone hands the stanza to the other account's phone
   * @returns the message's id
   */
  async send(
    owner: Account,
    target: Account,
    { message, wrap }: { readonly message: PhoneMessage; readonly wrap?: Wrapping | undefined },
    toPhone: (stanza: Node) => void,
  ): Promise<string> {
    const { directory, messages, mailboxes, events, clock, transaction } = this.#parts
    const id = directory.randomOf(owner.phone).bytes(16).toString('hex').toUpperCase()
    const address = addressOf(target, target.addressing)
    const file = isFileMessage(message)
      ? await bringFile(message, this.#parts.media, directory.randomOf(owner.phone))
      : undefined
    const payload = writeMessage(message, { ...this.#desk(owner, target), file }, wrap)
    const seen = seeMessage(payload)
    const { type, text } = { type: seen.type, text: lineOf(seen) }
    const copies: { peer: Peer; sealed: Sealed }[] = []
    const own = owner.phone === target.phone
    for (const account of own ? [owner] : [target, owner]) {
      const plain = account.phone === owner.phone ? deviceSent(payload, address) : payload
      for (const device of directory.devices(account.phone)) {
        const peer = { account, device: device.id }
        const sealed = await sealFor(this.#parts, owner, peer, plain)
        if (sealed) copies.push({ peer, sealed })
      }
    }
    transaction(() => {
      messages.add({
        owner: owner.phone,
        direction: 'sent',
        peer: target.phone,
        id,
        type,
        text,
        at: clock.now(),
        copies: 1,
        status: 'sent',
        device: 0,
        address,
        hash: null,
        payload,
      })
      for (const { peer, sealed } of copies) {
        sealed.commit()
        if (peer.account.phone !== owner.phone) this.#giveToken(owner, peer)
        const stanza = this.#stanza(this.#envelope(owner, peer, target), id, sealed)
        mailboxes.post(peer.account.phone, peer.device, 'message', id, stanza)
      }
      if (!own) toPhone(this.#plainStanza(owner, address, id, payload))
    })
    events.report({ type: 'sent', phone: e164(owner.phone), to: e164(target.phone), id, text })
    return id
  }

  /** What a phone knows when it writes in a chat. */
  #desk(owner: Account, target: Account): Desk {
    const { directory, messages, clock } = this.#parts
    return {
      chat: addressOf(target, target.addressing),
      me: addressOf(owner, target.addressing),
      random: directory.randomOf(owner.phone),
      now: clock.now(),
      target: (id) => {
        const sent = messages.get(owner.phone, 'sent', target.phone, id)
        const found = sent ?? messages.get(owner.phone, 'received', target.phone, id)
        return found && { id, isOwn: sent !== undefined, payload: found.payload }
      },
    }
  }

  /** Encrypts a sent message again for one device that could not decrypt it. */
  async resend(
    owner: Account,
    peer: Peer,
    id: string,
    count: number,
    keys?: Bundle,
  ): Promise<void> {
    const { messages, directory, groups, mailboxes, transaction, events } = this.#parts
    const sent = messages.byId(owner.phone, 'sent', id)
    const chat = groups.at(parseJid(sent?.peer)) ?? directory.account(sent?.peer ?? '')
    const refusal = refuseResend(sent, count)
    if (!sent?.payload || !chat || refusal) {
      const reason = refusal ?? 'the phone has no such message'
      const [phone, companion] = [e164(owner.phone), e164(peer.account.phone)]
      events.report({ type: 'not-resent', phone, peer: companion, device: peer.device, id, reason })
      return
    }
    const { payload } = sent
    const again = { count, keys }
    if ('members' in chat) {
      return await this.#toGroups.resend(owner, chat, peer, { ...sent, payload }, again)
    }
    const isOwn = peer.account.phone === owner.phone
    const plain = isOwn && sent.type !== 'peer' ? deviceSent(payload, sent.address) : payload
    const sealed = await sealAgain(this.#parts, owner, peer, plain, again)
    if (!sealed) return
    const envelope = sent.type === 'peer' ? fromPhone(owner) : this.#envelope(owner, peer, chat)
    transaction(() => {
      sealed.commit()
      const stanza = this.#stanza(envelope, id, sealed, count)
      mailboxes.post(peer.account.phone, peer.device, 'message', id, stanza)
    })
  }

  /** Gives a new companion the app-state key and the history. */
  async bootstrap(owner: Account, device: Device, past: Past | undefined): Promise<void> {
    const { clock, directory } = this.#parts
    const keyData = hkdf(owner.identity.privateKey, 32, Buffer.alloc(0), 'app state')
    const share = keyShare(keyData, owner.registrationId, seconds(clock))
    await this.#sendPeer(owner, device, share)
    const history = past
      ? tellPast(this.#parts, owner, past)
      : [historyBootstrap(addressOf(owner, 'pn'), addressOf(owner, 'lid'))]
    for await (const payload of history) await this.#sendPeer(owner, device, payload)
    const current = directory.device(device.phone, device.id)
    if (current) directory.saveDevice({ ...current, bootstrapped: true })
  }

  async #sendPeer(owner: Account, device: Device, payload: Buffer): Promise<void> {
    const { directory, messages, mailboxes, clock, transaction } = this.#parts
    const peer = { account: owner, device: device.id }
    const sealed = await sealFor(this.#parts, owner, peer, payload)
    if (!sealed) return
    const id = directory.randomOf(owner.phone).bytes(16).toString('hex').toUpperCase()
    transaction(() => {
      sealed.commit()
      messages.add({
        owner: owner.phone,
        direction: 'sent',
        peer: owner.phone,
        id,
        type: 'peer',
        text: '',
        at: clock.now(),
        copies: 1,
        status: 'sent',
        device: 0,
        address: addressOf(owner, 'pn'),
        hash: null,
        payload,
      })
      const stanza = this.#stanza(fromPhone(owner), id, sealed)
      mailboxes.post(owner.phone, device.id, 'message', id, stanza)
    })
  }

  #envelope(owner: Account, peer: Peer, chat: Account): Envelope {
    if (peer.account.phone === owner.phone) return fromSelf(owner, 0, chat)
    return fromOther(owner, 0, !this.#parts.faults.standing('late-lid', owner.phone))
  }

  #stanza(envelope: Envelope, id: string, sealed: Sealed, count?: number): Node {
    return el('message', { ...envelope, id, type: 'text', t: seconds(this.#parts.clock) }, [
      el('enc', { v: 2, type: sealed.type, count }, sealed.body),
    ])
  }

  #plainStanza(owner: Account, address: string, id: string, payload: Buffer): Node {
    const from = addressOf(owner, 'pn')
    return el('message', { from, to: address, id, t: seconds(this.#parts.clock) }, [
      el('plaintext', {}, payload),
    ])
  }

  /** The first message to a companion comes with the token that lets it answer. */
  #giveToken(owner: Account, peer: Peer): void {
    const { directory, mailboxes, clock } = this.#parts
    const key = `${owner.phone} ${peer.account.phone}:${peer.device}`
    if (this.#tokens.has(key)) return
    this.#tokens.add(key)
    const random = directory.randomOf(owner.phone)
    const id = `token-${random.bytes(6).toString('hex')}`
    const token = el(
      'token',
      {
        jid: addressOf(peer.account, 'pn', peer.device),
        t: seconds(clock),
        type: 'trusted_contact',
      },
      random.bytes(16),
    )
    const from = addressOf(owner, 'pn')
    const notification = el(
      'notification',
      { from, sender_lid: addressOf(owner, 'lid'), type: 'privacy_token', id, t: seconds(clock) },
      [el('tokens', {}, [token])],
    )
    mailboxes.post(peer.account.phone, peer.device, 'notification', id, notification)
  }
}

function refuseResend(sent: StoredMessage | undefined, count: number): string | undefined {
  if (!sent) return 'the phone has no such message'
  return count > RETRIES ? `it was asked for more than ${RETRIES} times` : undefined
}

/** @throws {Problem} `phone_offline` */
export function mustBeOnline(owner: Account): void {
  if (owner.online) return
  throw new Problem(
    'phone_offline',
    409,
    `The phone ${e164(owner.phone)} is offline. Bring it online first.`,
  )
}
