import { afterAll, beforeAll, expect, it } from 'vitest'
import { openapiDocument } from '../../server/api/openapi.ts'
import { TestBot } from '../bot/helpers/bot-process.ts'
import { serverForThisFile } from './helpers/server-fixture.ts'

const its = serverForThisFile()
const LUIS = '+54 9 351 515-1234'

// oxlint-disable-next-line typescript/no-explicit-any -- a page is looked into
type Page = any

let bot: TestBot
let slug: string
const operations = operationsAbout(openapiDocument('1.0.0'), 'contacts', 'chats')

beforeAll(async () => {
  const tenant = await its.create({ business_name: 'Examples', timezone: AIRES })
  slug = tenant.slug
  const env = { TENANT_ID: tenant.id, WHATSAPP_WS_URL: 'ws://127.0.0.1:9/ws/chat' }
  bot = new TestBot(slug, tenant.botPort, env, its.folder)
  await bot.start()
})
afterAll(() => bot[Symbol.asyncDispose]())

const AIRES = 'America/Argentina/Buenos_Aires'

interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly status: number
  /** What stands for each of the names in the path. */
  readonly named: Readonly<Record<string, string>>
  readonly query: string
  readonly bodies: readonly unknown[]
}

/** What the page says of requests about something, with its examples. */
function operationsAbout(page: Page, ...nouns: readonly string[]): readonly Operation[] {
  const paths = Object.entries<Page>(page.paths).filter(([path]) =>
    nouns.some((noun) => path.startsWith(`/api/tenants/{tenant}/${noun}`)),
  )
  return paths.flatMap(([path, methods]) =>
    Object.entries<Page>(methods).map(([method, { parameters, requestBody, responses }]) => {
      const given = (place: string): [string, string][] =>
        (parameters ?? [])
          .filter((one: Page) => one.in === place && one.schema.example !== undefined)
          .map((one: Page) => [one.name, one.schema.example])
      const json = requestBody?.content['application/json']
      const many = Object.values<Page>(json?.examples ?? {}).map(({ value }) => value)
      return {
        method: method.toUpperCase() as Operation['method'],
        path,
        status: Number(Object.keys(responses)[0]),
        named: Object.fromEntries(given('path')),
        query: new URLSearchParams(given('query')).toString(),
        bodies: json ? [json.example, ...many].filter((body) => body !== undefined) : [undefined],
      }
    }),
  )
}

async function send({ method, path, status, named, query, bodies }: Operation, chat: string) {
  const names = { ...named, tenant: slug, chat }
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof names) =>
    encodeURIComponent(names[name]),
  )
  expect(bodies, path).not.toHaveLength(0)
  for (const body of bodies) {
    const answer = await its.ask(method, filled + (query && `?${query}`), body)
    expect(answer.status, `${method} ${filled}: ${JSON.stringify(answer.body)}`).toBe(status)
  }
}

it('gives examples about people that a bot takes as they stand', async () => {
  const base = `/api/tenants/${slug}`
  await its.ask('POST', `${base}/contacts`, { phone: LUIS })
  const { body: ana } = await its.ask('POST', `${base}/messages`, {
    to: '+5491123456789',
    text: 'x',
  })
  expect(ana.id).toMatch(/^msg_/)
  const { body } = await its.ask('GET', `${base}/chats`)
  const steps = ['POST', 'PATCH', 'GET', 'DELETE']
  const sorted = operations.toSorted(
    (one, other) => steps.indexOf(one.method) - steps.indexOf(other.method),
  )
  expect(sorted).toHaveLength(11)
  for (const operation of sorted) {
    if (operation.method === 'DELETE') {
      const listing = operations.find(
        ({ path, method }) => method === 'GET' && path.endsWith('/contacts'),
      )
      const found = await its.ask('GET', `${base}/contacts?${listing?.query ?? ''}`)
      expect(found.body.contacts).toMatchObject([
        { name: 'Ana', note: expect.stringContaining('tarde'), tags: ['mayorista', 'vip'] },
      ])
    }
    await send(operation, body.chats[0].id)
  }
})
