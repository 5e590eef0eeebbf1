import * as z from 'zod'
import { MEDIA_STATES } from '../../domain/media.ts'

const media = z
  .looseObject({
    id: z.string().optional(),
    link: z.string().optional(),
    mime_type: z.string().optional(),
    sha256: z.string().optional().describe('of the file, in base64'),
    caption: z.string().optional(),
    filename: z.string().optional().describe('of a document'),
    voice: z.boolean().optional().describe('a voice note'),
    file_size: z.number().int().optional().describe('in bytes'),
    state: z
      .enum(MEDIA_STATES)
      .optional()
      .describe('whether the file is here; only `stored` can be downloaded by its id'),
    detail: z.string().optional().describe('what the state means'),
  })
  .meta({ id: 'Media' })

const reply = z.looseObject({ id: z.string().optional(), title: z.string().optional() })

/** The objects of a message as it is shown: one under the name of its type, and what goes along. */
export const contentView = {
  image: media.optional(),
  video: media.optional(),
  audio: media.optional(),
  document: media.optional(),
  sticker: media.optional(),
  location: z
    .object({
      latitude: z.number().optional(),
      longitude: z.number().optional(),
      name: z.string().optional(),
      address: z.string().optional(),
      live: z.boolean().optional().describe('it was still moving'),
    })
    .optional(),
  contacts: z
    .array(z.looseObject({ name: z.looseObject({ formatted_name: z.string() }) }))
    .optional(),
  reaction: z
    .object({ message_id: z.string(), emoji: z.string().describe('empty: it was taken back') })
    .optional(),
  interactive: z
    .looseObject({
      type: z
        .string()
        .describe('button or list that went out; button_reply, list_reply that came in'),
      button_reply: reply.optional(),
      list_reply: reply.optional(),
    })
    .optional(),
  poll: z
    .object({
      question: z.string(),
      options: z.array(z.string()),
      selectable_count: z.number().int(),
    })
    .optional(),
  poll_vote: z
    .object({
      message_id: z.string().describe('the poll'),
      options: z
        .array(z.string())
        .describe('all that are chosen now; none: the vote was taken back'),
    })
    .optional(),
  edit: z
    .object({ original_message_id: z.string(), message: z.looseObject({ type: z.string() }) })
    .optional(),
  revoke: z.object({ original_message_id: z.string() }).optional(),
  errors: z
    .array(z.object({ code: z.number().int(), title: z.string(), details: z.string() }))
    .optional()
    .describe('why a message of the type unsupported cannot be shown'),
  context: z
    .object({
      message_id: z.string().optional().describe('what a message that went out answers'),
      id: z.string().optional().describe('what a message that came in answers'),
      from: z.string().optional().describe('who wrote that'),
      forwarded: z.boolean().optional(),
    })
    .optional(),
} as const
