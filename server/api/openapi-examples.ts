import { BOOKS_EXAMPLES } from '../../common/contracts/books-examples.ts'
import { MESSAGE_EXAMPLES } from '../../common/contracts/message-examples.ts'
import { WEBHOOK_EXAMPLES } from '../../common/contracts/webhook-examples.ts'

/** Bodies that say by themselves how a request looks, by operation. */
const REQUESTS: Readonly<Record<string, unknown>> = {
  ...BOOKS_EXAMPLES,
  'POST /api/tenants': {
    business_name: 'Mundo Apple',
    owners: ['+5491123456789'],
    timezone: 'America/Argentina/Buenos_Aires',
    currency: 'ARS',
    language: 'es-AR',
  },
  'PATCH /api/tenants/:tenant': { memoryLimitMb: 384 },
  'POST /api/tenants/:tenant/pairing': { method: 'code', phone: '+5491123456789' },
  'POST /api/tenants/:tenant/contacts': {
    phone: '+54 9 11 2345-6789',
    name: 'Ana López',
    note: 'Paga los viernes.',
    tags: ['mayorista'],
  },
  'POST /api/tenants/:tenant/contacts/:contact/merge': { with: '+54 9 351 515-1234' },
}

/** Several, where one would not do. */
const MANY_REQUESTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'POST /api/tenants/:tenant/messages': MESSAGE_EXAMPLES,
  'PATCH /api/tenants/:tenant/contacts/:contact': {
    name: { name: 'Ana' },
    note: { note: 'Prefiere que le escriban por la tarde.' },
    tags: { tags: ['mayorista', 'vip'] },
  },
}

const asExample = (value: unknown): { example?: unknown } =>
  value === undefined ? {} : { example: value }

/** @param name of the operation, such as `POST /api/tenants` */
export function requestExamplesOf(name: string): {
  example?: unknown
  examples?: Record<string, object>
} {
  const many = MANY_REQUESTS[name]
  if (!many) return asExample(REQUESTS[name] ?? WEBHOOK_EXAMPLES[name]?.request)
  const named = Object.entries(many).map(([title, value]) => [title, { value }] as const)
  return { examples: Object.fromEntries(named) }
}

/** @param name of the operation, such as `POST /api/tenants` */
export const replyExampleOf = (name: string): { example?: unknown } =>
  asExample(WEBHOOK_EXAMPLES[name]?.reply)
