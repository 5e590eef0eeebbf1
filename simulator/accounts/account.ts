import type { KeyPair, SignedPreKey } from '../keys.ts'
import { formatJid } from '../wire/jid.ts'
import type { Addressing } from '../wire/jid.ts'

/** A simulated phone and the account it carries. `phone` and `lid` are digits only. */
export interface Account {
  readonly phone: string
  readonly lid: string
  readonly name: string
  /** How the chats of this phone are addressed: by number or by hidden id. */
  readonly addressing: Addressing
  readonly online: boolean
  readonly identity: KeyPair
  readonly registrationId: number
  readonly signedPreKey: SignedPreKey
  readonly nextPreKey: number
  readonly nextDevice: number
}

/** A companion (linked device): what the service knows of a bot. */
export interface Device {
  readonly phone: string
  /** 1 and up; 0 would be the phone. Also serves as the device's key index. */
  readonly id: number
  readonly noiseKey: Buffer
  readonly identity: Buffer
  readonly registrationId: number
  readonly signedPreKey: { readonly id: number; readonly value: Buffer; readonly signature: Buffer }
  readonly platform: string
  readonly linkedAt: number
  /** The phone has given it the app-state key and the history. */
  readonly bootstrapped: boolean
}

/** One end of an encrypted session: an account's phone (device 0) or one of its companions. */
export interface Peer {
  readonly account: Account
  readonly device: number
}

/** The address of an account or of one of its devices, by number or by hidden id. */
export const addressOf = (account: Account, addressing: Addressing, device = 0): string =>
  formatJid(addressing === 'lid' ? account.lid : account.phone, addressing, device)

/** E.164, as the control API writes numbers. */
export const e164 = (digits: string): string => `+${digits}`
