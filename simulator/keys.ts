import { createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto'
import { calculateSignature, verifySignature } from 'libsignal/src/curve.js'
import type { Random } from './random.ts'

/** A Curve25519 pair as the wire carries it: 32 bytes each, without libsignal's leading 0x05. */
export interface KeyPair {
  readonly publicKey: Buffer
  readonly privateKey: Buffer
}

/** A signed prekey with the signature of its owner's identity over 0x05 || public key. */
export interface SignedPreKey {
  readonly id: number
  readonly keys: KeyPair
  readonly signature: Buffer
}

const PRIVATE_DER = Buffer.from('302e020100300506032b656e04220420', 'hex')
const PUBLIC_DER = Buffer.from('302a300506032b656e032100', 'hex')
const KEY_TYPE = Buffer.from([5])

const importPrivate = (key: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([PRIVATE_DER, key]), format: 'der', type: 'pkcs8' })

export function generateKeyPair(random: Random): KeyPair {
  const privateKey = random.bytes(32)
  privateKey[0] = (privateKey[0] ?? 0) & 248
  privateKey[31] = ((privateKey[31] ?? 0) & 127) | 64
  const exported = createPublicKey(importPrivate(privateKey)).export({
    format: 'der',
    type: 'spki',
  })
  return { privateKey, publicKey: Buffer.from(exported.subarray(-32)) }
}

export function signPreKey(identity: KeyPair, id: number, keys: KeyPair): SignedPreKey {
  return { id, keys, signature: sign(identity.privateKey, signalKey(keys.publicKey)) }
}

/** The Diffie-Hellman secret of a private and a foreign public key (32 bytes, no 0x05). */
export function agree(privateKey: Buffer, publicKey: Uint8Array): Buffer {
  return diffieHellman({
    privateKey: importPrivate(privateKey),
    publicKey: createPublicKey({
      key: Buffer.concat([PUBLIC_DER, publicKey]),
      format: 'der',
      type: 'spki',
    }),
  })
}

/** An XEdDSA signature, 64 bytes. */
export const sign = (privateKey: Buffer, message: Buffer): Buffer =>
  Buffer.from(calculateSignature(privateKey, message))

/**
 * Whether the signature is really the key's. Never Baileys' `Curve.verify`: it ignores what
 * libsignal answers and accepts any 64 bytes.
 */
export function verify(publicKey: Uint8Array, message: Buffer, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  return verifySignature(signalKey(publicKey), message, signature)
}

/** A wire key as libsignal wants it: with the type byte in front. */
export const signalKey = (publicKey: Uint8Array): Buffer => Buffer.concat([KEY_TYPE, publicKey])

export const hkdf = (secret: Uint8Array, length: number, salt: Uint8Array, info: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, length))
