import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TENANT_BOOKS } from '../../common/contracts/public-books.ts'
import { openapiDocument } from '../../server/api/openapi.ts'
import { TestBot } from '../bot/helpers/bot-process.ts'
import { until } from './helpers/installation.ts'
import { serverForThisFile } from './helpers/server-fixture.ts'

const its = serverForThisFile()
let shop: TestBot
let plain: TestBot
const OFF = 'ws://127.0.0.1:9/ws/chat'

async function botOf(name: string, vertical: string): Promise<TestBot> {
  const tenant = await its.create({ business_name: name, vertical, currency: 'ARS' })
  const env = { TENANT_ID: tenant.id, WHATSAPP_WS_URL: OFF }
  const bot = new TestBot(tenant.slug, tenant.botPort, env, its.folder)
  await bot.start()
  return bot
}

beforeAll(async () => {
  ;[shop, plain] = await Promise.all([botOf('Mundo Joyas', 'retail'), botOf('Nada', 'plain')])
})
afterAll(async () => {
  for (const bot of [shop, plain]) await bot?.kill('SIGKILL')
  await shop?.[Symbol.asyncDispose]()
})

const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  its.ask(method, `/api/tenants/${shop.slug}/${path}`, body, headers)

// oxlint-disable-next-line typescript/no-explicit-any -- a page is looked into
type Page = any

/** Every operation about the books, in an order in which the examples can be sent. */
const STEPS = `
  POST products, PATCH products/{product}, GET products, GET products/{product}, POST products/{product}/count,
  POST products/{product}/adjust, POST customers, PATCH customers/{id}, GET customers, GET customers/{id},
  POST purchases, POST purchases/{id}/correction, GET purchases, GET purchases/{id},
  POST sales, POST sales/{id}/correction, GET sales, GET sales/{id},
  POST payments, POST payments/{id}/correction, GET payments, GET payments/{id},
  POST expenses, POST expenses/{id}/correction, GET expenses, GET expenses/{id}, GET stats, GET bookings,
  GET bookings/{id},
  DELETE payments/{id}, DELETE purchases/{id}, DELETE expenses/{id}, DELETE bookings/{id},
  DELETE products/{product}`
  .split(',')
  .map((step) => step.trim())

const BASE = '/api/tenants/{tenant}/'

describe('the books over the API', () => {
  it('take the examples of the page as they stand', async () => {
    const { paths }: Page = openapiDocument('1.0.0')
    const ids: Record<string, string> = {}
    for (const step of STEPS) {
      const [method = '', path = ''] = step.split(' ')
      const [noun = ''] = path.split('/')
      const operation = paths[BASE + path][method.toLowerCase()]
      const given = (place: string): [string, string][] =>
        (operation.parameters ?? [])
          .filter((one: Page) => one.in === place && one.schema.example !== undefined)
          .map((one: Page) => [one.name, one.schema.example])
      const named = { id: ids[noun] ?? ids['sales'] ?? '', ...Object.fromEntries(given('path')) }
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof named) =>
        encodeURIComponent(named[name] ?? ''),
      )
      const query = new URLSearchParams(given('query')).toString()
      const body = operation.requestBody?.content['application/json'].example
      if (operation.requestBody) expect(body, step).toBeDefined()
      const answer = await ask(method, filled + (query && `?${query}`), body)
      const [status] = Object.keys(operation.responses)
      expect(answer.status, `${step}: ${JSON.stringify(answer.body)}`).toBe(Number(status))
      if (method === 'POST' && noun !== 'products') ids[noun] = answer.body.id
    }
    const bookish = TENANT_BOOKS.map(
      ({ answered: { method, path } }) =>
        `${method} ${path.replaceAll(/:(\w+)/g, '{$1}').replace(BASE, '')}`,
    )
    expect([...STEPS, 'DELETE sales/{id}'].toSorted()).toEqual(bookish.toSorted())
  })

  it('are right after it, to the cent', async () => {
    const { body: stats } = await ask('GET', 'stats')
    expect(stats).toMatchObject({ sales: 0, revenue: 0, expenses: 0, profit: 0, currency: 'ARS' })
    const { body } = await ask('GET', 'products?retired=true')
    expect(body.products).toMatchObject([{ stock: 46, cost: 750, price: 2200, retired: true }])
    const { bookings } = (await ask('GET', 'bookings?undone=true')).body
    expect(bookings).toHaveLength(21)
  })

  it('book once for each key, and refuse another booking under it', async () => {
    const key = { 'idempotency-key': 'expense-1' }
    const expense = { amount: 500, category: 'taxi' }
    const first = await ask('POST', 'expenses', expense, key)
    expect((await ask('POST', 'expenses', expense, key)).body).toEqual(first.body)
    const other = await ask('POST', 'expenses', { ...expense, amount: 501 }, key)
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
    expect((await ask('GET', 'stats')).body).toMatchObject({ expenses: 500, profit: -500 })
  })

  it('say what is wrong with a request, and change nothing', async () => {
    const before = (await ask('GET', 'bookings?undone=true')).body
    for (const [method, path, body, status, code, field] of [
      ['POST', 'sales', { lines: [] }, 400, 'invalid_request', 'lines'],
      ['POST', 'sales', { lines: [{ product: 'x', quantity: 0 }] }, 400, 'invalid_request'],
      ['POST', 'sales', { lines: [{ product: 'x', quantity: 1 }] }, 404, 'unknown_product'],
      ['POST', 'expenses', { amount: 1.5, category: 'x' }, 400, 'invalid_request', 'amount'],
      ['POST', 'expenses', { amount: 1, category: 'x', day: '2999-01-01' }, 400, 'invalid_request'],
      ['PATCH', 'products/x', {}, 400, 'invalid_request', 'body'],
      ['DELETE', 'sales/x', undefined, 404, 'unknown_booking'],
      ['PATCH', 'customers/x', { name: 'Ana' }, 404, 'unknown_customer'],
      ['GET', 'stats?from=2026-03-02&to=2026-03-01', undefined, 400, 'invalid_request', 'to'],
      ['GET', 'sales?after=x', undefined, 400, 'invalid_request', 'after'],
      ['GET', 'sales?limit=501', undefined, 400, 'invalid_request', 'limit'],
    ] as const) {
      const answer = await ask(method, path, body)
      expect(answer, `${method} ${path}`).toMatchObject({ status, body: { code } })
      if (field !== undefined) expect(answer.body.errors).toMatchObject([{ field }])
    }
    expect((await ask('GET', 'bookings?undone=true')).body).toEqual(before)
  })

  it('are not there for a business of another kind', async () => {
    for (const [method, path, body] of [
      ['GET', 'stats', undefined],
      ['POST', 'expenses', { amount: 1, category: 'luz' }],
    ] as const) {
      const answer = await its.ask(method, `/api/tenants/${plain.slug}/${path}`, body)
      expect(answer).toMatchObject({ status: 409, body: { code: 'no_books' } })
      expect(answer.body.detail).toContain('its vertical is plain')
    }
  })

  it('are closed for what is switched off, as soon as it is', async () => {
    const file = join(shop.folder, 'config.json')
    const config = readFileSync(file, 'utf8')
    writeFileSync(file, config.replace(/"expenses_enabled": true/, '"expenses_enabled": false'))
    const answer = await until('expenses to be off', async () => {
      const one = await ask('POST', 'expenses', { amount: 1, category: 'luz' })
      return one.status === 409 && one
    })
    expect(answer.body).toMatchObject({
      code: 'feature_off',
      detail: expect.stringContaining('features.expenses_enabled'),
    })
    expect((await ask('GET', 'expenses')).status).toBe(200)
  })
})
