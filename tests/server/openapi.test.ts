import { expect, it } from 'vitest'
import { MESSAGE_EXAMPLES } from '../../common/contracts/message-examples.ts'
import { PUBLIC_API } from '../../common/contracts/public-api.ts'
import {
  WEBHOOK_EVENT_EXAMPLES,
  WEBHOOK_EXAMPLES,
} from '../../common/contracts/webhook-examples.ts'
import { fakePm2, startTestServer, temporaryFolder } from './helpers/installation.ts'

/** Every `$ref` of a page, wherever it stands. */
function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  )
}

const at = (page: unknown, ref: string): unknown =>
  ref
    .replace('#/', '')
    .split('/')
    .reduce<any>((inner, key) => inner?.[key], page) // oxlint-disable-line no-explicit-any

it('describes every public endpoint, completely', async () => {
  using folder = temporaryFolder()
  await using server = await startTestServer({ dataDir: folder.path, pm2: fakePm2() })
  const { body: page } = await server.ask('GET', '/openapi.json', undefined, { authorization: '' })
  expect(page.openapi).toMatch(/^3\.1\./)
  expect(page.info).toMatchObject({ title: 'Flotilla' })
  const ids = new Set<string>()
  for (const endpoint of PUBLIC_API) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
    const operation = page.paths[path]?.[endpoint.method.toLowerCase()]
    expect(operation, `${endpoint.method} ${path}`).toMatchObject({ summary: endpoint.summary })
    expect(Object.keys(operation.responses)).toEqual(
      expect.arrayContaining([String(endpoint.status), '400', '401']),
    )
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    const given = operation.parameters
      ?.filter((one: { in: string }) => one.in === 'path')
      .map((one: { name: string }) => one.name)
    expect(given ?? []).toEqual(named)
    expect(ids).not.toContain(operation.operationId)
    ids.add(operation.operationId)
  }
  expect(page.security).toEqual([{ adminKey: [] }])
  expect(page.components.securitySchemes.adminKey).toEqual({ type: 'http', scheme: 'bearer' })
  const posting = page.paths['/api/tenants/{tenant}/messages'].post.requestBody
  expect(posting.content['application/json'].examples).toEqual(
    Object.fromEntries(Object.entries(MESSAGE_EXAMPLES).map(([name, value]) => [name, { value }])),
  )
  for (const [name, { request, reply }] of Object.entries(WEBHOOK_EXAMPLES)) {
    const [method = '', path = ''] = name.replaceAll(/:(\w+)/g, '{$1}').split(' ')
    const { requestBody, responses } = page.paths[path][method.toLowerCase()]
    expect(requestBody?.content['application/json'].example, name).toEqual(request)
    const good = Object.keys(responses).find((status) => status.startsWith('2')) ?? ''
    expect(responses[good].content['application/json'].example, name).toEqual(reply)
  }
  for (const [type, example] of Object.entries(WEBHOOK_EVENT_EXAMPLES)) {
    const posted = page.webhooks[type].post.requestBody.content['application/json']
    expect(posted.example).toEqual(example)
    expect(at(page, posted.schema.$ref), type).toMatchObject({ type: 'object' })
  }
  const refs = refsIn(page)
  expect(refs.length).toBeGreaterThan(10)
  for (const ref of refs) expect(at(page, ref), ref).toBeDefined()
  expect(page.paths['/api/tenants/{tenant}/messages'].post.responses['503'].headers).toHaveProperty(
    'Retry-After',
  )
})
