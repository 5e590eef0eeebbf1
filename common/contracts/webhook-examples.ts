import type { WebhookEventType } from './webhooks.ts'

const uuid = (number: number): string =>
  `01940000-0000-7000-8000-${String(number).padStart(12, '0')}`

const webhook = {
  id: `whk_${uuid(1)}`,
  url: 'https://example.com/flotilla',
  events: ['message.received', 'message.status'],
  description: '',
  enabled: true,
  disabledReason: null,
  failingSince: null,
  lastError: null,
  pausedUntil: null,
  previousSecretUntil: null,
  createdAt: '2026-03-02T14:00:00.000Z',
}

const withSecret = { ...webhook, secret: 'whsec_bm9ib2R5J3Mgc2VjcmV0LCBhbiBleGFtcGxlIG9ubHk=' }

const envelope = (type: WebhookEventType, number: number) => ({
  id: `evt_${uuid(number)}`,
  type,
  at: '2026-03-02T14:03:07.120Z',
  tenant: { id: uuid(2), slug: 'mundo-apple' },
  chat: null,
  sequence: null,
})

const contact = { id: uuid(3), name: 'Ana López', phone: '+5491123456789' }

const inbound = {
  id: `msg_${uuid(4)}`,
  channelMessageId: '3EB0C767D82B6A1F9C21',
  direction: 'inbound',
  contact,
  type: 'text',
  text: 'Hola, ¿tienen pulseras doradas?',
  delivery: null,
  reason: null,
  at: '2026-03-02T14:03:06.000Z',
}

/** One event of each type, whole, as it is posted. */
export const WEBHOOK_EVENT_EXAMPLES = {
  'message.received': {
    ...envelope('message.received', 11),
    chat: uuid(5),
    sequence: 41,
    data: { message: inbound },
  },
  'message.undecrypted': {
    ...envelope('message.undecrypted', 12),
    chat: uuid(5),
    sequence: 42,
    data: { message: { ...inbound, id: `msg_${uuid(6)}`, type: 'undecrypted', text: null } },
  },
  'message.media': {
    ...envelope('message.media', 18),
    chat: uuid(5),
    sequence: 43,
    data: {
      message: {
        ...inbound,
        id: `msg_${uuid(10)}`,
        channelMessageId: '3EB0D4E5F60718293A4B',
        type: 'image',
        text: '¿Tienen esta?',
        image: {
          caption: '¿Tienen esta?',
          id: `med_${uuid(19)}`,
          mime_type: 'image/jpeg',
          sha256: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
          file_size: 48_211,
          state: 'stored',
          detail: 'The file is here.',
        },
      },
    },
  },
  'message.status': {
    ...envelope('message.status', 13),
    chat: uuid(5),
    sequence: 44,
    data: {
      message: {
        ...inbound,
        id: `msg_${uuid(7)}`,
        channelMessageId: '3EB0A1D2C3B4E5F60718',
        direction: 'outbound',
        text: 'Sí, a 12.000 cada una.',
        delivery: 'read',
      },
    },
  },
  'connection.changed': {
    ...envelope('connection.changed', 14),
    data: {
      connection: {
        state: 'open',
        since: '2026-03-02T14:03:07.000Z',
        sentence: 'The bot is connected.',
      },
      phone: '+5491155550001',
    },
  },
  'contact.updated': {
    ...envelope('contact.updated', 15),
    data: {
      contact: {
        ...contact,
        givenName: null,
        pushName: 'Ana López',
        identities: [
          { channel: 'whatsapp', kind: 'phone', value: '+5491123456789' },
          { channel: 'whatsapp', kind: 'lid', value: '84712345678901' },
        ],
        note: null,
        tags: ['mayorista'],
        blocked: false,
        optedOutAt: null,
        createdAt: '2026-03-01T09:30:00.000Z',
        updatedAt: '2026-03-02T14:03:07.000Z',
      },
      merged: [uuid(8)],
    },
  },
  'contact.deleted': {
    ...envelope('contact.deleted', 16),
    data: { contact: { id: uuid(3) } },
  },
  'webhook.test': { ...envelope('webhook.test', 17), data: {} },
} as const satisfies Record<WebhookEventType, object>

const attempts = [
  { at: '2026-03-02T14:03:07.130Z', status: 500, durationMs: 48, error: 'answered 500' },
  { at: '2026-03-02T14:03:11.402Z', status: 200, durationMs: 35, error: null },
]

const delivered = {
  id: `dlv_${uuid(9)}`,
  webhook: webhook.id,
  event: WEBHOOK_EVENT_EXAMPLES['message.received'].id,
  type: 'message.received',
  state: 'delivered',
  tries: 2,
  nextTryAt: null,
  lastStatus: 200,
  lastError: null,
  createdAt: '2026-03-02T14:03:07.120Z',
  settledAt: '2026-03-02T14:03:11.437Z',
}

const waiting = {
  ...delivered,
  state: 'waiting',
  tries: 0,
  nextTryAt: '2026-03-02T15:00:00.000Z',
  lastStatus: null,
  settledAt: null,
}

const redrive = {
  id: `rdv_${uuid(20)}`,
  webhook: webhook.id,
  type: null,
  state: 'dead',
  from: '2026-03-01T00:00:00.000Z',
  to: '2026-03-03T00:00:00.000Z',
  redriven: 0,
  acceptedAt: '2026-03-04T09:00:00.000Z',
  finishedAt: null,
}

const of = '/api/tenants/:tenant'

/** A request and its answer, by operation: for the API's page, and sent by the tests. */
export const WEBHOOK_EXAMPLES: Readonly<
  Record<string, { readonly request?: unknown; readonly reply?: unknown }>
> = {
  [`POST ${of}/webhooks`]: {
    request: { url: webhook.url, events: webhook.events },
    reply: withSecret,
  },
  [`GET ${of}/webhooks`]: { reply: { webhooks: [webhook] } },
  [`GET ${of}/webhooks/:id`]: {
    reply: {
      ...webhook,
      failingSince: '2026-03-02T14:03:07.120Z',
      lastError: 'ECONNREFUSED',
      pausedUntil: '2026-03-02T14:20:01.000Z',
    },
  },
  [`PATCH ${of}/webhooks/:id`]: {
    request: { events: ['message.*', 'connection.changed'], enabled: false },
    reply: { ...webhook, events: ['message.*', 'connection.changed'], enabled: false },
  },
  [`POST ${of}/webhooks/:id/rotate`]: {
    request: { overlapHours: 48 },
    reply: { ...withSecret, previousSecretUntil: '2026-03-04T14:00:00.000Z' },
  },
  [`POST ${of}/webhooks/:id/test`]: {
    reply: {
      ...waiting,
      event: WEBHOOK_EVENT_EXAMPLES['webhook.test'].id,
      type: 'webhook.test',
    },
  },
  [`GET ${of}/webhook-deliveries`]: { reply: { deliveries: [delivered], after: null } },
  [`GET ${of}/webhook-deliveries/:id`]: {
    reply: { ...delivered, attempts, payload: WEBHOOK_EVENT_EXAMPLES['message.received'] },
  },
  [`POST ${of}/webhook-deliveries/:id/redrive`]: { reply: waiting },
  [`POST ${of}/webhook-deliveries/redrive`]: {
    request: { webhook: webhook.id, from: redrive.from, to: redrive.to },
    reply: redrive,
  },
  [`GET ${of}/webhook-redrives/:id`]: {
    reply: { ...redrive, redriven: 128, finishedAt: '2026-03-04T09:00:00.480Z' },
  },
}
