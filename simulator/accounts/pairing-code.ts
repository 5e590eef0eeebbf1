import { createCipheriv, createDecipheriv, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { agree, generateKeyPair, hkdf } from '../keys.ts'
import type { KeyPair } from '../keys.ts'
import type { Random } from '../random.ts'

const ITERATIONS = 131_072
const derive = promisify(pbkdf2)

/** The first half of linking by code: the phone has answered the companion's hello. */
export interface CodeExchange {
  readonly shared: Buffer
  /** The phone's public key, hidden under the code: salt 32, iv 16, ciphertext 32. */
  readonly wrapped: Buffer
}

/** The code as people may type it, as it was made: eight characters, no hyphen, capitals. */
export const normalizeCode = (typed: string): string => typed.replaceAll(/[\s-]/g, '').toUpperCase()

/** Uncovers the companion's key with the code and covers one for it in the same way. */
export async function answerCodeHello(
  code: string,
  wrappedCompanion: Buffer,
  random: Random,
): Promise<CodeExchange> {
  const companionKey = await cover(code, wrappedCompanion.subarray(0, 32), {
    iv: wrappedCompanion.subarray(32, 48),
    text: wrappedCompanion.subarray(48, 80),
  })
  const own = generateKeyPair(random)
  const [salt, iv] = [random.bytes(32), random.bytes(16)]
  const covered = await cover(code, salt, { iv, text: own.publicKey })
  return {
    shared: agree(own.privateKey, companionKey),
    wrapped: Buffer.concat([salt, iv, covered]),
  }
}

/** AES-256-CTR under the code's key: covering and uncovering are the same. */
async function cover(
  code: string,
  salt: Buffer,
  { iv, text }: { iv: Buffer; text: Buffer },
): Promise<Buffer> {
  const key = await derive(code, salt, ITERATIONS, 32, 'sha256')
  const cipher = createCipheriv('aes-256-ctr', key, iv)
  return Buffer.concat([cipher.update(text), cipher.final()])
}

/**
 * Opens the companion's key bundle (salt 32, iv 12, sealed) and derives the secret that takes the
 * QR's place.
 * @returns undefined when the bundle was not made with the same code or is not for this phone
 */
export function readCodeBundle(
  bundle: Buffer,
  shared: Buffer,
  primary: KeyPair,
): { identity: Buffer; advSecret: Buffer } | undefined {
  const plain = openBundle(bundle, shared)
  if (plain?.length !== 96 || !plain.subarray(32, 64).equals(primary.publicKey)) return undefined
  const identity = plain.subarray(0, 32)
  const secret = Buffer.concat([shared, agree(primary.privateKey, identity), plain.subarray(64)])
  return { identity, advSecret: hkdf(secret, 32, Buffer.alloc(0), 'adv_secret') }
}

function openBundle(bundle: Buffer, shared: Buffer): Buffer | undefined {
  const info = 'link_code_pairing_key_bundle_encryption_key'
  const key = hkdf(shared, 32, bundle.subarray(0, 32), info)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bundle.subarray(32, 44))
    decipher.setAuthTag(bundle.subarray(-16))
    return Buffer.concat([decipher.update(bundle.subarray(44, -16)), decipher.final()])
  } catch {
    return undefined
  }
}
