import * as z from 'zod'
import { deliverySchema } from '../domain/message.ts'
import { phoneField } from './messages.ts'
import { pageCursor, pageFields } from './paging.ts'

const identitySchema = z.object({
  channel: z.string(),
  kind: z
    .string()
    .describe('`phone`; `lid`: the hidden id by which WhatsApp knows a person; or `group`'),
  value: z.string(),
})

export const contactSchema = z
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
    optedOutAt: z.iso
      .datetime()
      .nullable()
      .describe(
        'since then it wants to hear nothing, and nothing is sent to it until it writes that it does',
      ),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Contact' })

export type Contact = z.output<typeof contactSchema>

export const chatSchema = z
  .object({
    id: z.string(),
    channel: z.string(),
    contact: z.object({
      id: z.string(),
      name: z.string().nullable(),
      phone: z.string().nullable(),
      blocked: z.boolean(),
    }),
    group_id: z.string().nullable().describe('null for a chat with one person'),
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

const nameField = z.string().trim().min(1, 'must not be empty').max(200)
const noteField = z.string().trim().max(4000, 'must be at most 4000 characters')
const tagsField = z
  .array(z.string().trim().min(1, 'must not be empty').max(64))
  .max(50, 'must be at most 50')
  .describe('all of them: what is left out is taken away')

const facts = {
  name: nameField.nullable().optional().describe('wins over the push name; null takes it back'),
  note: noteField.nullable().optional(),
  tags: tagsField.optional(),
} as const

export const newContactSchema = z
  .strictObject({ phone: phoneField, ...facts })
  .meta({ id: 'NewContact' })

export const contactChangeSchema = z.strictObject(facts).meta({ id: 'ContactChange' })

export const contactMergeSchema = z
  .strictObject({
    with: z.string().min(1).max(1000).describe('the other contact: its id or its phone number'),
  })
  .meta({ id: 'ContactMerge' })

export const contactParamsSchema = z.object({
  contact: z
    .string()
    .min(1)
    .max(1000)
    .describe(
      "a contact's id, also of one that was merged, or its phone number, written in any way",
    )
    .meta({ example: '+54 9 11 2345-6789' }),
})

export const contactQuerySchema = z.strictObject({
  search: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'a part of a name or of a number', example: 'ana' }),
  tag: z.string().trim().min(1).max(64).optional().meta({ example: 'mayorista' }),
  blocked: z.enum(['true', 'false']).optional().meta({ example: 'false' }),
  ...pageFields,
})

export const contactListSchema = z
  .object({ contacts: z.array(contactSchema), after: pageCursor })
  .meta({ id: 'ContactList' })

export const chatParamsSchema = z.object({
  chat: z.string().min(1).max(64).describe('the id of any chat of the thread'),
})

export const chatQuerySchema = z.strictObject({
  order: z.enum(['newest', 'oldest']).optional().meta({
    description: '`newest`, unless told: by what was written last; `oldest`: as the chats began',
    example: 'newest',
  }),
  ...pageFields,
})

export const chatListSchema = z
  .object({ chats: z.array(chatSchema), after: pageCursor })
  .meta({ id: 'ChatList' })
