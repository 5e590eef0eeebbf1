import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import type { MediaType } from '../../../common/domain/media.ts'

/** The history lies on the media host like a file. */
type CipherType = MediaType | 'history'

/** Part of what the keys of a file are derived from. */
const KEY_NAMES: Readonly<Record<CipherType, string>> = {
  image: 'Image',
  video: 'Video',
  audio: 'Audio',
  document: 'Document',
  sticker: 'Image',
  history: 'History',
}

const BLOCK = 16
const MAC = 10

/** What a message says of its file, so that nobody can put another in its place. */
export interface Fingerprints {
  /** SHA-256 of the file; absent in some old clients' messages. */
  readonly plain?: Uint8Array | undefined
  /** SHA-256 of what lies on the media host. */
  readonly cipher?: Uint8Array | undefined
}

/** What came from the media host is not what the message announced. */
export class MediaCorrupt extends Error {
  override readonly name = 'MediaCorrupt'
}

function keysFrom(mediaKey: Uint8Array, type: CipherType) {
  const info = `WhatsApp ${KEY_NAMES[type]} Keys`
  const keys = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), info, 112))
  const [iv, cipherKey] = [keys.subarray(0, 16), keys.subarray(16, 48)]
  return { iv, cipherKey, macKey: keys.subarray(48, 80) }
}

/** How long a file is once it is encrypted, in bytes. */
export const encryptedLength = (length: number): number => length - (length % BLOCK) + BLOCK + MAC

/**
 * Encrypts a file as WhatsApp does, a chunk at a time. The same key gives the same bytes, so that
 * an upload can be repeated.
 * @param mediaKey 32 bytes
 */
export async function* encrypted(
  plain: AsyncIterable<Uint8Array>,
  mediaKey: Uint8Array,
  type: MediaType,
): AsyncGenerator<Buffer, void, undefined> {
  const { iv, cipherKey, macKey } = keysFrom(mediaKey, type)
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv)
  const mac = createHmac('sha256', macKey).update(iv)
  for await (const chunk of plain) {
    const bytes = cipher.update(chunk)
    mac.update(bytes)
    if (bytes.length > 0) yield bytes
  }
  const last = cipher.final()
  mac.update(last)
  yield Buffer.concat([last, mac.digest().subarray(0, MAC)])
}

/**
 * Decrypts what lies on the media host, a chunk at a time. What has been given out is proven only
 * when the generator has ended without an error.
 * @throws {MediaCorrupt} at the end, when a hash or the MAC is not as announced
 */
export async function* decrypted(
  cipher: AsyncIterable<Uint8Array>,
  mediaKey: Uint8Array,
  type: CipherType,
  announced: Fingerprints,
): AsyncGenerator<Buffer, void, undefined> {
  const { iv, cipherKey, macKey } = keysFrom(mediaKey, type)
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv)
  const mac = createHmac('sha256', macKey).update(iv)
  const [whole, file] = [createHash('sha256'), createHash('sha256')]
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of cipher) {
    whole.update(chunk)
    // The MAC comes last, and nobody says beforehand where that is.
    const known = Buffer.concat([rest, chunk.subarray(-MAC)])
    const isShort = chunk.byteLength <= MAC
    const bodies = isShort ? [] : [rest, chunk.subarray(0, -MAC)]
    if (isShort) bodies.push(known.subarray(0, Math.max(0, known.length - MAC)))
    rest = known.subarray(-MAC)
    for (const body of bodies) {
      mac.update(body)
      const plain = decipher.update(body)
      file.update(plain)
      if (plain.length > 0) yield plain
    }
  }
  const last = lastBlock(() => decipher.final())
  file.update(last)
  if (!rest.equals(mac.digest().subarray(0, MAC))) throw new MediaCorrupt('the MAC is wrong')
  insist('the upload', whole.digest(), announced.cipher)
  insist('the file', file.digest(), announced.plain)
  if (last.length > 0) yield last
}

function lastBlock(final: () => Buffer): Buffer {
  try {
    return final()
  } catch (cause) {
    throw new MediaCorrupt('it ends in the middle', { cause })
  }
}

function insist(what: string, actual: Buffer, announced: Uint8Array | undefined): void {
  if (announced !== undefined && announced.length > 0 && !actual.equals(announced)) {
    throw new MediaCorrupt(`${what} is not the one that was announced`)
  }
}
