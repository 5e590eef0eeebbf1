import * as z from 'zod'
import { FAULT_KINDS } from './faults/fault-book.ts'

const PHONE_TEXT = 'must be a phone number with its country code, such as +5215512345678'

/** A phone number in any common spelling; becomes its digits. */
export const phone = z
  .string()
  .transform((text) => text.replaceAll(/[\s().+-]/g, ''))
  .pipe(z.string().regex(/^[1-9]\d{5,14}$/, PHONE_TEXT))

/** The address of a group. */
export const groupAddress = z
  .string()
  .regex(/^\d{10,30}@g\.us$/, 'must be a group, such as 120363…@g.us')

export const newGroup = z.strictObject({
  subject: z.string().min(1).max(100),
  members: z.array(phone).min(1).max(1024),
  addressing: z.enum(['pn', 'lid']).optional(),
})

export const groupView = z.object({
  id: groupAddress,
  subject: z.string(),
  addressing: z.enum(['pn', 'lid']),
  members: z.array(z.string()),
})

export const phoneParams = z.object({ phone })

export const newPhone = z.strictObject({
  phone,
  name: z.string().min(1).max(100).optional(),
  lid: z
    .string()
    .regex(/^[1-9]\d{5,19}$/, 'must be 6 to 20 digits')
    .optional(),
  addressing: z.enum(['pn', 'lid']).optional(),
})

export const newPast = z
  .strictObject({
    messages: z.int().min(1).max(1_000_000),
    chats: z.int().min(1).max(100_000),
    days: z.number().positive().max(3650).default(365),
  })
  .refine(({ messages, chats }) => chats <= messages, {
    path: ['chats'],
    message: 'must not be more than there are messages',
  })

export const newFault = z
  .strictObject({
    kind: z.enum(FAULT_KINDS),
    /** Absent, 0 or empty: every phone. */
    phone: z
      .union([phone, z.literal(0), z.literal('')])
      .optional()
      .transform((given) => (typeof given === 'string' && given !== '' ? given : undefined)),
    code: z.int().min(100).max(999).optional(),
    times: z.int().min(1).max(1_000_000).optional(),
    afterMs: z.int().min(0).max(86_400_000).optional(),
    ms: z.int().min(0).max(600_000).optional(),
  })
  .refine((fault) => fault.kind !== 'refuse' || fault.phone === undefined, {
    path: ['phone'],
    message: 'cannot be told apart while the connection is being opened; leave it out',
  })

export const phoneView = z.object({
  phone: z.string(),
  lid: z.string(),
  name: z.string(),
  addressing: z.enum(['pn', 'lid']),
  online: z.boolean(),
  devices: z.array(
    z.object({
      device: z.number(),
      platform: z.string(),
      linkedAt: z.string(),
      connected: z.boolean(),
      prekeys: z.number(),
      queued: z.number(),
    }),
  ),
})

export const deviceView = z.object({ phone: z.string(), device: z.number() })

export const messageView = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  text: z.string(),
  type: z.string(),
  /** In the words in which phones write; absent for what could not be decrypted. */
  content: z.looseObject({ type: z.string() }).optional(),
  /** The text that replaced it. */
  edited: z.string().optional(),
  deleted: z.boolean().optional(),
  at: z.string(),
  copies: z.number(),
  direction: z.enum(['received', 'sent']),
  status: z.enum(['sent', 'delivered', 'read', 'played', 'received', 'undecrypted']),
  device: z.number(),
})

export const faultView = z.object({
  id: z.number(),
  kind: z.enum(FAULT_KINDS),
  phone: z.string().optional(),
  code: z.number().optional(),
  ms: z.number().optional(),
  left: z.number(),
})

export const stats = z.object({
  seed: z.string(),
  uptimeMs: z.number(),
  phones: z.number(),
  devices: z.number(),
  connected: z.number(),
  queued: z.number(),
  messages: z.object({
    toPhones: z.number(),
    fromPhones: z.number(),
    accepted: z.number(),
    refused: z.number(),
    deliveredToDevices: z.number(),
  }),
  retries: z.number(),
  keyReuses: z.number(),
  unknown: z.number(),
  faults: z.array(faultView),
  events: z.record(z.string(), z.number()),
  rssMiB: z.number(),
})

export type GroupView = z.output<typeof groupView>
export type GroupInput = z.input<typeof newGroup>
export type PhoneView = z.output<typeof phoneView>
export type DeviceView = z.output<typeof deviceView>
export type MessageView = z.output<typeof messageView>
export type FaultView = z.output<typeof faultView>
export type Stats = z.output<typeof stats>
export type PastInput = z.input<typeof newPast>
export type FaultInput = z.input<typeof newFault>
