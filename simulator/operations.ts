import { Problem } from '../common/kit/errors.ts'
import { e164 } from './accounts/account.ts'
import type { Account } from './accounts/account.ts'
import type { NewAccount } from './accounts/directory.ts'
import { isGroupJid } from './accounts/groups.ts'
import type { Group, NewGroup } from './accounts/groups.ts'
import type { DeviceView, FaultView, GroupView, MessageView, PhoneView, Stats } from './contract.ts'
import { tellJoined, tellMade } from './delivery/group-news.ts'
import { heal } from './faults/connection-faults.ts'
import type { FaultSpec } from './faults/fault-book.ts'
import type { Network } from './network.ts'
import type { Past } from './phones/past.ts'
import type { PhoneMessage, Wrapping } from './phones/phone-message.ts'
import { unlink } from './stanzas/login.ts'
import type { Direction } from './store/message-rows.ts'
import { viewFault, viewGroup, viewMessages, viewPhone, viewStats } from './views.ts'
import { parseJid } from './wire/jid.ts'

/**
 * Everything that can be asked of the simulator from outside, with numbers as digits. The control
 * API and the in-process API both stand on this.
 */
export class Operations {
  readonly #network: Network
  readonly #seed: string
  readonly #since: number

  constructor(network: Network, seed: string) {
    this.#network = network
    this.#seed = seed
    this.#since = network.clock.now()
  }

  /** @throws {Problem} `phone_taken`, `lid_taken` (409) */
  addPhone(spec: NewAccount): PhoneView {
    return viewPhone(this.#network, this.#network.phones.add(spec))
  }

  /** @throws {Problem} `unknown_phone` (404) */
  givePast(phone: string, past: Past): PhoneView {
    this.#network.phones.givePast(this.#account(phone), past)
    return viewPhone(this.#network, this.#account(phone))
  }

  phones(): PhoneView[] {
    return this.#network.directory.accounts().map((account) => viewPhone(this.#network, account))
  }

  /** @throws {Problem} `unknown_phone` (404), `bad_qr`, `expired_qr`, `pairing_failed` (422) */
  async scan(phone: string, qr: string): Promise<DeviceView> {
    const { id } = await this.#network.pairing.scan(this.#account(phone), qr)
    return { phone: e164(phone), device: id }
  }

  /** @throws {Problem} `unknown_phone` (404), `no_code`, `wrong_code`, `pairing_failed` (422) */
  async linkCode(phone: string, code: string): Promise<DeviceView> {
    const { id } = await this.#network.pairing.linkCode(this.#account(phone), code)
    return { phone: e164(phone), device: id }
  }

  /** @throws {Problem} `unknown_phone`, `unknown_device` (404) */
  removeDevice(phone: string, id: number): void {
    const device = this.#network.directory.device(this.#account(phone).phone, id)
    if (!device) {
      throw new Problem('unknown_device', 404, `The phone ${e164(phone)} has no device ${id}.`)
    }
    unlink(this.#network, device, 'phone')
  }

  /** @throws {Problem} `unknown_phone` (404) */
  addGroup(spec: NewGroup): GroupView {
    const { groups, clock, transaction } = this.#network
    return transaction(() => {
      const group = groups.add(spec, clock.now())
      tellMade(this.#network, group)
      return viewGroup(group)
    })
  }

  groups(): GroupView[] {
    return this.#network.groups.all().map(viewGroup)
  }

  /** @throws {Problem} `unknown_phone`, `unknown_group` (404) */
  joinGroup(address: string, phone: string): GroupView {
    const account = this.#account(phone)
    return this.#network.transaction(() => {
      const group = this.#network.groups.join(this.#group(address), phone)
      tellJoined(this.#network, group, account)
      return viewGroup(group)
    })
  }

  /**
   * @param to digits of a phone, or the address of a group
   * @throws {Problem} `unknown_phone`, `unknown_group` (404), `unknown_recipient`,
   *   `unknown_message`, `not_in_group` (422), `phone_offline` (409)
   */
  async send(
    phone: string,
    to: string,
    message: PhoneMessage,
    wrap?: Wrapping,
  ): Promise<{ id: string }> {
    const { directory, phones } = this.#network
    const owner = this.#account(phone)
    if (isGroupJid(to)) {
      return { id: await phones.sendToGroup(owner, this.#group(to), message, wrap) }
    }
    const target = directory.accountByAnySpelling(to)
    if (!target) {
      throw new Problem('unknown_recipient', 422, `There is no phone ${e164(to)}. Add it first.`)
    }
    return { id: await phones.send(owner, target, message, wrap) }
  }

  messagesAt(phone: string, direction: Direction | 'all'): MessageView[] {
    const { messages, media } = this.#network
    return viewMessages(messages.list(this.#account(phone).phone, direction), media)
  }

  /** @throws {Problem} `unknown_phone` (404), `unknown_message` (422), `phone_offline` (409) */
  markRead(phone: string, ids: readonly string[], type: 'read' | 'played'): void {
    this.#network.phones.markRead(this.#account(phone), ids, type)
  }

  setOnline(phone: string, online: boolean): PhoneView {
    this.#network.phones.setOnline(this.#account(phone), online)
    return viewPhone(this.#network, this.#account(phone))
  }

  addFault(spec: FaultSpec): FaultView {
    return viewFault(this.#network.faults.add(spec))
  }

  /** Forgets all faults and lets connections they held up go on. */
  clearFaults(): void {
    this.#network.faults.clear()
    heal(this.#network)
  }

  stats(): Stats {
    return viewStats(this.#network, this.#seed, this.#since)
  }

  #group(address: string): Group {
    const group = this.#network.groups.at(parseJid(address))
    if (group) return group
    throw new Problem('unknown_group', 404, `There is no group ${address}. Make it first.`)
  }

  #account(phone: string): Account {
    const account = this.#network.directory.account(phone)
    if (account) return account
    throw new Problem('unknown_phone', 404, `There is no phone ${e164(phone)}. Add it first.`)
  }
}
