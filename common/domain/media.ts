import * as z from 'zod'

/** What a file can be sent as, and comes as. */
const MEDIA_TYPES = ['image', 'video', 'audio', 'document', 'sticker'] as const
export type MediaType = (typeof MEDIA_TYPES)[number]

/** How far a file has come: `pending` becomes one of the others, and `stored` may become `gone`. */
export const MEDIA_STATES = ['pending', 'stored', 'gone', 'too_large', 'quota', 'failed'] as const
export type MediaState = (typeof MEDIA_STATES)[number]

const MIB = 2 ** 20

/** The largest file of all, in bytes. */
const LARGEST_FILE = 100 * MIB

/** What may be sent as what, as much of it as phones are known to take; sizes in bytes. */
export const MEDIA_LIMITS = {
  image: { bytes: 16 * MIB, mimes: ['image/jpeg', 'image/png'] },
  video: { bytes: 16 * MIB, mimes: ['video/mp4', 'video/3gpp'] },
  audio: {
    bytes: 16 * MIB,
    mimes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  },
  document: { bytes: LARGEST_FILE, mimes: undefined },
  sticker: { bytes: 500 * 1024, mimes: ['image/webp'] },
} as const satisfies Record<MediaType, { bytes: number; mimes: readonly string[] | undefined }>

/** A sticker has at most so many pixels a side; one that does not move, at most so many bytes. */
export const STICKER = { pixels: 512, stillBytes: 100 * 1024 } as const

/** What is known of a file's inside, by its headers alone. */
export const mediaFactsSchema = z.object({
  width: z.number().optional(),
  height: z.number().optional(),
  isAnimated: z.boolean().optional(),
  /** Of sound in Ogg Opus only. */
  channels: z.number().optional(),
  seconds: z.number().optional(),
  /** 64 values from 0 to 100, in base64. */
  waveform: z.string().optional(),
  /** Somebody called it another type than its content is. */
  isLie: z.boolean().optional(),
})

export type MediaFacts = Readonly<z.output<typeof mediaFactsSchema>>

const SENTENCES: Readonly<Record<string, string>> = {
  pending: 'The file is on its way; ask again in a moment.',
  stored: 'The file is here.',
  lie: 'The file is not of the type that its sender said; it is here, and served as a download.',
  expired: 'WhatsApp does not have the file any more, and neither has the phone it came from.',
  evicted: 'The file was removed to make room for newer ones; raise media.quota_mb to keep more.',
  deleted: 'The file was deleted.',
  too_large: 'The file is larger than is allowed (media.largest_mb), and was not fetched.',
  quota: 'There is no room for the file within media.quota_mb.',
  corrupt: 'What came is not the file that was announced, however often it was asked for.',
  unreachable: 'The file could not be fetched, however often it was tried.',
  link_not_public: 'The link leads to a private address. Upload the file instead.',
  link_refused:
    'The server behind the link does not give the file. Open the link in a browser to see why, or upload the file instead.',
  link_unreachable:
    'The server behind the link did not give the file, however often it was asked for an hour. Send the message again when it does, or upload the file instead.',
  link_redirects: 'The link leads on and on. Give the address of the file itself.',
  link_invalid: 'The link is not an http or https address. Give one, or upload the file instead.',
}

/** Of files that are here, and cannot be sent as what they were to be sent as. */
const MISFITS: Readonly<Record<string, string>> = {
  media_type:
    'The file is of a type that cannot be sent so: images are JPEG or PNG, videos MP4 or 3GP, voice notes mono Ogg Opus, stickers WebP. Send it as a document instead.',
  media_too_large: 'The file is larger than may be sent so. Send it as a document instead.',
}

/**
 * What the reason why a message has failed says of its file.
 * @returns undefined when it says nothing of the file
 */
export const misfitSentence = (reason: string | null): string | undefined =>
  reason === null ? undefined : MISFITS[reason]

/** What a file's state means, for a human. */
export function mediaSentence(state: MediaState, reason: string | null, isLie = false): string {
  const key = state === 'stored' && isLie ? 'lie' : (reason ?? state)
  return SENTENCES[key] ?? SENTENCES[state] ?? 'The file could not be fetched.'
}

/** A hash as Meta's Cloud API writes it; ours are hexadecimal, as they name files. */
export const inBase64 = (sha256: string): string => Buffer.from(sha256, 'hex').toString('base64')

/** Whether messages of this type bring a file. */
export const isMediaType = (type: string): type is MediaType =>
  MEDIA_TYPES.some((one) => one === type)
