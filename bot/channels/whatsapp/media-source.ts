import * as z from 'zod'
import type { MediaType } from '../../../common/domain/media.ts'
import type { InboundMedia } from '../media.ts'

/** What a message says of its file. */
export interface AnnouncedFile {
  readonly type: MediaType
  readonly directPath: string
  readonly mediaKey: Uint8Array
  readonly fileSha256?: Uint8Array | undefined
  readonly fileEncSha256?: Uint8Array | undefined
  readonly mime?: string | undefined
  /** In bytes. */
  readonly size?: number | undefined
  readonly filename?: string | undefined
}

/** The message that brought it, as the phone that has it knows that. */
interface Bringer {
  readonly id: string
  readonly chat: string
  readonly fromMe: boolean
  /** Who wrote it in a group. */
  readonly participant?: string
}

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'))

const schema = z.object({
  type: z.enum(['image', 'video', 'audio', 'document', 'sticker']),
  path: z.string(),
  key: bytes,
  plain: bytes.optional(),
  cipher: bytes.optional(),
  message: z.object({
    id: z.string(),
    chat: z.string(),
    fromMe: z.boolean(),
    participant: z.string().optional(),
  }),
})

/** Where a file is found and how it is opened. */
export type Source = z.output<typeof schema>

/** @throws {Error} when it is none of ours */
export const readSource = (source: string): Source => schema.parse(JSON.parse(source))

/** A file as the bot keeps it until it is fetched. */
export function announce(file: AnnouncedFile, message: Bringer): InboundMedia {
  const text = (value: Uint8Array | undefined): string | undefined =>
    value && value.length > 0 ? Buffer.from(value).toString('base64') : undefined
  return {
    source: JSON.stringify({
      type: file.type,
      path: file.directPath,
      key: text(file.mediaKey),
      plain: text(file.fileSha256),
      cipher: text(file.fileEncSha256),
      message,
    }),
    mime: file.mime,
    size: file.size,
    filename: file.filename,
  }
}

/** The same file at another place. */
export const movedTo = (source: string, path: string): string =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `announce` has written
  JSON.stringify({ ...(JSON.parse(source) as object), path })
