import * as z from 'zod'
import { filled } from './limits.ts'

const CAPTION_LIMIT = 1024
const FILENAME_LIMIT = 240
const LINK_LIMIT = 2048

const source = {
  id: filled(200).optional().describe('of a file that was uploaded'),
  link: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(LINK_LIMIT, `must be at most ${LINK_LIMIT} characters`)
    .optional()
    .describe('where the file is fetched from'),
}
const caption = filled(CAPTION_LIMIT).optional()

const hasOneSource = (media: { readonly id?: unknown; readonly link?: unknown }): boolean =>
  (media.id === undefined) !== (media.link === undefined)
const ONE_SOURCE = 'needs either id or link'

/** Meta's media objects; the bytes come from a stored file or from a link. */
export const captionedSchema = z
  .strictObject({ ...source, caption })
  .refine(hasOneSource, ONE_SOURCE)
export const audioSchema = z
  .strictObject({ ...source, voice: z.boolean().optional().describe('a voice note') })
  .refine(hasOneSource, ONE_SOURCE)
export const documentSchema = z
  .strictObject({ ...source, caption, filename: filled(FILENAME_LIMIT).optional() })
  .refine(hasOneSource, ONE_SOURCE)
export const stickerSchema = z.strictObject(source).refine(hasOneSource, ONE_SOURCE)

/** Any of them, with what only some have. */
export interface MediaObject {
  readonly id?: string | undefined
  readonly link?: string | undefined
  readonly caption?: string | undefined
  readonly filename?: string | undefined
  readonly voice?: boolean | undefined
}
