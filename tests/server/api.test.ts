import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakePm2, startTestServer, temporaryFolder, until } from './helpers/installation.ts'
import type { FakePm2, TestServer } from './helpers/installation.ts'
import { startStandIn } from './helpers/stand-in.ts'

let folder: ReturnType<typeof temporaryFolder>
let pm2: FakePm2
let server: TestServer

beforeAll(async () => {
  folder = temporaryFolder()
  pm2 = fakePm2()
  server = await startTestServer({ dataDir: folder.path, pm2 })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const create = async (body: Record<string, unknown>) => {
  const answer = await server.ask('POST', '/api/tenants', body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}

const foldersOf = (): string[] => readdirSync(join(folder.path, 'tenants')).sort()

describe('a new tenant', () => {
  it('gets a row, a folder, a port and an app', async () => {
    const tenant = await create({
      name: 'Ñandú & Cía.',
      owners: ['+54 9 11 2345-6789'],
      timezone: 'America/Argentina/Buenos_Aires',
    })
    expect(tenant).toMatchObject({ slug: 'nandu-cia', name: 'Ñandú & Cía.', phone: null })
    expect(tenant.connection).toMatchObject({ state: 'stopped', reason: 'starting' })
    expect(pm2.apps.map((app) => app.name)).toContain('bot-nandu-cia')
    expect(foldersOf()).toContain('nandu-cia')
    const shown = await server.ask('GET', `/api/tenants/${tenant.id}`)
    expect(shown.body).toEqual((await server.ask('GET', '/api/tenants/nandu-cia')).body)
    const { body } = await server.ask('GET', '/api/tenants')
    expect(body.tenants.map((one: { slug: string }) => one.slug)).toContain('nandu-cia')
  })

  it('gets a port that nobody listens on', async () => {
    const before = await create({ business_name: 'Port one' })
    const other = createTcpServer()
    await new Promise<void>((resolve) => {
      other.listen(before.botPort + 1, '127.0.0.1', () => resolve())
    })
    const after = await create({ business_name: 'Port two' })
    other.close()
    expect(after.botPort).toBe(before.botPort + 2)
  })

  it('gets another slug when its name is taken, and its own port when many come at once', async () => {
    const many = await Promise.all(
      Array.from({ length: 6 }, () => create({ business_name: 'Crowd' })),
    )
    expect(new Set(many.map((one) => one.botPort)).size).toBe(6)
    expect(many.map((one) => one.slug).sort()).toEqual([
      'crowd',
      'crowd-2',
      'crowd-3',
      'crowd-4',
      'crowd-5',
      'crowd-6',
    ])
  })

  it('is registered even when PM2 fails, and says so', async () => {
    pm2.failure = new Error('pm2 is ill')
    const tenant = await create({ business_name: 'Ill' })
    expect(tenant.desiredState).toBe('running')
    await server.ask('POST', '/internal/fleet/mend')
    expect(pm2.apps.map((app) => app.name)).toContain('bot-ill')
  })

  it('leaves neither row nor folder when something fails in the middle', async () => {
    const before = foldersOf()
    const templates = join(folder.path, 'templates')
    mkdirSync(templates)
    writeFileSync(join(templates, 'config.json'), '{ broken')
    const answer = await server.ask('POST', '/api/tenants', { business_name: 'Half', slug: 'half' })
    rmSync(templates, { recursive: true })
    expect(answer).toMatchObject({ status: 500, body: { code: 'config_broken' } })
    expect(answer.body.detail).toMatch(/line 1, column 3/)
    expect(foldersOf()).toEqual(before)
    expect((await server.ask('GET', '/api/tenants/half')).status).toBe(404)
  })
})

describe('bad input', () => {
  it.each<[string, string, string, unknown, number, string, string?]>([
    ['an unknown tenant', 'GET', '/api/tenants/nobody', undefined, 404, 'unknown_tenant'],
    [
      'an unknown id',
      'POST',
      '/api/tenants/01890000-0000-7000-8000-000000000000/start',
      undefined,
      404,
      'unknown_tenant',
    ],
    ['an unknown address', 'GET', '/api/nothing', undefined, 404, 'not_found'],
    ['bad JSON', 'POST', '/api/tenants', '{"name":', 400, 'invalid_request', 'body'],
    ['no body', 'POST', '/api/tenants', undefined, 400, 'invalid_request', 'body'],
    ['no name', 'POST', '/api/tenants', {}, 400, 'invalid_request', 'business_name'],
    [
      'an unknown field',
      'POST',
      '/api/tenants',
      { name: 'Abc', color: 'red' },
      400,
      'invalid_request',
      'color',
    ],
    [
      'a bad owner',
      'POST',
      '/api/tenants',
      { name: 'Abc', owners: ['12'] },
      400,
      'invalid_request',
      'owners.0',
    ],
    [
      'a bad time zone',
      'POST',
      '/api/tenants',
      { name: 'Abc', timezone: 'Mars' },
      400,
      'invalid_request',
      'timezone',
    ],
    [
      'a bad currency',
      'POST',
      '/api/tenants',
      { name: 'Abc', currency: 'pesos' },
      400,
      'invalid_request',
      'currency',
    ],
    [
      'a name without letters',
      'POST',
      '/api/tenants',
      { name: '123' },
      400,
      'invalid_request',
      'slug',
    ],
    [
      'a slug that climbs',
      'POST',
      '/api/tenants',
      { name: 'Abc', slug: '../../etc' },
      400,
      'invalid_request',
      'slug',
    ],
    [
      'a slug with dots',
      'POST',
      '/api/tenants',
      { name: 'Abc', slug: '..' },
      400,
      'invalid_request',
      'slug',
    ],
    ['an encoded climb', 'GET', '/api/tenants/..%2F..%2Fetc', undefined, 404, 'unknown_tenant'],
    [
      'a live tenant to restore',
      'POST',
      '/api/tenants/nandu-cia/restore',
      undefined,
      409,
      'not_removed',
    ],
    [
      'a bad phone',
      'POST',
      '/api/tenants/nandu-cia/messages',
      { to: '1', text: 'x' },
      400,
      'invalid_request',
      'to',
    ],
    [
      'an empty text',
      'POST',
      '/api/tenants/nandu-cia/messages',
      { to: '+5491123456789', text: '' },
      400,
      'invalid_request',
      'text',
    ],
    [
      'an over-long text',
      'POST',
      '/api/tenants/nandu-cia/messages',
      { to: '+5491123456789', text: 'x'.repeat(4097) },
      400,
      'invalid_request',
      'text',
    ],
    [
      'a bad limit',
      'GET',
      '/api/tenants/nandu-cia/messages?limit=0',
      undefined,
      400,
      'invalid_request',
      'limit',
    ],
    [
      'a bad message id',
      'GET',
      '/api/tenants/nandu-cia/messages/5',
      undefined,
      400,
      'invalid_request',
      'id',
    ],
  ])(
    '%s is answered clearly and changes nothing',
    async (_, method, path, body, status, code, field) => {
      const before = (await server.ask('GET', '/api/tenants')).body.tenants.length
      const answer = await server.ask(method, path, body, typeof body === 'string' ? {} : undefined)
      expect(answer.body).toMatchObject({ status, code })
      expect(answer.status).toBe(status)
      expect(answer.headers.get('content-type')).toMatch('application/problem+json')
      if (field)
        expect(answer.body.errors.map((one: { field: string }) => one.field)).toContain(field)
      expect((await server.ask('GET', '/api/tenants')).body.tenants).toHaveLength(before)
    },
  )

  it('a slug that is taken, by a tenant or by a folder, is refused', async () => {
    const taken = await server.ask('POST', '/api/tenants', { name: 'B', slug: 'nandu-cia' })
    expect(taken).toMatchObject({ status: 409, body: { code: 'slug_taken' } })
    mkdirSync(join(folder.path, 'tenants', 'lonely'))
    const lonely = await server.ask('POST', '/api/tenants', { name: 'B', slug: 'lonely' })
    expect(lonely).toMatchObject({ status: 409, body: { code: 'slug_taken' } })
  })

  it.each([
    '/api/tenants',
    '/API/tenants',
    '/api/tenants/',
    '/internal/installation',
    '/Internal/Installation',
    '/internal/fleet/mend',
    '/healthz/../api/tenants',
    '/nothing',
  ])('%s wants the admin key', async (path) => {
    for (const authorization of ['', 'Bearer wrong', 'Basic abc']) {
      const answer = await server.ask('GET', path, undefined, { authorization })
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
    }
  })

  it('a wrong key is noticed before a broken body', async () => {
    const answer = await server.ask('POST', '/api/tenants', '{', { authorization: 'Bearer no' })
    expect(answer.status).toBe(401)
  })
})

describe('what a bot does', () => {
  it('is asked through the API, and its problems come through unchanged', async () => {
    const tenant = await create({ business_name: 'Talker' })
    await using _bot = await startStandIn(server, tenant)
    const message = { to: '+5491123456789', text: 'Hola' }
    const at = `/api/tenants/${tenant.slug}/messages`
    const sent = await server.ask('POST', at, message, { 'idempotency-key': 'k1' })
    expect(sent).toMatchObject({ status: 202, body: { delivery: 'queued' } })
    const again = await server.ask('POST', at, message, { 'idempotency-key': 'k1' })
    expect(again.body.id).toBe(sent.body.id)
    const other = await server.ask(
      'POST',
      at,
      { ...message, text: 'x' },
      { 'idempotency-key': 'k1' },
    )
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
    expect(await server.ask('GET', `${at}/msg_9`)).toMatchObject({
      status: 404,
      body: { code: 'unknown_message' },
    })
    const pairing = await server.ask('GET', `/api/tenants/${tenant.slug}/pairing`)
    expect(pairing.body).toEqual({ state: 'pairing', qr: 'qr-of-talker' })
    const shown = await until('its report', async () => {
      const { body } = await server.ask('GET', `/api/tenants/${tenant.slug}`)
      return body.connection.state === 'open' && body
    })
    expect(shown.connection.sentence).toBe('It is open.')
    expect((await server.ask('POST', `/api/tenants/${tenant.slug}/logout`)).status).toBe(200)
  })

  it('is unreachable when nothing answers, or a stranger does', async () => {
    const tenant = await create({ business_name: 'Silent' })
    const at = `/api/tenants/${tenant.slug}/messages`
    const nobody = await server.ask('POST', at, { to: '+5491123456789', text: 'Hola' })
    expect(nobody).toMatchObject({ status: 503, body: { code: 'bot_unreachable' } })
    expect(nobody.headers.get('retry-after')).toBe('5')
    for (const [status, text] of [
      [401, '{"code":"unauthorized","status":401,"detail":"x"}'],
      [200, '<h1>hello</h1>'],
      [202, '{"some":"thing"}'],
      [302, ''],
    ] as const) {
      const stranger = createServer((_request, response) => {
        response
          .writeHead(status, { location: 'http://127.0.0.1:1/', connection: 'close' })
          .end(text)
      })
      await new Promise<void>((resolve) => {
        stranger.listen(tenant.botPort, '127.0.0.1', () => resolve())
      })
      const answer = await server.ask('POST', at, { to: '+5491123456789', text: 'Hola' })
      await new Promise((resolve) => stranger.close(resolve))
      expect(answer, text).toMatchObject({ status: 503, body: { code: 'bot_unreachable' } })
    }
  })

  it('is not asked for a tenant that is stopped', async () => {
    const tenant = await create({ business_name: 'Rester' })
    const stopped = await server.ask('POST', '/api/tenants/rester/stop')
    expect(stopped.body).toMatchObject({
      desiredState: 'stopped',
      connection: { state: 'stopped', reason: 'stopped' },
    })
    expect(pm2.apps.find((app) => app.name === 'bot-rester')?.status).toBe('stopped')
    for (const [method, path] of [
      ['GET', 'pairing'],
      ['GET', 'messages'],
      ['POST', 'logout'],
    ] as const) {
      const answer = await server.ask(method, `/api/tenants/${tenant.slug}/${path}`)
      expect(answer).toMatchObject({ status: 409, body: { code: 'tenant_stopped' } })
    }
    const started = await server.ask('POST', '/api/tenants/rester/start')
    expect(started.body.desiredState).toBe('running')
    expect(pm2.apps.find((app) => app.name === 'bot-rester')?.status).toBe('online')
  })

  it('is reported under its own token only', async () => {
    const one = await create({ business_name: 'Reporter one' })
    const two = await create({ business_name: 'Reporter two' })
    const { readFileSync } = await import('node:fs')
    const tokenOf = (slug: string): string =>
      readFileSync(join(folder.path, 'tenants', slug, 'bot.token'), 'utf8').trim()
    const report = {
      ...{ pid: 1, startedAt: '2026-01-01T00:00:00.000Z', phone: '+5491123456789' },
      ...{
        messagesIn: 0,
        messagesOut: 0,
        outbox: 0,
        memoryBytes: 1,
        warnings: ['config.json: line 3'],
      },
      connection: { state: 'open', since: '2026-01-01T00:00:00.000Z', sentence: 'Linked.' },
    }
    const tell = (id: string, token: string, body: unknown = report) =>
      server.ask('POST', `/internal/bots/${id}/events`, body, { authorization: `Bearer ${token}` })
    expect((await tell(one.id, tokenOf('reporter-two'))).status).toBe(401)
    expect((await tell(one.id, '')).status).toBe(401)
    expect((await tell('nobody', tokenOf('reporter-one'))).status).toBe(401)
    expect((await tell(one.id, tokenOf('reporter-one'), { pid: 'x' })).status).toBe(400)
    expect((await tell(one.id, tokenOf('reporter-one'))).status).toBe(204)
    const shown = await server.ask('GET', '/api/tenants/reporter-one')
    expect(shown.body).toMatchObject({
      phone: '+5491123456789',
      connection: { state: 'open' },
      warnings: ['config.json: line 3'],
    })
    const ready = await server.ask('GET', '/readyz', undefined, { authorization: '' })
    expect(ready).toMatchObject({ status: 503, body: { code: 'not_ready' } })
    const silent = ready.body.errors.map((each: { field: string }) => each.field)
    expect(silent).toContain(two.slug)
    expect(silent).not.toContain(one.slug)
  })
})

describe('removing and restoring', () => {
  it('keeps id, session and port', async () => {
    const tenant = await create({ business_name: 'Leaver' })
    const session = join(folder.path, 'tenants', 'leaver', 'auth_info', 'session.db')
    writeFileSync(session, 'the session')
    const removed = await server.ask('DELETE', '/api/tenants/leaver')
    expect(removed.body).toMatchObject({ id: tenant.id, connection: { reason: 'removed' } })
    expect(existsSync(session)).toBe(false)
    expect(pm2.apps.map((app) => app.name)).not.toContain('bot-leaver')
    expect((await server.ask('GET', '/api/tenants/leaver')).status).toBe(404)
    const archived = await server.ask('GET', '/api/tenants?deleted=true')
    expect(archived.body.tenants.map((one: { id: string }) => one.id)).toContain(tenant.id)
    const restored = await server.ask('POST', `/api/tenants/${tenant.id}/restore`)
    expect(restored.body).toMatchObject({
      id: tenant.id,
      slug: 'leaver',
      botPort: tenant.botPort,
      deletedAt: null,
    })
    expect(existsSync(session)).toBe(true)
    expect(pm2.apps.map((app) => app.name)).toContain('bot-leaver')
  })

  it('is refused while another one has the slug', async () => {
    const first = await create({ business_name: 'Twin', slug: 'twin' })
    await server.ask('DELETE', '/api/tenants/twin')
    const second = await create({ business_name: 'Twin', slug: 'twin' })
    expect(second.botPort).not.toBe(first.botPort)
    const answer = await server.ask('POST', `/api/tenants/${first.id}/restore`)
    expect(answer).toMatchObject({ status: 409, body: { code: 'slug_taken' } })
    await server.ask('DELETE', '/api/tenants/twin')
    const restored = await server.ask('POST', `/api/tenants/${first.id}/restore`)
    expect(restored.body.id).toBe(first.id)
  })

  it('changes nothing when the bot cannot be ended', async () => {
    await create({ business_name: 'Stubborn' })
    pm2.failure = new Error('it will not end')
    expect((await server.ask('DELETE', '/api/tenants/stubborn')).status).toBe(500)
    const shown = await server.ask('GET', '/api/tenants/stubborn')
    expect(shown.body).toMatchObject({ desiredState: 'running', deletedAt: null })
    expect(foldersOf()).toContain('stubborn')
  })
})

it('says which installation it is', async () => {
  const { body } = await server.ask('GET', '/internal/installation')
  expect(body).toMatchObject({ name: 'flotilla', dataDir: folder.path, pid: process.pid })
  expect((await server.ask('GET', '/healthz', undefined, { authorization: '' })).status).toBe(200)
})
