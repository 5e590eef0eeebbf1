import { messageOf, Problem } from '../../common/kit/errors.ts'
import { e164 } from '../accounts/account.ts'
import type { Account, Device, Peer } from '../accounts/account.ts'
import { groupJid } from '../accounts/groups.ts'
import type { Group } from '../accounts/groups.ts'
import type { Bundle } from '../accounts/bundles.ts'
import type { NewAccount } from '../accounts/directory.ts'
import { signalKey, verify } from '../keys.ts'
import type { Queued } from '../store/queue-rows.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, child, childBytes, childNumber } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { bringAgain } from './bring-again.ts'
import { GroupOutbox } from './group-outbox.ts'
import { Inbox } from './inbox.ts'
import { mustBeOnline, Outbox } from './outbox.ts'
import type { Past } from './past.ts'
import type { PhoneMessage, Wrapping } from './phone-message.ts'
import type { PhoneParts } from './phone-parts.ts'
import { Receipts } from './receipts.ts'

const BATCH = 50

/** All simulated phones. Each does one thing at a time, in the order it was asked for. */
export class Phones {
  readonly #parts: PhoneParts
  readonly #receipts: Receipts
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #toGroups: GroupOutbox
  readonly #busy = new Map<string, Promise<unknown>>()
  readonly #draining = new Set<string>()
  readonly #pasts = new Map<string, Past>()

  constructor(parts: PhoneParts) {
    this.#parts = parts
    this.#receipts = new Receipts(parts)
    this.#inbox = new Inbox(parts, this.#receipts)
    this.#toGroups = new GroupOutbox(parts)
    this.#outbox = new Outbox(parts, this.#toGroups)
    for (const account of parts.directory.accounts()) this.#wake(account.phone)
  }

  add(spec: NewAccount): Account {
    const account = this.#parts.directory.add(spec)
    const { phone, name } = account
    this.#parts.events.report({ type: 'phone-added', phone: e164(phone), name })
    return account
  }

