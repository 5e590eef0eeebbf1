import * as z from 'zod'
import { pageCursor, pageFields } from './paging.ts'

/** Every type of event, with what its `data` holds. New ones are added; none changes its meaning. */
export const WEBHOOK_EVENTS = {
  'message.received': '`message`: it came in; also when one that was `undecrypted` can be read',
  'message.undecrypted': '`message`: it came in and cannot be read yet',
  'message.media':
    '`message`: the file that it brought is here, or will not come; its object says which',
  'message.status': '`message`: an outbound message exists, or has come further',
  'connection.changed': '`connection`, `phone`: how the bot stands with its network',
  'contact.updated':
    '`contact`: new, with another name, or with more identities; `merged`: ids that it took in',
  'contact.deleted': '`contact` with its `id` alone',
  'webhook.test': 'nothing: somebody pressed the test button',
} as const

export type WebhookEventType = keyof typeof WEBHOOK_EVENTS

/** In the order in which they are documented. */
export const WEBHOOK_EVENT_TYPES: readonly WebhookEventType[] = Object.keys(WEBHOOK_EVENTS).filter(
  (type): type is WebhookEventType => type in WEBHOOK_EVENTS,
)

const TYPES: readonly string[] = WEBHOOK_EVENT_TYPES
const GROUPS = [...new Set(TYPES.map((type) => `${type.split('.')[0] ?? ''}.*`))]

/** Whether a filter of an endpoint wants a type: `*`, `message.*` or the type itself. */
export const wants = (filters: readonly string[], type: string): boolean =>
  filters.some(
    (filter) =>
      filter === '*' ||
      filter === type ||
      (filter.endsWith('.*') && type.startsWith(filter.slice(0, -1))),
  )

const filterField = z
  .array(
    z
      .string()
      .refine(
        (filter) => filter === '*' || TYPES.includes(filter) || GROUPS.includes(filter),
        `must be *, one of ${GROUPS.join(', ')} or one of ${TYPES.join(', ')}`,
      ),
  )
  .min(1, 'must name at least one event; * is all of them')
  .max(20, 'must be at most 20')
  .meta({ example: ['message.*'] })

const URL_LIMIT = 2048

function urlFault(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'must be an http or https URL'
  if (url.username !== '' || url.password !== '') {
    return 'must not carry a user or password; deliveries are signed'
  }
  return undefined
}

const urlField = z
  .string()
  .max(URL_LIMIT, `must be at most ${URL_LIMIT} characters`)
  .superRefine((text, context) => {
    const fault = urlFault(text)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })
  .meta({ example: 'https://example.com/flotilla' })

const descriptionField = z.string().max(200)

export const newWebhookSchema = z
  .strictObject({
    url: urlField,
    events: filterField.default(['*']),
    description: descriptionField.default(''),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'NewWebhook' })

export type NewWebhook = z.output<typeof newWebhookSchema>

export const webhookChangeSchema = z
  .strictObject({
    url: urlField.optional(),
    events: filterField.optional(),
    description: descriptionField.optional(),
    enabled: z.boolean().optional().describe('switching on again takes up what still waits'),
  })
  .meta({ id: 'WebhookChange' })

export type WebhookChange = z.output<typeof webhookChangeSchema>

