import { createDocument } from 'zod-openapi'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import * as z from 'zod'
import { PROBLEMS } from '../../common/contracts/errors.ts'
import { PUBLIC_API } from '../../common/contracts/public-api.ts'
import type { Endpoint } from '../../common/kit/endpoint.ts'
import { replyExampleOf, requestExamplesOf } from './openapi-examples.ts'
import { webhookPaths } from './openapi-webhooks.ts'
import type { Mounter } from './parts.ts'

export const mountOpenapi: Mounter = (router, { version }) => {
  // Made once, on first asking: it never changes while the process lives.
  let page: ReturnType<typeof openapiDocument> | undefined
  router.get('/openapi.json', (_request, response) => {
    page ??= openapiDocument(version)
    response.json(page)
  })
}

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe('one word for machines, from a fixed list'),
    detail: z.string().describe('a sentence for a human, with the next step where there is one'),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({
    id: 'Problem',
    example: {
      type: 'about:blank',
      title: 'unknown tenant',
      status: 404,
      code: 'unknown_tenant',
      detail: 'There is no tenant mundo-apple.',
    },
  })

const idempotencyKey = z.object({
  'Idempotency-Key': z
    .string()
    .max(255)
    .optional()
    .describe('the same key with the same body is accepted once; with another body it is refused'),
})

/** The page of the public API, made from its contracts. */
export const openapiDocument = (version: string): ReturnType<typeof createDocument> =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Flotilla',
      version,
      description: 'A fleet of WhatsApp bots, one process per business.',
      license: { name: 'GPL-3.0-or-later', identifier: 'GPL-3.0-or-later' },
    },
    servers: [{ url: '/' }],
    security: [{ adminKey: [] }],
    components: { securitySchemes: { adminKey: { type: 'http', scheme: 'bearer' } } },
    paths: { ...publicPaths(), ...openPaths() },
    webhooks: webhookPaths(),
  })

function publicPaths(): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const endpoint of PUBLIC_API) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) }
  }
  return paths
}

function operationOf(endpoint: Endpoint): ZodOpenApiOperationObject {
  const name = `${endpoint.method} ${endpoint.path}`
  const takesBody = endpoint.bytes === 'body' || !(endpoint.body instanceof z.ZodUnknown)
  return {
    operationId: operationIdOf(endpoint),
    summary: endpoint.summary,
    requestParams: {
      ...(endpoint.params instanceof z.ZodObject && { path: endpoint.params }),
      ...(endpoint.query instanceof z.ZodObject && { query: endpoint.query }),
      ...(endpoint.idempotent && { header: idempotencyKey }),
    },
    ...(takesBody && {
      requestBody: {
        required: true,
        content:
          endpoint.bytes === 'body'
            ? BYTES
            : { 'application/json': { schema: endpoint.body, ...requestExamplesOf(name) } },
      },
    }),
    responses: {
      [`${endpoint.status}`]: {
        description: 'Done',
        content:
          endpoint.bytes === 'reply'
            ? bytesOf(endpoint)
            : { 'application/json': { schema: endpoint.reply, ...replyExampleOf(name) } },
      },
      ...problemsOf(endpoint),
    },
  }
}

/** A file, whatever it is. */
const BYTES = { '*/*': { schema: { type: 'string', format: 'binary' } } } as const

const CSV = { 'text/csv': { schema: { type: 'string' } } } as const

const bytesOf = ({ path }: Endpoint) => (path.endsWith('.csv') ? CSV : BYTES)

/** `GET /api/tenants/:tenant/messages/:id` → `getTenantMessagesId`. */
const operationIdOf = ({ method, path }: Endpoint): string =>
  method.toLowerCase() +
  path
    .replace('/api/', '/')
    .split(/[/:.-]+/)
    .filter((word) => word !== '' && word !== 'tenant')
    .map((word) => word[0]?.toUpperCase() + word.slice(1))
    .join('') +
  (path.endsWith(':tenant') ? 'One' : '')

const statusOf = new Map<string, number>(Object.entries(PROBLEMS))

function problemsOf(endpoint: Endpoint): Record<`${1 | 2 | 3 | 4 | 5}${string}`, object> {
  const codes = [
    'invalid_request',
    'unauthorized',
    ...(endpoint.path.includes(':tenant') ? ['unknown_tenant'] : []),
    ...(endpoint.problems ?? []),
  ]
  const byStatus = Map.groupBy(codes, (code) => statusOf.get(code) ?? 500)
  return Object.fromEntries(
    [...byStatus].map(([status, named]) => [
      String(status),
      {
        description: named.join(', '),
        ...(status === 503 && { headers: RETRY_AFTER }),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  )
}

const RETRY_AFTER = {
  'Retry-After': { schema: { type: 'integer' }, description: 'seconds to wait' },
} as const

/** What wants no key. */
function openPaths(): ZodOpenApiPathsObject {
  const operation = (operationId: string, summary: string): ZodOpenApiOperationObject => ({
    operationId,
    summary,
    security: [],
    responses: {
      '200': { description: 'Yes', content: { 'application/json': { schema: z.looseObject({}) } } },
      '503': {
        description: 'not_ready',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    },
  })
  return {
    '/healthz': { get: operation('getHealth', 'Whether the server is alive') },
    '/readyz': { get: operation('getReadiness', 'Whether every wanted bot has reported') },
  }
}
