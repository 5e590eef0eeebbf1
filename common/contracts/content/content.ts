import * as z from 'zod'
import { menuText } from '../../domain/menu.ts'
import { TEXT_LIMIT } from '../../domain/message.ts'
import { contactsSchema } from './contacts.ts'
import { interactiveSchema } from './interactive.ts'
import { allDifferent, filled } from './limits.ts'
import { audioSchema, captionedSchema, documentSchema, stickerSchema } from './media.ts'
import type { MediaObject } from './media.ts'
import type { MediaType } from '../../domain/media.ts'

const textBody = filled(TEXT_LIMIT)
const textObject = z.strictObject({ body: textBody, preview_url: z.boolean().optional() })

/** A text in its short or its long form; it comes out in the long one. */
export const textField = z.union([textBody.transform((body) => ({ body })), textObject])

const locationSchema = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: filled(1000).optional(),
  address: filled(1000).optional(),
})

/** One emoji as people see it, whatever it is made of. */
const isEmoji = (text: string): boolean =>
  /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic})$/v.test(text)

const reactionSchema = z.strictObject({
  message_id: filled(200).describe('the message it is about'),
  emoji: z
    .string()
    .refine((text) => text === '' || isEmoji(text), 'must be one emoji, or empty to take it back'),
})

const MOST_OPTIONS = 12

const pollSchema = z
  .strictObject({
    question: filled(255),
    options: z
      .array(filled(100))
      .min(2, 'must be at least 2')
      .max(MOST_OPTIONS, `must be at most ${MOST_OPTIONS}`)
      .refine(allDifferent, 'must be different'),
    selectable_count: z
      .int()
      .min(0)
      .default(1)
      .describe('how many options one person may choose; 0 is any number'),
  })
  .refine((poll) => poll.selectable_count <= poll.options.length, {
    path: ['selectable_count'],
    message: 'must not be more than there are options',
  })

/** What each type of message is made of: the schema of the object under its name. */
export const CONTENT = {
  text: textField,
  image: captionedSchema,
  video: captionedSchema,
  audio: audioSchema,
  document: documentSchema,
  sticker: stickerSchema,
  location: locationSchema,
  contacts: contactsSchema,
  reaction: reactionSchema,
  interactive: interactiveSchema,
  poll: pollSchema,
} as const

type Schemas = typeof CONTENT

/** A message without what is around it: its type and the object under the type's name. */
export type Content = {
  [Type in keyof Schemas]: { readonly type: Type } & {
    readonly [Name in Type]: z.output<Schemas[Type]>
  }
}[keyof Schemas]

export type ContentType = keyof Schemas
export type ContentOf<Type extends ContentType> = Extract<Content, { readonly type: Type }>

/** A message that changes another or takes it back, shaped as Meta's Cloud API shows such ones. */
export type Deed =
  | {
      readonly type: 'edit'
      readonly edit: {
        readonly original_message_id: string
        readonly message: { readonly type: 'text'; readonly text: { readonly body: string } }
      }
    }
  | { readonly type: 'revoke'; readonly revoke: { readonly original_message_id: string } }

/** The media object of a content, if its bytes travel apart. */
export function mediaOf(
  content: Content | Deed,
): { readonly type: MediaType; readonly media: MediaObject } | undefined {
  if ('image' in content) return { type: content.type, media: content.image }
  if ('video' in content) return { type: content.type, media: content.video }
  if ('audio' in content) return { type: content.type, media: content.audio }
  if ('document' in content) return { type: content.type, media: content.document }
  return 'sticker' in content ? { type: content.type, media: content.sticker } : undefined
}

/** What a person without pictures would read of it; null when there is nothing to read. */
export function textOf(content: Content | Deed): string | null {
  if ('edit' in content) return content.edit.message.text.body
  if ('text' in content) return content.text.body
  if ('reaction' in content) return content.reaction.emoji || null
  if ('interactive' in content) return menuText(content.interactive)
  if ('poll' in content) return content.poll.question
  return mediaOf(content)?.media.caption ?? null
}
