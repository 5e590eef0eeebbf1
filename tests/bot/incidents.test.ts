import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'

const AT = '2026-01-01T00:00:00.000Z'
const idOf = (n: number): string => `01900000-0000-7000-8000-00000000000${n}`

describe('what went wrong and was dealt with', () => {
  let bot: TestBot

  beforeAll(async () => {
    bot = await testBot('la-tienda', 'ws://127.0.0.1:9/ws/chat')
    await bot.start()
  })
  afterAll(() => bot?.[Symbol.asyncDispose]())

  /** Puts incidents into the database of a bot that does not run. */
  async function happened(count: number): Promise<void> {
    await bot.kill('SIGTERM')
    const business = new Database(join(bot.folder, 'business.db'))
    const insert = business.prepare(
      `insert into incidents (id, tenant_id, created_at, updated_at, deleted_at, kind, at, detail)
       values (?, ?, ?, ?, ?, 'deaf', ?, ?)`,
    )
    for (let n = 1; n <= count; n += 1) {
      insert.run(idOf(n), bot.tenantId, AT, AT, null, AT, `number ${n}`)
    }
    insert.run(idOf(9), bot.tenantId, AT, AT, AT, AT, 'deleted')
    insert.run(idOf(8), 'another tenant', AT, AT, null, AT, 'not ours')
    business.close()
    await bot.start()
  }

  it('is nothing at first', async () => {
    const { status, body } = await bot.get('/api/incidents')
    expect([status, body]).toEqual([200, { incidents: [], after: null }])
  })

  it('is listed by the page, oldest first', async () => {
    await happened(5)
    const all = await bot.get('/api/incidents')
    expect(all.body.after).toBeNull()
    expect(all.body.incidents).toEqual(
      [1, 2, 3, 4, 5].map((n) => ({ id: idOf(n), kind: 'deaf', detail: `number ${n}`, at: AT })),
    )
    const first = await bot.get('/api/incidents?limit=2')
    const second = await bot.get(`/api/incidents?limit=3&after=${first.body.after}`)
    expect([...first.body.incidents, ...second.body.incidents]).toEqual(all.body.incidents)
    expect(second.body.after).toBeNull()
  })

  it('takes what the server did, once, however often it is told', async () => {
    const incident = { id: idOf(7), kind: 'hung', detail: 'It stood still.', at: AT }
    const before = (await bot.get('/api/incidents')).body.incidents
    for (let times = 0; times < 3; times += 1) {
      expect((await bot.post('/api/incidents', incident)).status).toBe(204)
    }
    expect((await bot.get('/api/incidents')).body.incidents).toEqual([...before, incident])
    const strange = await bot.post('/api/incidents', { ...incident, kind: 'deaf' })
    expect([strange.status, strange.body.errors[0].field]).toEqual([400, 'kind'])
  })

  it.each([
    ['after=nonsense', 'after'],
    ['limit=0', 'limit'],
    ['kind=deaf', 'kind'],
  ])('is not listed for %s', async (query, field) => {
    const { status, body } = await bot.get(`/api/incidents?${query}`)
    expect([status, body.errors[0].field]).toEqual([400, field])
  })
})
