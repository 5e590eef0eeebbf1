import { proto } from '@whiskeysockets/baileys'
import { generateKeyPair, sign } from '../keys.ts'
import type { KeyPair } from '../keys.ts'
import type { Random } from '../random.ts'

const { Details } = proto.CertChain.NoiseCertificate

/**
 * A correctly signed certificate chain for the server's static key: root → intermediate → leaf.
 * The root is the simulator's own, so a Baileys that really verified would refuse it.
 */
export function certificateChain(random: Random, serverKey: KeyPair): Buffer {
  const root = generateKeyPair(random)
  const middle = generateKeyPair(random)
  const intermediate = certificate(root, { serial: 3, issuerSerial: 0, key: middle.publicKey })
  const leaf = certificate(middle, { serial: 4, issuerSerial: 3, key: serverKey.publicKey })
  return Buffer.from(proto.CertChain.encode({ intermediate, leaf }).finish())
}

function certificate(
  issuer: KeyPair,
  content: { serial: number; issuerSerial: number; key: Buffer },
): { details: Buffer; signature: Buffer } {
  const details = Buffer.from(Details.encode(content).finish())
  return { details, signature: sign(issuer.privateKey, details) }
}