  /**
   * @returns the message's id
   * @throws {Problem} `phone_offline`
   */
  send(owner: Account, target: Account, message: PhoneMessage, wrap?: Wrapping): Promise<string> {
    mustBeOnline(owner)
    return this.#inTurn(owner.phone, () =>
      this.#outbox.send(this.#current(owner), target, { message, wrap }, (stanza) =>
        this.deliver(target.phone, stanza),
      ),
    )
  }

  /**
   * @returns the message's id
   * @throws {Problem} `phone_offline`, `not_in_group` (422)
   */
  sendToGroup(
    owner: Account,
    group: Group,
    message: PhoneMessage,
    wrap?: Wrapping,
  ): Promise<string> {
    mustBeOnline(owner)
    if (!group.members.includes(owner.phone)) {
      const sentence = `The phone ${e164(owner.phone)} is not in the group ${groupJid(group)}.`
      throw new Problem('not_in_group', 422, sentence)
    }
    return this.#inTurn(owner.phone, () =>
      this.#toGroups.send(this.#current(owner), group, { message, wrap }, (phone, stanza) =>
        this.deliver(phone, stanza),
      ),
    )
  }

  /** Companions that are linked from now on are told of it. It is not kept with the state. */
  givePast(owner: Account, past: Past): void {
    this.#pasts.set(owner.phone, past)
  }

  /** Puts a stanza into a phone's inbox: it stays there until the phone has dealt with it. */
  deliver(phone: string, stanza: Node): void {
    this.#parts.queue.add(phone, 0, 'message', attr(stanza, 'id') ?? '', stanza)
    this.#wake(phone)
  }

  /** Gives a companion what it needs at its first login, as soon as the phone is online. */
  bootstrap(device: Device): Promise<void> {
    return this.#inTurn(device.phone, async () => {
      const owner = this.#parts.directory.account(device.phone)
      const current = this.#parts.directory.device(device.phone, device.id)
      if (!owner?.online || !current || current.bootstrapped) return
      await this.#outbox.bootstrap(owner, current, this.#pasts.get(device.phone))
    })
  }

  setOnline(account: Account, online: boolean): void {
    const { directory, events } = this.#parts
    directory.save({ ...this.#current(account), online })
    events.report({ type: online ? 'online' : 'offline', phone: e164(account.phone) })
    if (!online) return
    this.#wake(account.phone)
    for (const device of directory.devices(account.phone)) void this.bootstrap(device)
  }

  /**
   * Marks received messages as read or played and tells their senders.
   * @throws {Problem} `unknown_message` when the phone has not received one of them
   */
  markRead(reader: Account, ids: readonly string[], status: 'read' | 'played'): void {
    mustBeOnline(reader)
    const { messages, directory, groups } = this.#parts
    const told = new Map<string, { sender: string; group: Group | undefined; ids: string[] }>()
    for (const id of ids) {
      const message = messages.byId(reader.phone, 'received', id)
      if (!message) {
        const phone = e164(reader.phone)
        throw new Problem(
          'unknown_message',
          422,
          `The phone ${phone} has received no message ${id}.`,
        )
      }
      const group = groups.at(parseJid(message.address))
      const key = `${message.peer} ${group?.id ?? ''}`
      const before = told.get(key)?.ids ?? []
      told.set(key, { sender: message.peer, group, ids: [...before, id] })
    }
    for (const { sender: phone, group, ids: read } of told.values()) {
      const sender = directory.account(phone)
      if (sender) this.#receipts.report(reader, { account: sender, group }, read, status)
    }
  }

  /** Resolves when no phone has anything left to do. */
  async settle(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy.values())
  }

  #wake(phone: string): void {
    if (this.#draining.has(phone)) return
    this.#draining.add(phone)
    void this.#inTurn(phone, async () => {
      this.#draining.delete(phone)
      await this.#drain(phone)
    })
  }

  async #drain(phone: string): Promise<void> {
    for (;;) {
      const batch = this.#parts.queue.after(phone, 0, 0, BATCH)
      if (batch.length === 0) return
      for (const queued of batch) {
        const owner = this.#parts.directory.account(phone)
        if (!owner?.online) return
        await this.#takeIn(owner, queued)
      }
    }
  }

  async #takeIn(owner: Account, queued: Queued): Promise<void> {
    try {
      if (attr(queued.stanza, 'type') === 'server-error') bringAgain(this.#parts, owner, queued)
      else if (queued.stanza.tag === 'receipt') await this.#answerRetry(owner, queued)
      else await this.#inbox.take(owner, queued)
    } catch (error) {
      this.#parts.queue.drop(queued.seq)
      const sentence = `phone ${owner.phone} gave up on ${queued.id}: ${messageOf(error)}`
      process.stderr.write(`simulator: ${sentence}\n`)
    }
  }

  async #answerRetry(owner: Account, { seq, id, stanza }: Queued): Promise<void> {
    const { directory, queue, events } = this.#parts
    const from = parseJid(attr(stanza, 'participant') ?? attr(stanza, 'from'))
    const account = directory.accountAt(from)
    const device = from && account && directory.device(account.phone, from.device)
    if (account && device) {
      const count = Number(attr(child(stanza, 'retry'), 'count') ?? 1)
      const peer: Peer = { account, device: device.id }
      events.report({
        type: 'retry',
        asks: 'companion',
        phone: e164(owner.phone),
        peer: e164(account.phone),
        device: device.id,
        id,
        count,
        reason: 'the companion could not decrypt it',
      })
      await this.#outbox.resend(owner, peer, id, count, keysOf(stanza, device))
    }
    queue.drop(seq)
  }

  #current(account: Account): Account {
    return this.#parts.directory.account(account.phone) ?? account
  }

  #inTurn<T>(phone: string, task: () => Promise<T>): Promise<T> {
    const before = this.#busy.get(phone) ?? Promise.resolve()
    const done = before.then(task)
    const tail = done.then(
      () => undefined,
      () => undefined,
    )
    this.#busy.set(phone, tail)
    void tail.then(() => {
      if (this.#busy.get(phone) === tail) this.#busy.delete(phone)
    })
    return done
  }
}

/** The bundle inside a retry receipt, if it has one and the device's identity has signed it. */
function keysOf(stanza: Node, device: Device): Bundle | undefined {
  const keys = child(stanza, 'keys')
  const [skey, key] = [child(keys, 'skey'), child(keys, 'key')]
  const value = childBytes(skey, 'value')
  const signature = childBytes(skey, 'signature')
  const identity = childBytes(keys, 'identity')
  if (!value || !signature || !identity?.equals(device.identity)) return undefined
  if (!verify(device.identity, signalKey(value), signature)) return undefined
  const preKeyValue = childBytes(key, 'value')
  return {
    registrationId: childNumber(stanza, 'registration') ?? device.registrationId,
    identity,
    signedPreKey: { id: childNumber(skey, 'id') ?? 0, value, signature },
    preKey: preKeyValue && { id: childNumber(key, 'id') ?? 0, value: preKeyValue },
  }
}
