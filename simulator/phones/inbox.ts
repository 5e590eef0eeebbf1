import { createHash } from 'node:crypto'
import { e164 } from '../accounts/account.ts'
import type { Account } from '../accounts/account.ts'
import { groupJid } from '../accounts/groups.ts'
import { garbled } from '../delivery/garbled.ts'
import type { Queued } from '../store/queue-rows.ts'
import type { StoredMessage } from '../store/message-rows.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, bytesOf, child, childBytes, children } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import type { Content } from './message-content.ts'
import { seeFile } from './phone-files.ts'
import type { PhoneParts } from './phone-parts.ts'
import type { Receipts, Source } from './receipts.ts'
import { Unsealer } from './unseal.ts'
import type { Origin } from './unseal.ts'

const RETRIES = 5

interface Arrival extends Origin {
  readonly id: string
  readonly address: string
  readonly hash: Buffer
  readonly seq: number
}

/** What phones do with messages that arrive for them. */
export class Inbox {
  readonly #parts: PhoneParts
  readonly #receipts: Receipts
  readonly #unsealer: Unsealer
  readonly #asked = new Map<string, number>()

  constructor(parts: PhoneParts, receipts: Receipts) {
    this.#parts = parts
    this.#receipts = receipts
    this.#unsealer = new Unsealer(parts)
  }

  /** Decrypts a message, stores it, takes it off the queue and sends the receipt. */
  async take(owner: Account, { seq, id, stanza: given }: Queued): Promise<void> {
    const { directory, groups, queue } = this.#parts
    const group = groups.at(parseJid(attr(given, 'from')))
    const writer = parseJid(attr(given, group ? 'participant' : 'from'))
    const account = directory.accountAt(writer)
    if (!account || !writer) return queue.drop(seq)
    const stanza = this.#strikesGarbled(owner, given) ? garbled(given) : given
    const arrival: Arrival = {
      sender: { account, device: writer.device },
      group,
      id,
      address: attr(stanza, 'to') ?? '',
      hash: createHash('sha256').update(ciphertextOf(stanza)).digest(),
      seq,
    }
    const { content, failure, commit } = await this.#unsealer.unseal(owner, arrival, stanza)
    if (content && failure === undefined) this.#keep(owner, arrival, content, commit)
    else this.#fail(owner, arrival, failure ?? 'there is nothing in it', commit)
  }

  #strikesGarbled(owner: Account, stanza: Node): boolean {
    const { faults, events } = this.#parts
    const kind = 'undecryptable-out'
    if (!child(stanza, 'enc') || !faults.take(kind, owner.phone)) return false
    events.report({ type: 'fault', kind, phone: e164(owner.phone), id: attr(stanza, 'id') ?? '' })
    return true
  }

  #keep(owner: Account, arrival: Arrival, content: Content, commit: () => void): void {
    const { queue, transaction, events, directory } = this.#parts
    const { sender, group, id, seq } = arrival
    this.#asked.delete(askKey(owner, arrival))
    const own = sender.account.phone === owner.phone
    const chat = own && !group ? directory.accountAt(parseJid(content.sentTo)) : sender.account
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
      const peer = own && group ? groupJid(group) : chat.phone
      const copies = this.#store(owner, arrival, peer, content)
      this.#announce(owner, arrival, peer, content, copies)
    })
  }

  #store(owner: Account, arrival: Arrival, peer: string, content: Content): number {
    const { type, text, payload } = content
    const { messages, clock } = this.#parts
    const own = arrival.sender.account.phone === owner.phone
    const direction = own ? 'sent' : 'received'
    const known = messages.get(owner.phone, direction, peer, arrival.id)
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
      peer,
      id: arrival.id,
      at: clock.now(),
      copies: 1,
    })
    return 1
  }

  #announce(
    owner: Account,
    { sender, group, id }: Arrival,
    peer: string,
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
      to: group ? groupJid(group) : e164(own ? peer : owner.phone),
      id,
      text,
      kind: type,
      copies,
      own,
      ...(file && { file }),
    })
    if (!own) this.#confirmDelivery(owner, { account: sender.account, group }, id)
  }

  #confirmDelivery(owner: Account, sender: Source, id: string): void {
    const { faults, events } = this.#parts
    if (faults.take('no-receipt', owner.phone)) {
      events.report({ type: 'fault', kind: 'no-receipt', phone: e164(owner.phone), id })
    } else this.#receipts.report(owner, sender, [id], 'delivered')
  }

  #fail(owner: Account, arrival: Arrival, reason: string, commit: () => void): void {
    const { messages, queue, transaction } = this.#parts
    const { sender, id, seq } = arrival
    const own = sender.account.phone === owner.phone
    const known = own
      ? messages.byId(owner.phone, 'sent', id)
      : messages.get(owner.phone, 'received', sender.account.phone, id)
    if (known && known.status !== 'undecrypted') {
      transaction(() => {
        commit()
        queue.drop(seq)
        messages.update({ ...known, copies: known.copies + 1 })
        if (!own) this.#announceCopy(owner, arrival, known)
      })
      return
    }
    const count = (this.#asked.get(askKey(owner, arrival)) ?? 0) + 1
    this.#asked.set(askKey(owner, arrival), count)
    transaction(() => {
      commit()
      queue.drop(seq)
      if (!own && !known) this.#storePlaceholder(owner, arrival)
      if (count <= RETRIES) {
        this.#receipts.askAgain(owner, { ...arrival, count }, reason)
      }
    })
  }

  /** The message is known; a copy that cannot be decrypted any more is only counted. */
  #announceCopy(owner: Account, arrival: Arrival, known: StoredMessage): void {
    this.#announce(owner, arrival, arrival.sender.account.phone, known, known.copies + 1)
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
  bytesOf(children(stanza, 'enc').at(-1)) ?? childBytes(stanza, 'plaintext') ?? Buffer.alloc(0)

const askKey = (owner: Account, { sender, id }: Arrival): string =>
  `${owner.phone} ${sender.account.phone}:${sender.device} ${id}`
