import { Problem } from '../../common/kit/errors.ts'
import { generateKeyPair, signPreKey } from '../keys.ts'
import type { Random } from '../random.ts'
import type { AccountRows } from '../store/account-rows.ts'
import type { Addressing, Jid } from '../wire/jid.ts'
import { e164 } from './account.ts'
import type { Account, Device } from './account.ts'
import { spellings } from './number-spellings.ts'

export interface NewAccount {
  readonly phone: string
  readonly name?: string | undefined
  readonly lid?: string | undefined
  readonly addressing?: Addressing | undefined
}

/** Who exists: accounts by number and by hidden id, and the devices linked to them. */
export class Directory {
  readonly #rows: AccountRows
  readonly #random: Random
  readonly #accounts = new Map<string, Account>()
  readonly #byLid = new Map<string, string>()
  readonly #devices = new Map<string, Map<number, Device>>()
  readonly #streams = new Map<string, Random>()

  constructor(rows: AccountRows, random: Random) {
    this.#rows = rows
    this.#random = random
    for (const account of rows.accounts()) this.#remember(account)
    for (const device of rows.devices()) this.#devicesOf(device.phone).set(device.id, device)
  }

  /** @throws {Problem} `phone_taken` when the number or the hidden id is somebody's already */
  add({ phone, name, lid, addressing }: NewAccount): Account {
    const random = this.randomOf(phone)
    const hiddenId = lid ?? newLid(random)
    if (this.#accounts.has(phone)) {
      throw new Problem('phone_taken', 409, `There is a phone ${e164(phone)} already.`)
    }
    if (this.#byLid.has(hiddenId)) {
      throw new Problem('lid_taken', 409, `Another phone has the hidden id ${hiddenId} already.`)
    }
    const identity = generateKeyPair(random)
    const account: Account = {
      phone,
      lid: hiddenId,
      name: name ?? e164(phone),
      addressing: addressing ?? 'lid',
      online: true,
      identity,
      registrationId: 1 + random.int(16_380),
      signedPreKey: signPreKey(identity, 1, generateKeyPair(random)),
      nextPreKey: 1,
      nextDevice: 1,
    }
    this.save(account)
    return account
  }

  save(account: Account): void {
    this.#rows.putAccount(account)
    this.#remember(account)
  }

  /** By the digits of its number, exactly. */
  account(phone: string): Account | undefined {
    return this.#accounts.get(phone)
  }

  /** By its number in any way the service knows to write it (Mexico, Argentina, Brazil). */
  accountByAnySpelling(digits: string): Account | undefined {
    for (const spelling of spellings(digits)) {
      const account = this.#accounts.get(spelling)
      if (account) return account
    }
    return undefined
  }

  accountAt(jid: Jid | undefined): Account | undefined {
    if (!jid) return undefined
    if (jid.server !== 'lid') return this.#accounts.get(jid.user)
    return this.#accounts.get(this.#byLid.get(jid.user) ?? '')
  }

  accounts(): readonly Account[] {
    return [...this.#accounts.values()]
  }

  device(phone: string, id: number): Device | undefined {
    return this.#devices.get(phone)?.get(id)
  }

  devices(phone: string): readonly Device[] {
    return [...(this.#devices.get(phone)?.values() ?? [])]
  }

  saveDevice(device: Device): void {
    this.#rows.putDevice(device)
    this.#devicesOf(device.phone).set(device.id, device)
  }

  removeDevice(device: Device): void {
    this.#rows.dropDevice(device.phone, device.id)
    this.#devices.get(device.phone)?.delete(device.id)
  }

  /** The number of a device that is being linked; each is given out once. */
  takeDeviceId(phone: string): number {
    const account = this.#accounts.get(phone)
    if (!account) return 1
    this.save({ ...account, nextDevice: account.nextDevice + 1 })
    return account.nextDevice
  }

  /** A phone's own stream of accidents, the same whatever other phones do. */
  randomOf(phone: string): Random {
    const stream = this.#streams.get(phone) ?? this.#random.fork(`phone ${phone}`)
    this.#streams.set(phone, stream)
    return stream
  }

  #remember(account: Account): void {
    this.#accounts.set(account.phone, account)
    this.#byLid.set(account.lid, account.phone)
  }

  #devicesOf(phone: string): Map<number, Device> {
    const devices = this.#devices.get(phone) ?? new Map<number, Device>()
    this.#devices.set(phone, devices)
    return devices
  }
}

const newLid = (random: Random): string =>
  String(1 + random.int(9)) + String(random.int(10 ** 14)).padStart(14, '0')
