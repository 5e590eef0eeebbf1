import * as z from 'zod'
import { isSlug, isTenantId } from './ids.ts'
import { countryOf } from './phone/country.ts'
import type { Country } from './phone/country.ts'
import { hoursSchema } from './hours.ts'
import { pacingSchema } from './pacing.ts'
import { parsePhone, readPhone } from './phone.ts'
import { isTimeZone } from './time-zone.ts'

const phoneText = (country?: Country) =>
  z.string().transform((text, context): string => {
    const reading = readPhone(text, country)
    if ('phone' in reading) return reading.phone
    const wanted = country === undefined ? 'a phone number with its country code' : 'a phone number'
    context.addIssue({ code: 'custom', message: `must be ${wanted}. ${reading.sentence}` })
    return z.NEVER
  })

const numbersOf = (country?: Country) => ({
  phone_number: phoneText(country).nullable().default(null),
  owners: z.array(phoneText(country)).default([]),
})

const timezone = z.string().refine(isTimeZone, 'must be a time zone such as America/Mexico_City')

/** What a business is: `config.json` in its folder. Keys it does not know are kept. */
export const tenantConfigSchema = z.looseObject({
  id: z.string().refine(isTenantId, 'must be the UUIDv7 that add-tenant gave'),
  slug: z.string().refine(isSlug, 'must be 2 to 31 of a-z, 0-9 and -, beginning with a letter'),
  business_name: z.string().trim().min(1).max(200),
  business_type: z.string().max(200).default(''),
  vertical: z.string().min(1).default('plain'),
  ...numbersOf(),
  language: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'must be a language such as es or es-AR')
    .default('es'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a currency such as ARS')
    .default('USD'),
  timezone: timezone.default('UTC'),
  prompts: z
    .looseObject({
      system_prompt: z.string().max(20_000).default(''),
      welcome_message: z.string().max(4096).default(''),
    })
    .prefault({}),
  features: z
    .looseObject({
      audio_enabled: z.boolean().default(true),
      sales_enabled: z.boolean().default(true),
      expenses_enabled: z.boolean().default(true),
      inventory_enabled: z.boolean().default(true),
    })
    .prefault({}),
  inventory: z
    .looseObject({
      /** So much of a product, or less, is little; a product's own `low_stock` counts more. */
      low_stock: z.number().min(0).max(1_000_000).default(3),
    })
    .prefault({}),
  /** When customers are told that it is open; null: nobody has said. */
  hours: hoursSchema.nullable().default(null),
  handover: z
    .looseObject({
      /** How long the bot keeps silent in a chat in which a human wrote on the linked phone. */
      hours: z.number().min(0).max(168).default(4),
    })
    .prefault({}),
  loops: z
    .looseObject({
      /** Answers in a row, without a pause of a minute, after which the other side is a bot too. */
      replies: z.int().min(2).max(1000).default(20),
      /** The time in which they count. */
      minutes: z.number().min(1).max(1440).default(10),
      /** How long the bot keeps silent in that chat then. */
      silence_minutes: z.number().min(1).max(10_080).default(60),
    })
    .prefault({}),
  bursts: z
    .looseObject({
      /** What a customer writes within this time is dealt with in one go. */
      seconds: z.number().min(0).max(10).default(2),
    })
    .prefault({}),
  pacing: pacingSchema.prefault({}),
  lookups: z
    .looseObject({
      /** Unknown numbers that WhatsApp is asked about in a minute; the others wait. 0: no limit. */
      per_minute: z.int().min(0).max(1000).default(10),
    })
    .prefault({}),
  groups: z
    .looseObject({
      /** Whether messages of groups are taken in, and may be sent; otherwise groups are ignored. */
      enabled: z.boolean().default(false),
    })
    .prefault({}),
  history: z
    .looseObject({
      /** How far back messages from before the linking are taken in; 0 takes none. */
      days: z.number().min(0).max(3650).default(90),
      /** How much of them is taken in, as WhatsApp writes them. */
      megabytes: z.number().min(0).max(10_000).default(50),
    })
    .prefault({}),
  media: z
    .looseObject({
      /** The largest file that is taken in, from customers, links or uploads. */
      largest_mb: z.number().min(1).max(100).default(100),
      /** How much room all files may take. */
      quota_mb: z.number().min(1).max(1_000_000).default(1000),
      /** Whether the oldest files then make room, or else new ones are not taken. */
      when_full: z.enum(['remove_oldest', 'refuse']).default('remove_oldest'),
    })
    .prefault({}),
  watchdog: z
    .looseObject({
      /** How long nothing may arrive before the own phone is called; 0 never calls it. */
      quiet_seconds: z.number().min(0).max(86_400).default(60),
    })
    .prefault({}),
  created_at: z.iso.datetime(),
})

export type TenantConfig = z.output<typeof tenantConfigSchema>

const whereabouts = z.object({
  phone_number: z.string().nullable().catch(null),
  timezone: z.string().catch(''),
  language: z.string().catch(''),
  currency: z.string().catch(''),
})

/**
 * The schema for what a `config.json` says: its numbers may be written as in the business' country.
 * @param given all of it, the template's values included
 */
export function tenantConfigSchemaFor(given: unknown): typeof tenantConfigSchema {
  const read = whereabouts.safeParse(given)
  if (!read.success) return tenantConfigSchema
  const { phone_number: number, ...where } = read.data
  const around = countryOf({ phone: null, ...where })
  const phone = (number !== null && parsePhone(number, around)) || null
  return tenantConfigSchema.extend(numbersOf(countryOf({ phone, ...where })))
}

/** The top-level keys that the schema names; any other is kept, with a warning. */
export const KNOWN_CONFIG_KEYS: ReadonlySet<string> = new Set([
  ...Object.keys(tenantConfigSchema.shape),
  'llm',
])
