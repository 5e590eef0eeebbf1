import { generateKeyPair, verify, signalKey } from '../keys.ts'
import type { AccountRows } from '../store/account-rows.ts'
import type { Account, Device } from './account.ts'
import type { Directory } from './directory.ts'

/** Below this Baileys 7.0.0-rc14 uploads more when told. */
export const LOW_PREKEYS = 5

/** What somebody needs to open a session with a device. Keys without the leading 0x05. */
export interface Bundle {
  readonly registrationId: number
  readonly identity: Buffer
  readonly signedPreKey: { readonly id: number; readonly value: Buffer; readonly signature: Buffer }
  readonly preKey: { readonly id: number; readonly value: Buffer } | undefined
}

/** Keys as a companion uploads them. */
export interface KeyUpload {
  readonly identity: Buffer
  readonly registrationId: number
  readonly signedPreKey: { readonly id: number; readonly value: Buffer; readonly signature: Buffer }
  readonly preKeys: readonly { readonly id: number; readonly value: Buffer }[]
}

/** The key bundles the service hands out; each one-time prekey serves once. */
export class Bundles {
  readonly #rows: AccountRows
  readonly #directory: Directory
  readonly #onLow: (device: Device, left: number) => void

  /** @param onLow called after a device's prekeys fell below `LOW_PREKEYS` */
  constructor(
    rows: AccountRows,
    directory: Directory,
    onLow: (device: Device, left: number) => void,
  ) {
    this.#rows = rows
    this.#directory = directory
    this.#onLow = onLow
  }

  /** A bundle of an account's phone (device 0) or companion; undefined when there is none. */
  take(account: Account, deviceId: number): Bundle | undefined {
    if (deviceId === 0) return this.#takePhone(account.phone)
    const device = this.#directory.device(account.phone, deviceId)
    if (!device) return undefined
    const preKey = this.#rows.takeDeviceKey(device.phone, device.id)
    const left = this.count(device)
    if (left < LOW_PREKEYS) this.#onLow(device, left)
    return {
      registrationId: device.registrationId,
      identity: device.identity,
      signedPreKey: device.signedPreKey,
      preKey,
    }
  }

  count(device: Device): number {
    return this.#rows.countDeviceKeys(device.phone, device.id)
  }

  /** Stores a companion's keys; answers what is wrong with them, if anything. */
  upload(device: Device, keys: KeyUpload): string | undefined {
    if (!keys.identity.equals(device.identity)) return 'the identity is not the paired one'
    const problem = this.rotate(device, keys.signedPreKey, keys.registrationId)
    if (problem) return problem
    for (const { id, value } of keys.preKeys) {
      this.#rows.putDeviceKey(device.phone, device.id, id, value)
    }
    return undefined
  }

  /** Replaces a companion's signed prekey; answers what is wrong with it, if anything. */
  rotate(
    device: Device,
    signedPreKey: KeyUpload['signedPreKey'],
    registrationId = device.registrationId,
  ): string | undefined {
    const { value, signature } = signedPreKey
    if (!verify(device.identity, signalKey(value), signature)) {
      return 'the signed prekey is not signed by the identity'
    }
    this.#directory.saveDevice({ ...device, signedPreKey, registrationId })
    return undefined
  }

  #takePhone(phone: string): Bundle | undefined {
    const account = this.#directory.account(phone)
    if (!account) return undefined
    const keys = generateKeyPair(this.#directory.randomOf(phone))
    const id = account.nextPreKey
    this.#rows.putPhoneKey(phone, id, keys)
    this.#directory.save({ ...account, nextPreKey: id + 1 })
    const { signedPreKey } = account
    return {
      registrationId: account.registrationId,
      identity: account.identity.publicKey,
      signedPreKey: {
        id: signedPreKey.id,
        value: signedPreKey.keys.publicKey,
        signature: signedPreKey.signature,
      },
      preKey: { id, value: keys.publicKey },
    }
  }
}
