// Stands in the bundled bot for `curve25519-js` 0.0.4, with which libsignal checks signatures: one at
// every connection, one for every new session. In JavaScript each takes 15 to 40 ms of a bot that has
// just started. `node:crypto` has no XEdDSA, but verifying it is verifying Ed25519 with a public key
// that was turned into an Edwards point (https://signal.org/docs/specifications/xeddsa/).
import { createPublicKey, verify as verifies } from 'node:crypto'

export { generateKeyPair, sharedKey, sign, signMessage, openMessage } from 'curve25519-js'

/** How a public key of Ed25519 begins in DER (RFC 8410). */
const ED25519 = Buffer.from('302a300506032b6570032100', 'hex')
const SIGN_BIT = 0x80

/**
 * Whether the owner of a Curve25519 key (32 bytes) signed a message, as XEdDSA has it. Stricter than
 * the original in one thing: the second half of a signature has to be below the order of the group,
 * as RFC 8032 wants; every signer's is.
 */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) throw new Error('wrong signature length')
  if (publicKey.length !== 32) throw new Error('wrong public key length')
  const point = edwards(publicKey)
  const plain = Buffer.from(signature)
  const last = plain[63] ?? 0
  // The point's sign travels in a bit of the signature that is free.
  point[31] = (point[31] ?? 0) | (last & SIGN_BIT)
  plain[63] = last & ~SIGN_BIT
  const key = createPublicKey({ key: Buffer.concat([ED25519, point]), format: 'der', type: 'spki' })
  return verifies(null, message, key, plain)
}

const P = 2n ** 255n - 19n

/** The Edwards y of a Montgomery u, (u - 1) / (u + 1) modulo p, without its sign. */
function edwards(publicKey: Uint8Array): Buffer {
  const u = BigInt(`0x${backwards(publicKey).toString('hex')}`) & (2n ** 255n - 1n)
  const y = mod((u - 1n) * power(u + 1n, P - 2n))
  return backwards(Buffer.from(y.toString(16).padStart(64, '0'), 'hex'))
}

const backwards = (bytes: Uint8Array): Buffer => Buffer.from(bytes.toReversed())
const mod = (value: bigint): bigint => ((value % P) + P) % P

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = mod(base)
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % P
    square = (square * square) % P
  }
  return result
}
