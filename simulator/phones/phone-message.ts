import * as z from 'zod'
import { MEDIA_TYPES } from '../media/media-cipher.ts'

const id = z.string().min(1).max(100)
const text = z.string().min(1).max(65_536)

const answering = {
  replyTo: id.optional().describe('the message that it answers'),
  forwarded: z.boolean().optional(),
}

/** What a person does with a phone in a chat, in words of the simulator's own. */
export const phoneMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text, ...answering }),
  z.strictObject({
    type: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().optional(),
    address: z.string().optional(),
    live: z.boolean().optional(),
    ...answering,
  }),
  z.strictObject({
    type: z.literal('contacts'),
    contacts: z.array(z.strictObject({ name: z.string(), vcard: z.string() })).min(1),
    ...answering,
  }),
  z.strictObject({ type: z.literal('reaction'), of: id, emoji: z.string() }),
  z.strictObject({ type: z.literal('edit'), of: id, text }),
  z.strictObject({ type: z.literal('delete'), of: id }),
  z.strictObject({
    type: z.literal('poll'),
    question: text,
    options: z.array(text).min(2),
    selectable: z.int().min(0),
    ...answering,
  }),
  z.strictObject({ type: z.literal('vote'), of: id, options: z.array(text) }),
  z.strictObject({ type: z.literal('button-reply'), id, title: text }),
  z.strictObject({ type: z.literal('list-reply'), id, title: text }),
  z.strictObject({
    type: z.enum(MEDIA_TYPES),
    data: z.string().describe('the bytes of the file, or its first ones, in base64'),
    padTo: z.int().min(0).optional().describe('filled up to so many bytes'),
    mimetype: z.string().optional().describe('the usual one unless told'),
    caption: text.optional(),
    filename: z.string().optional(),
    voice: z.boolean().optional(),
    ...answering,
  }),
  z
    .strictObject({
      type: z.literal('raw'),
      message: z.base64().describe('the protobuf, unpadded'),
    })
    .describe('any other kind'),
])

/** How a message is wrapped: it goes away by itself, or after it was seen. */
export const wrapping = z.enum(['ephemeral', 'view-once'])

export type PhoneMessage = z.output<typeof phoneMessage>
export type Wrapping = z.output<typeof wrapping>
