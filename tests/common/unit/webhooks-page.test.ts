import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { WEBHOOK_API } from '../../../common/contracts/webhook-api.ts'
import {
  WEBHOOK_EVENT_EXAMPLES,
  WEBHOOK_EXAMPLES,
} from '../../../common/contracts/webhook-examples.ts'
import { WEBHOOK_PAYLOADS } from '../../../common/contracts/webhook-payloads.ts'
import { WEBHOOK_EVENT_TYPES } from '../../../common/contracts/webhooks.ts'
import type { WebhookEventType } from '../../../common/contracts/webhooks.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8')

describe('the page about webhooks', () => {
  it('shows an event of each type as it is posted', () => {
    const shown = [...page.matchAll(/```json\n(.+?)```/gs)].map(([, json]) =>
      JSON.parse(json ?? ''),
    )
    expect(shown.map(({ type }) => type)).toEqual(WEBHOOK_EVENT_TYPES)
    for (const event of shown) {
      const type: WebhookEventType = event.type
      // Equal, too: a schema passes over what it does not know.
      expect(WEBHOOK_PAYLOADS[type].parse(event)).toEqual(event)
      expect(event).toEqual(WEBHOOK_EVENT_EXAMPLES[type])
    }
  })

  it('names every operation', () => {
    for (const { method, path } of WEBHOOK_API) {
      const short = path.replace('/api/tenants/:tenant/', '…/').replaceAll(/:(\w+)/g, '{$1}')
      expect(page).toContain(`${method} ${short}`)
    }
  })
})

it.each(
  WEBHOOK_API.map((operation) => [`${operation.method} ${operation.path}`, operation] as const),
)(
  '%s has an example of what is asked and what is answered, as its contract says',
  (name, { body, reply, status }) => {
    const example = WEBHOOK_EXAMPLES[name] ?? {}
    expect('request' in example).toBe(!(body instanceof z.ZodUnknown))
    expect('reply' in example).toBe(status !== 204)
    if (example.request !== undefined) body.parse(example.request)
    if (example.reply !== undefined) expect(reply.parse(example.reply)).toEqual(example.reply)
  },
)
