import * as z from 'zod'
import { isContactId, isGroupId } from '../domain/ids.ts'
import type { GroupId, Phone } from '../domain/ids.ts'
import { deliverySchema, TTL } from '../domain/message.ts'
import { refusalAnywhere } from '../domain/phone.ts'
import { CONTENT } from './content/content.ts'
import { contentView } from './content/view.ts'
import { pageCursor, pageFields } from './paging.ts'

/** A phone number as people write it. The bot reads it, which knows the country of its business. */
export const phoneField = z
  .string()
  .superRefine((text, context) => {
    const sentence = refusalAnywhere(text)
    if (sentence === undefined) return
    context.addIssue({ code: 'custom', message: sentence.replace(/\.$/, '') })
  })
  .meta({
    description:
      "a phone number however people write it; without its country code it is one of the tenant's country",
    example: '+5491123456789',
  })

/** A phone number, or what names a group. */
const recipientField = z
  .string()
  .superRefine((text, context) => {
    if (isGroupId(text) || isContactId(text)) return
    const sentence = refusalAnywhere(text)
    if (sentence === undefined) return
    context.addIssue({ code: 'custom', message: sentence.replace(/\.$/, '') })
  })
  .meta({
    description:
      "a phone number however people write it, one of the tenant's country without its country code; a group's `group_id`; or the id of a chat or a contact",
    example: '+5491123456789',
  })

const around = {
  messaging_product: z.literal('whatsapp').optional(),
  recipient_type: z.enum(['individual', 'group']).optional(),
  to: recipientField,
  context: z
    .strictObject({ message_id: z.string().min(1).max(200) })
    .optional()
    .describe('the message that this one answers'),
  ttl: z
    .int('must be a whole number of seconds')
    .min(TTL.least, `must be from ${TTL.least} to ${TTL.most} seconds`)
    .max(TTL.most, `must be from ${TTL.least} to ${TTL.most} seconds`)
    .optional()
    .describe('seconds until it is given up as failed/expired; 24 hours unless told'),
} as const

const shapes = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...around, type: z.literal('text').default('text'), text: CONTENT.text }),
    z.strictObject({ ...around, type: z.literal('image'), image: CONTENT.image }),
    z.strictObject({ ...around, type: z.literal('video'), video: CONTENT.video }),
    z.strictObject({ ...around, type: z.literal('audio'), audio: CONTENT.audio }),
    z.strictObject({ ...around, type: z.literal('document'), document: CONTENT.document }),
    z.strictObject({ ...around, type: z.literal('sticker'), sticker: CONTENT.sticker }),
    z.strictObject({ ...around, type: z.literal('location'), location: CONTENT.location }),
    z.strictObject({ ...around, type: z.literal('contacts'), contacts: CONTENT.contacts }),
    z.strictObject({ ...around, type: z.literal('reaction'), reaction: CONTENT.reaction }),
    z.strictObject({ ...around, type: z.literal('interactive'), interactive: CONTENT.interactive }),
    z.strictObject({ ...around, type: z.literal('poll'), poll: CONTENT.poll }),
  ],
  { error: `must be one of ${Object.keys(CONTENT).join(', ')}` },
)

/** A message to send: Meta's Cloud API objects, with `text: "…"` as a short form. */
export const outboundMessageSchema = z
  .preprocess(
    (given) =>
      typeof given === 'object' && given !== null && !('type' in given)
        ? { ...given, type: 'text' }
        : given,
    shapes,
  )
  .meta({ id: 'OutboundMessage' })

export type OutboundMessage = z.output<typeof outboundMessageSchema>

/** One of which is known whom it goes to. */
export type AddressedMessage = OutboundMessage & { readonly to: Phone | GroupId }

export const acceptedSchema = z
  .object({ id: z.string(), delivery: deliverySchema })
  .meta({ id: 'Accepted' })

/** As Meta's Cloud API answers what is done at once. */
export const successSchema = z.object({ success: z.boolean() }).meta({ id: 'Success' })

export const messageSchema = z
  .object({
    id: z.string(),
    channelMessageId: z.string().nullable(),
    direction: z.enum(['inbound', 'outbound']),
    contact: z.object({
      id: z.string(),
      name: z.string().nullable(),
      phone: z.string().nullable(),
    }),
    group_id: z.string().optional().describe('the group that it was written in'),
    from: z
      .object({ id: z.string(), name: z.string().nullable(), phone: z.string().nullable() })
      .optional()
      .describe('the contact that wrote it in the group; absent when that is this number'),
    type: z.string(),
    text: z
      .string()
      .nullable()
      .describe('what it says without pictures: a text, a caption, a menu, a question'),
    ...contentView,
    edited: z
      .object({
        at: z.iso.datetime(),
        earlier: z.array(z.object({ text: z.string().nullable(), until: z.iso.datetime() })),
      })
      .optional(),
    deleted: z
      .object({ at: z.iso.datetime() })
      .optional()
      .describe('whoever wrote it took it back; what it said is not shown any more'),
    delivery: deliverySchema.nullable().describe('null for inbound messages'),
    reason: z.string().nullable().describe('why it is held or failed'),
    until: z.iso.datetime().optional().describe('of one that is held: when it is looked at again'),
    sentence: z.string().optional().describe('of one that is held: why, for a human'),
    at: z.iso.datetime(),
    past: z.literal(true).optional().describe('it was written before the bot was linked'),
  })
  .meta({ id: 'Message' })

export type Message = z.output<typeof messageSchema>

export const messageListSchema = z
  .object({
    messages: z.array(messageSchema),
    after: pageCursor,
  })
  .meta({ id: 'MessageList' })

export const messageQuerySchema = z.strictObject({
  direction: z.enum(['inbound', 'outbound']).optional(),
  contact: z.string().optional().describe('a contact id or a phone number'),
  chat: z.string().optional().describe('the id of any chat of a thread: all of the thread'),
  ...pageFields,
})

export const messageParamsSchema = z.object({
  id: z.string().regex(/^msg_/, 'must begin with msg_'),
})
