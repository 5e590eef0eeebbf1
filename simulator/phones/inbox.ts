import { createHash } from 'node:crypto'
import { messageOf } from '../../common/kit/errors.ts'
import { isGenuine } from '../accounts/adv.ts'
import { e164 } from '../accounts/account.ts'
import type { Account, Peer } from '../accounts/account.ts'
import { garbled } from '../delivery/garbled.ts'
import type { Queued } from '../store/queue-rows.ts'
import type { StoredMessage } from '../store/message-rows.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, bytesOf, child, childBytes } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { readContent, unpad } from './message-content.ts'
import type { Content } from './message-content.ts'
import { seeFile } from './phone-files.ts'
import type { PhoneParts } from './phone-parts.ts'
import { RatchetWatch } from './ratchet-watch.ts'
import type { Receipts } from './receipts.ts'
import { readPreKeyMessage, readWhisperMessage } from './steady-cipher.ts'

const RETRIES = 5

interface Arrival {
  readonly sender: Peer
  readonly id: string
  readonly address: string
  readonly hash: Buffer
  readonly seq: number
}

interface Unsealed {
  readonly content: Content
  readonly commit: () => void
}

/** What phones do with messages that arrive for them. */
export class Inbox {
  readonly #parts: PhoneParts
  readonly #receipts: Receipts
  readonly #watch = new RatchetWatch()
  readonly #asked = new Map<string, number>()
  readonly #genuine = new Set<string>()

  constructor(parts: PhoneParts, receipts: Receipts) {
    this.#parts = parts
    this.#receipts = receipts
  }

  /** Decrypts a message, stores it, takes it off the queue and sends the receipt. */
  async take(owner: Account, { seq, id, stanza: given }: Queued): Promise<void> {
    const { directory, queue } = this.#parts
    const from = parseJid(attr(given, 'from'))
    const account = directory.accountAt(from)
    if (!account || !from) return queue.drop(seq)
    const stanza = this.#strikesGarbled(owner, given) ? garbled(given) : given
    const arrival: Arrival = {
      sender: { account, device: from.device },
      id,
      address: attr(stanza, 'to') ?? '',
      hash: createHash('sha256').update(ciphertextOf(stanza)).digest(),
      seq,
    }
    try {
      const { content, commit } = await this.#unseal(owner, arrival.sender, stanza)
      this.#keep(owner, arrival, content, commit)
    } catch (error) {
      this.#fail(owner, arrival, messageOf(error))
    }
  }