export const webhookSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    description: z.string(),
    enabled: z.boolean(),
    disabledReason: z
      .string()
      .nullable()
      .describe('`gone`: it answered 410, so it was switched off; null when somebody switched it'),
    failingSince: z.iso
      .datetime()
      .nullable()
      .describe('since when nothing has been taken; null while it is well'),
    lastError: z
      .string()
      .nullable()
      .describe('of the last delivery that failed while it is not well'),
    pausedUntil: z.iso
      .datetime()
      .nullable()
      .describe('until when nothing is posted there: it asked for patience, or takes nothing'),
    previousSecretUntil: z.iso
      .datetime()
      .nullable()
      .describe('until when the secret before the last rotation signs too'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Webhook' })

export type Webhook = z.output<typeof webhookSchema>

/** The only answers that carry a secret: what was just made. */
export const webhookWithSecretSchema = webhookSchema
  .extend({ secret: z.string().describe('shown this once; it begins with whsec_') })
  .meta({ id: 'WebhookWithSecret' })

export type WebhookWithSecret = z.output<typeof webhookWithSecretSchema>

export const webhookListSchema = z
  .object({ webhooks: z.array(webhookSchema) })
  .meta({ id: 'WebhookList' })

const OVERLAP = { usual: 24, most: 7 * 24 } as const

export const webhookRotationSchema = z
  .strictObject({
    overlapHours: z
      .number()
      .min(0)
      .max(OVERLAP.most, `must be at most ${OVERLAP.most}`)
      .default(OVERLAP.usual)
      .describe('how long the old secret signs beside the new one'),
  })
  .prefault({})
  .meta({ id: 'WebhookRotation' })

export const WEBHOOK_DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const

export type WebhookDeliveryState = (typeof WEBHOOK_DELIVERY_STATES)[number]

export const webhookDeliverySchema = z
  .object({
    id: z.string(),
    webhook: z.string().describe('the id of the endpoint'),
    event: z.string().describe("the event's id: the header `webhook-id`"),
    type: z.string(),
    state: z.enum(WEBHOOK_DELIVERY_STATES),
    tries: z.int(),
    nextTryAt: z.iso.datetime().nullable().describe('null when settled, or behind another event'),
    lastStatus: z.int().nullable().describe('null when there was no answer'),
    lastError: z.string().nullable(),
    createdAt: z.iso.datetime(),
    settledAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'WebhookDelivery' })

export type WebhookDelivery = z.output<typeof webhookDeliverySchema>

export const webhookAttemptSchema = z
  .object({
    at: z.iso.datetime(),
    status: z.int().nullable().describe('null when there was no answer'),
    durationMs: z.int(),
    error: z.string().nullable().describe('null when it was taken'),
  })
  .meta({ id: 'WebhookAttempt' })

export type WebhookAttempt = z.output<typeof webhookAttemptSchema>

/** What is posted to an endpoint. */
export const webhookEventSchema = z
  .object({
    id: z.string().describe('the same at every try, and at every endpoint'),
    type: z.string(),
    at: z.iso.datetime().describe('when it happened'),
    tenant: z.object({ id: z.string(), slug: z.string() }),
    chat: z.string().nullable().describe('the chat it belongs to, if it belongs to one'),
    sequence: z
      .int()
      .nullable()
      .describe(
        "its number among the chat's events, 1 for the first; what an endpoint's filter leaves out is a gap",
      ),
    data: z.looseObject({}).describe('by type; as it was when it happened'),
  })
  .meta({ id: 'WebhookEvent' })

export type WebhookEvent = z.output<typeof webhookEventSchema>

export const webhookInspectionSchema = webhookDeliverySchema
  .extend({
    attempts: z.array(webhookAttemptSchema).describe('the newest 60, oldest first'),
    payload: webhookEventSchema,
  })
  .meta({ id: 'WebhookInspection' })

export type WebhookInspection = z.output<typeof webhookInspectionSchema>

export const webhookDeliveryListSchema = z
  .object({ deliveries: z.array(webhookDeliverySchema), after: pageCursor })
  .meta({ id: 'WebhookDeliveryList' })

const which = {
  webhook: z.string().optional().describe('the id of an endpoint'),
  type: z.string().optional(),
  from: z.iso.datetime().optional().describe('events from this time on'),
  to: z.iso.datetime().optional().describe('events before this time'),
}

export const webhookDeliveryQuerySchema = z.strictObject({
  state: z.enum(WEBHOOK_DELIVERY_STATES).optional(),
  ...which,
  ...pageFields,
})

const redrivable = z.enum(['dead', 'delivered'])

export const newWebhookRedriveSchema = z
  .strictObject({
    ...which,
    state: redrivable
      .default('dead')
      .describe('`delivered` sends again what has arrived, under the same ids'),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ['to'],
    message: 'must be later than from',
  })
  .meta({ id: 'NewWebhookRedrive' })

export type NewWebhookRedrive = z.output<typeof newWebhookRedriveSchema>

export const webhookRedriveSchema = z
  .object({
    id: z.string(),
    webhook: z.string().nullable().describe('null when it is about every endpoint'),
    type: z.string().nullable().describe('null when it is about every type'),
    state: redrivable,
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    redriven: z.int().describe('how many deliveries wait again, or have done so, by now'),
    acceptedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable().describe('null while there may be more to come'),
  })
  .meta({ id: 'WebhookRedrive' })

export type WebhookRedrive = z.output<typeof webhookRedriveSchema>

export const webhookParamsSchema = z.object({
  id: z.string().regex(/^whk_/, 'must begin with whk_'),
})

export const webhookDeliveryParamsSchema = z.object({
  id: z.string().regex(/^dlv_/, 'must begin with dlv_'),
})

export const webhookRedriveParamsSchema = z.object({
  id: z.string().regex(/^rdv_/, 'must begin with rdv_'),
})
