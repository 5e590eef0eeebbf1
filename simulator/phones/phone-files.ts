import { createHash } from 'node:crypto'
import { normalizeMessageContent, proto } from '@whiskeysockets/baileys'
import { messageOf } from '../../common/kit/errors.ts'
import { MEDIA_TYPES, openMedia, sealMedia } from '../media/media-cipher.ts'
import type { MediaType, SealedMedia } from '../media/media-cipher.ts'
import type { MediaFiles } from '../media/media-files.ts'
import type { Random } from '../random.ts'
import type { PhoneMessage } from './phone-message.ts'

export type FileMessage = Extract<PhoneMessage, { type: MediaType }>

/** A file on the media host, with what only its message tells. */
export type BroughtFile = Omit<SealedMedia, 'body'> & { readonly directPath: string }

const PATTERN = 64

export const isFileMessage = (message: PhoneMessage): message is FileMessage =>
  MEDIA_TYPES.some((type) => type === message.type)

/** Encrypts what a phone sends and brings it to the media host. */
export async function bringFile(
  { type, data, padTo = 0 }: FileMessage,
  media: MediaFiles,
  random: Random,
): Promise<BroughtFile> {
  const head = Buffer.from(data, 'base64')
  const rest = Buffer.alloc(Math.max(0, padTo - head.length), random.bytes(PATTERN))
  const { body, ...told } = sealMedia(Buffer.concat([head, rest]), type, random.bytes(32))
  const name = await media.take([body])
  return { ...told, directPath: media.pathFor(name) }
}

/** The part of a message that tells of a file. */
export interface FilePart {
  readonly type: MediaType
  readonly mimetype: string
  readonly directPath: string
  readonly said: Omit<SealedMedia, 'body'>
}

const FIELDS = [
  ['image', 'imageMessage'],
  ['video', 'videoMessage'],
  ['audio', 'audioMessage'],
  ['document', 'documentMessage'],
  ['sticker', 'stickerMessage'],
] as const

/** @returns undefined for a message without a file */
export function filePartOf(payload: Uint8Array): FilePart | undefined {
  const whole = proto.Message.decode(payload)
  const content = normalizeMessageContent(whole) ?? whole
  for (const [type, field] of FIELDS) {
    const part = content[field]
    if (!part?.directPath || !part.mediaKey) continue
    const bytes = (value: Uint8Array | null | undefined) => Buffer.from(value ?? [])
    return {
      type,
      mimetype: part.mimetype ?? '',
      directPath: part.directPath,
      said: {
        mediaKey: bytes(part.mediaKey),
        fileSha256: bytes(part.fileSha256),
        fileEncSha256: bytes(part.fileEncSha256),
        fileLength: Number(part.fileLength ?? -1),
      },
    }
  }
  return undefined
}

/** What a phone has after it opened a file, or why it could not. */
export type SeenFile =
  | { readonly sha256: string; readonly bytes: number }
  | { readonly problem: string }

/** Fetches, decrypts and checks the file of a message, as the phone that shows it does. */
export function seeFile(payload: Uint8Array, media: MediaFiles): SeenFile | undefined {
  const part = filePartOf(payload)
  if (!part) return undefined
  const found = media.find(part.directPath)
  if (!found) return { problem: 'it is not on the media host' }
  try {
    const bytes = openMedia(media.read(found.name), part.type, part.said)
    return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
  } catch (error) {
    return { problem: messageOf(error) }
  }
}
