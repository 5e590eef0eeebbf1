import * as z from 'zod'
import { deliverySchema, TEXT_LIMIT, TTL } from '../domain/message.ts'
import { parsePhone } from '../domain/phone.ts'
import { pageCursor, pageFields } from './paging.ts'

/** A phone number as people write it, with its country code; it comes out as E.164. */
export const phoneField = z
  .string()
  .transform((text, context) => {
    const phone = parsePhone(text)
    if (phone) return phone
    context.addIssue({
      code: 'custom',
      message: 'must be a phone number with its country code, such as +5491123456789',
    })
    return z.NEVER
  })
  .meta({ type: 'string', example: '+5491123456789' })

const textBody = z
  .string()
  .max(TEXT_LIMIT, `must be at most ${TEXT_LIMIT} characters`)
  .refine((text) => text.trim() !== '', 'must not be empty')
  .meta({ minLength: 1 })

/** A message to send: Meta's Cloud API object, with `text: "…"` as a short form. */
export const outboundMessageSchema = z
  .strictObject({
    to: phoneField,
    type: z.literal('text').default('text'),
    text: z.union([
      textBody.transform((body) => ({ body })),
      z.strictObject({ body: textBody, preview_url: z.boolean().optional() }),
    ]),
    ttl: z
      .int('must be a whole number of seconds')
      .min(TTL.least, `must be from ${TTL.least} to ${TTL.most} seconds`)
      .max(TTL.most, `must be from ${TTL.least} to ${TTL.most} seconds`)
      .optional()
      .describe('seconds until it is given up as failed/expired; 24 hours unless told'),
  })
  .meta({ id: 'OutboundMessage' })

export type OutboundMessage = z.output<typeof outboundMessageSchema>

export const acceptedSchema = z
  .object({ id: z.string(), delivery: deliverySchema })
  .meta({ id: 'Accepted' })

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
    type: z.string(),
    text: z.string().nullable(),
    delivery: deliverySchema.nullable().describe('null for inbound messages'),
    reason: z.string().nullable().describe('why it is held or failed'),
    at: z.iso.datetime(),
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
  ...pageFields,
})

export const messageParamsSchema = z.object({
  id: z.string().regex(/^msg_/, 'must begin with msg_'),
})
