import * as z from 'zod'
import { deliverySchema } from '../domain/message.ts'

const identitySchema = z.object({
  channel: z.string(),
  kind: z.string().describe('`phone`, or `lid`: the hidden id by which WhatsApp knows a person'),
  value: z.string(),
})

const contactSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable().describe('the given name, or else the push name'),
    givenName: z.string().nullable().describe('what the operator calls the person'),
    pushName: z.string().nullable().describe('what the person calls itself'),
    phone: z.string().nullable().describe('null while only a hidden id is known'),
    identities: z.array(identitySchema),
    note: z.string().nullable(),
    tags: z.array(z.string()),
    blocked: z
      .boolean()
      .describe('what it writes is stored and not answered; nothing is sent to it'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Contact' })

export type Contact = z.output<typeof contactSchema>

const chatSchema = z
  .object({
    id: z.string(),
    channel: z.string(),
    contact: z.object({
      id: z.string(),
      name: z.string().nullable(),
      phone: z.string().nullable(),
      blocked: z.boolean(),
    }),
    lastMessage: z
      .object({
        id: z.string(),
        direction: z.enum(['inbound', 'outbound']),
        author: z.enum(['contact', 'bot', 'api', 'phone']),
        type: z.string(),
        text: z.string().nullable().describe('its first 200 characters'),
        delivery: deliverySchema.nullable(),
        at: z.iso.datetime(),
      })
      .nullable(),
    lastAt: z.iso.datetime().describe('when something was written there last'),
    unread: z.int().describe('inbound messages that nobody has read, 1000 at most'),
    silentUntil: z.iso.datetime().nullable().describe('until then the bot answers nothing there'),
    silentReason: z.enum(['human', 'loop']).nullable(),
  })
  .meta({ id: 'Chat' })

export type ChatView = z.output<typeof chatSchema>
