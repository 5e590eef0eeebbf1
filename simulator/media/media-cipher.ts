import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'

/** The types of files that WhatsApp keeps apart. */
export const MEDIA_TYPES = ['image', 'video', 'audio', 'document', 'sticker'] as const
export type MediaType = (typeof MEDIA_TYPES)[number]

/** A file as it travels: what lies on the host, and what only the message tells. */
export interface SealedMedia {
  readonly body: Buffer
  readonly mediaKey: Buffer
  readonly fileSha256: Buffer
  readonly fileEncSha256: Buffer
  readonly fileLength: number
}

/** What a phone gives a new companion of its past lies there like a file. */
type SealedType = MediaType | 'history'

const INFO: Readonly<Record<SealedType, string>> = {
  image: 'Image',
  sticker: 'Image',
  video: 'Video',
  audio: 'Audio',
  document: 'Document',
  history: 'History',
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

function keysOf(mediaKey: Uint8Array, type: SealedType) {
  const info = `WhatsApp ${INFO[type]} Keys`
  const all = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), info, 112))
  return { iv: all.subarray(0, 16), key: all.subarray(16, 48), macKey: all.subarray(48, 80) }
}

const macOf = (macKey: Buffer, iv: Buffer, body: Uint8Array): Buffer =>
  createHmac('sha256', macKey).update(iv).update(body).digest().subarray(0, 10)

/** Encrypts as a phone does before it uploads. */
export function sealMedia(bytes: Uint8Array, type: SealedType, mediaKey: Buffer): SealedMedia {
  const { iv, key, macKey } = keysOf(mediaKey, type)
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  const inner = Buffer.concat([cipher.update(bytes), cipher.final()])
  const body = Buffer.concat([inner, macOf(macKey, iv, inner)])
  return {
    body,
    mediaKey,
    fileSha256: sha256(bytes),
    fileEncSha256: sha256(body),
    fileLength: bytes.length,
  }
}

/**
 * Decrypts as a phone does, and insists on everything the message says of the file.
 * @throws {Error} naming what is wrong
 */
export function openMedia(body: Buffer, type: SealedType, said: Omit<SealedMedia, 'body'>): Buffer {
  if (!sha256(body).equals(said.fileEncSha256)) throw new Error('fileEncSha256 is wrong')
  const { iv, key, macKey } = keysOf(said.mediaKey, type)
  const inner = body.subarray(0, -10)
  if (!macOf(macKey, iv, inner).equals(body.subarray(-10))) throw new Error('the MAC is wrong')
  const decipher = createDecipheriv('aes-256-cbc', key, iv)
  const bytes = Buffer.concat([decipher.update(inner), decipher.final()])
  if (!sha256(bytes).equals(said.fileSha256)) throw new Error('fileSha256 is wrong')
  if (bytes.length !== said.fileLength) throw new Error('fileLength is wrong')
  return bytes
}
