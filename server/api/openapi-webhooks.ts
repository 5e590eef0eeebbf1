import * as z from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { WEBHOOK_EVENT_EXAMPLES } from '../../common/contracts/webhook-examples.ts'
import { WEBHOOK_PAYLOADS } from '../../common/contracts/webhook-payloads.ts'
import { WEBHOOK_EVENTS, WEBHOOK_EVENT_TYPES } from '../../common/contracts/webhooks.ts'
import type { WebhookEventType } from '../../common/contracts/webhooks.ts'

const headers = z.object({
  'webhook-id': z.string().describe("the event's id, the same at every try"),
  'webhook-timestamp': z.string().describe('when this try was made, in seconds since the epoch'),
  'webhook-signature': z
    .string()
    .describe('as Standard Webhooks has it; two, divided by a blank, while two secrets overlap'),
})

/** What endpoints are posted, by type of event: the part of the page that is about requests of ours. */
export const webhookPaths = (): ZodOpenApiPathsObject =>
  Object.fromEntries(WEBHOOK_EVENT_TYPES.map((type) => [type, { post: operationOf(type) }]))

const operationOf = (type: WebhookEventType) => ({
  operationId: `on-${type}`.replaceAll(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase()),
  summary: WEBHOOK_EVENTS[type],
  security: [],
  requestParams: { header: headers },
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: WEBHOOK_PAYLOADS[type], example: WEBHOOK_EVENT_EXAMPLES[type] },
    },
  },
  responses: {
    '2XX': { description: 'taken' },
    '410': { description: 'nothing is wanted there any more: the endpoint is switched off' },
    '429': { description: 'later, after `Retry-After`; so does 503' },
    default: { description: 'tried again, for three days' },
  },
})