  #strikesGarbled(owner: Account, stanza: Node): boolean {
    const { faults, events } = this.#parts
    const kind = 'undecryptable-out'
    if (!child(stanza, 'enc') || !faults.take(kind, owner.phone)) return false
    events.report({ type: 'fault', kind, phone: e164(owner.phone), id: attr(stanza, 'id') ?? '' })
    return true
  }

  async #unseal(owner: Account, sender: Peer, stanza: Node): Promise<Unsealed> {
    const plaintext = childBytes(stanza, 'plaintext')
    if (plaintext) return { content: readContent(plaintext), commit: () => undefined }
    const enc = child(stanza, 'enc')
    const type = attr(enc, 'type') ?? 'msg'
    const body = bytesOf(enc) ?? Buffer.alloc(0)
    this.#watchRatchet(owner, sender, attr(stanza, 'id') ?? '', type, body)
    if (type === 'pkmsg') this.#checkIdentity(sender, body, childBytes(stanza, 'device-identity'))
    const opened = await this.#parts.sessions.open(owner, sender, type, body)
    return { content: readContent(unpad(opened.plaintext)), commit: () => opened.commit() }
  }

  #watchRatchet(owner: Account, sender: Peer, id: string, type: string, body: Buffer): void {
    const inner = type === 'pkmsg' ? readPreKeyMessage(body).inner : body
    const position = readWhisperMessage(inner)
    const from = `${sender.account.phone}:${sender.device} ${owner.phone}`
    if (!this.#watch.reused(from, position, inner)) return
    this.#parts.events.report({
      type: 'key-reused',
      phone: e164(owner.phone),
      from: e164(sender.account.phone),
      fromDevice: sender.device,
      id,
      counter: position.counter,
    })
  }

  /** A session is opened only by the paired device, and only with its account's statement. */
  #checkIdentity(sender: Peer, body: Buffer, statement: Buffer | undefined): void {
    const device = this.#parts.directory.device(sender.account.phone, sender.device)
    const { identity } = readPreKeyMessage(body)
    if (!device || !identity.subarray(1).equals(device.identity)) {
      throw new Error('the identity is not that of the linked device')
    }
    if (!statement) throw new Error('the device identity is missing')
    const key = createHash('sha256').update(statement).update(identity).digest('base64')
    if (this.#genuine.has(key)) return
    if (!isGenuine(statement, device.identity, sender.account.identity.publicKey)) {
      throw new Error('the device identity is not signed by its account')
    }
    this.#genuine.add(key)
  }

  #keep(owner: Account, arrival: Arrival, content: Content, commit: () => void): void {
    const { queue, transaction, events, directory } = this.#parts
    const { sender, id, seq } = arrival
    this.#asked.delete(askKey(owner, arrival))
    const own = sender.account.phone === owner.phone
    const chat = own ? directory.accountAt(parseJid(content.sentTo)) : sender.account
    if (content.type === 'peer' || !chat) {
      transaction(() => {
        commit()
        queue.drop(seq)
      })
      const { device } = sender
      events.report({
        type: 'peer-message',
        phone: e164(owner.phone),
        device,
        id,
        kind: content.text,
      })
      return
    }
    transaction(() => {
      commit()
      queue.drop(seq)
      const copies = this.#store(owner, arrival, chat, content)
      this.#announce(owner, arrival, chat, content, copies)
    })
  }

  #store(owner: Account, arrival: Arrival, chat: Account, content: Content): number {
    const { type, text, payload } = content
    const { messages, clock } = this.#parts
    const own = arrival.sender.account.phone === owner.phone
    const direction = own ? 'sent' : 'received'
    const known = messages.get(owner.phone, direction, chat.phone, arrival.id)
    const fields = {
      type,
      text,
      status: own ? ('sent' as const) : ('received' as const),
      device: arrival.sender.device,
      address: arrival.address,
      hash: arrival.hash,
      payload,
    }
    if (known) {
      const status = own ? known.status : fields.status
      messages.update({ ...known, ...fields, status, copies: known.copies + 1 })
      return known.copies + 1
    }
    messages.add({
      ...fields,
      owner: owner.phone,
      direction,
      peer: chat.phone,
      id: arrival.id,
      at: clock.now(),
      copies: 1,
    })
    return 1
  }

  #announce(
    owner: Account,
    { sender, id }: Arrival,
    chat: Account,
    { type, text, payload }: Pick<Content, 'type' | 'text'> & { payload: Buffer | null },
    copies: number,
  ): void {
    const own = sender.account.phone === owner.phone
    const file = payload && copies === 1 ? seeFile(payload, this.#parts.media) : undefined
    this.#parts.events.report({
      type: 'message',
      phone: e164(owner.phone),
      from: e164(sender.account.phone),
      fromDevice: sender.device,
      to: e164(own ? chat.phone : owner.phone),
      id,
      text,
      kind: type,
      copies,
      own,
      ...(file && { file }),
    })
    if (!own) this.#confirmDelivery(owner, sender.account, id)
  }

  #confirmDelivery(owner: Account, sender: Account, id: string): void {
    const { faults, events } = this.#parts
    if (faults.take('no-receipt', owner.phone)) {
      events.report({ type: 'fault', kind: 'no-receipt', phone: e164(owner.phone), id })
    } else this.#receipts.report(owner, sender, [id], 'delivered')
  }

  #fail(owner: Account, arrival: Arrival, reason: string): void {
    const { messages, queue, transaction } = this.#parts
    const { sender, id, seq } = arrival
    const own = sender.account.phone === owner.phone
    const known = own
      ? messages.byId(owner.phone, 'sent', id)
      : messages.get(owner.phone, 'received', sender.account.phone, id)
    if (known && known.status !== 'undecrypted') {
      transaction(() => {
        queue.drop(seq)
        messages.update({ ...known, copies: known.copies + 1 })
        if (!own) this.#announceCopy(owner, arrival, known)
      })
      return
    }
    const count = (this.#asked.get(askKey(owner, arrival)) ?? 0) + 1
    this.#asked.set(askKey(owner, arrival), count)
    transaction(() => {
      queue.drop(seq)
      if (!own && !known) this.#storePlaceholder(owner, arrival)
      if (count <= RETRIES) {
        this.#receipts.askAgain(owner, { sender, id, address: arrival.address, count }, reason)
      }
    })
  }

  /** The message is known; a copy that cannot be decrypted any more is only counted. */
  #announceCopy(owner: Account, arrival: Arrival, known: StoredMessage): void {
    this.#announce(owner, arrival, arrival.sender.account, known, known.copies + 1)
  }

  #storePlaceholder(owner: Account, { sender, id, address }: Arrival): void {
    this.#parts.messages.add({
      owner: owner.phone,
      direction: 'received',
      peer: sender.account.phone,
      id,
      type: 'ciphertext',
      text: '',
      at: this.#parts.clock.now(),
      copies: 0,
      status: 'undecrypted',
      device: sender.device,
      address,
      hash: null,
      payload: null,
    })
  }
}

const ciphertextOf = (stanza: Node): Buffer =>
  childBytes(stanza, 'enc') ?? childBytes(stanza, 'plaintext') ?? Buffer.alloc(0)

const askKey = (owner: Account, { sender, id }: Arrival): string =>
  `${owner.phone} ${sender.account.phone}:${sender.device} ${id}`
