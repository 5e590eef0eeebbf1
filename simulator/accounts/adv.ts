import { createHmac } from 'node:crypto'
import { proto } from '@whiskeysockets/baileys'
import { sign, verify } from '../keys.ts'
import type { KeyPair } from '../keys.ts'

const ACCOUNT_PREFIX = Buffer.from([6, 0])
const DEVICE_PREFIX = Buffer.from([6, 1])

/** What goes into the identity of a device that is being linked. */
export interface NewDevice {
  readonly rawId: number
  /** Seconds since the epoch. */
  readonly timestamp: number
  readonly keyIndex: number
  readonly identity: Buffer
}

/**
 * A phone's statement that a device is its own, authenticated for the device with the secret from
 * the QR (or derived from the pairing code).
 * @returns `details` to check the answer against and the `container` to send
 */
export function introduceDevice(
  primary: KeyPair,
  device: NewDevice,
  advSecret: Buffer,
): { details: Buffer; container: Buffer } {
  const { rawId, timestamp, keyIndex } = device
  const details = Buffer.from(
    proto.ADVDeviceIdentity.encode({
      rawId,
      timestamp,
      keyIndex,
      accountType: proto.ADVEncryptionType.E2EE,
      deviceType: proto.ADVEncryptionType.E2EE,
    }).finish(),
  )
  const accountSignature = sign(
    primary.privateKey,
    Buffer.concat([ACCOUNT_PREFIX, details, device.identity]),
  )
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: primary.publicKey,
    accountSignature,
  }).finish()
  const hmac = createHmac('sha256', advSecret).update(signed).digest()
  const container = proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac }).finish()
  return { details, container: Buffer.from(container) }
}

/**
 * Whether a device identity carries both signatures: the account's over the device and the
 * device's over itself and the account.
 * @param identity the device's identity key
 * @param accountKey the phone's identity key
 * @param details what the phone had signed; without it the statement's own details count
 */
export function isGenuine(
  statement: Buffer,
  identity: Buffer,
  accountKey: Buffer,
  details?: Buffer,
): boolean {
  const read = decode(statement)
  if (!read) return false
  const said = Buffer.from(read.details ?? [])
  if (details && !said.equals(details)) return false
  return (
    verify(
      accountKey,
      Buffer.concat([ACCOUNT_PREFIX, said, identity]),
      read.accountSignature ?? new Uint8Array(),
    ) &&
    verify(
      identity,
      Buffer.concat([DEVICE_PREFIX, said, identity, accountKey]),
      read.deviceSignature ?? new Uint8Array(),
    )
  )
}

function decode(statement: Buffer): proto.ADVSignedDeviceIdentity | undefined {
  try {
    return proto.ADVSignedDeviceIdentity.decode(statement)
  } catch {
    return undefined
  }
}
