import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serverForThisFile } from './helpers/server-fixture.ts'

const its = serverForThisFile()

describe('a new tenant', () => {
  it('gets a row, a folder, a port and an app', async () => {
    const tenant = await its.create({
      name: 'Ñandú & Cía.',
      owners: ['+54 9 11 2345-6789'],
      timezone: 'America/Argentina/Buenos_Aires',
    })
    expect(tenant).toMatchObject({ slug: 'nandu-cia', name: 'Ñandú & Cía.', phone: null })
    expect(tenant.connection).toMatchObject({ state: 'stopped', reason: 'starting' })
    expect(its.pm2.apps.map((app) => app.name)).toContain('bot-nandu-cia')
    expect(its.folders()).toContain('nandu-cia')
    const shown = await its.ask('GET', `/api/tenants/${tenant.id}`)
    expect(shown.body).toEqual((await its.ask('GET', '/api/tenants/nandu-cia')).body)
    const { body } = await its.ask('GET', '/api/tenants')
    expect(body.tenants.map((one: { slug: string }) => one.slug)).toContain('nandu-cia')
  })

  it('gets a port that nobody listens on', async () => {
    const before = await its.create({ business_name: 'Port one' })
    const other = createTcpServer()
    await new Promise<void>((resolve) => {
      other.listen(before.botPort + 1, '127.0.0.1', () => resolve())
    })
    const after = await its.create({ business_name: 'Port two' })
    other.close()
    expect(after.botPort).toBe(before.botPort + 2)
  })

  it('gets another slug when its name is taken, and its own port when many come at once', async () => {
    const many = await Promise.all(
      Array.from({ length: 6 }, () => its.create({ business_name: 'Crowd' })),
    )
    expect(new Set(many.map((one) => one.botPort)).size).toBe(6)
    expect(many.map((one): string => one.slug).toSorted()).toEqual([
      'crowd',
      'crowd-2',
      'crowd-3',
      'crowd-4',
      'crowd-5',
      'crowd-6',
    ])
  })

  it('is registered even when PM2 fails, and says so', async () => {
    its.pm2.failure = new Error('pm2 is ill')
    const tenant = await its.create({ business_name: 'Ill' })
    expect(tenant.desiredState).toBe('running')
    await its.ask('POST', '/internal/fleet/mend')
    expect(its.pm2.apps.map((app) => app.name)).toContain('bot-ill')
  })

  it('leaves neither row nor folder when something fails in the middle', async () => {
    const before = its.folders()
    const templates = join(its.folder, 'templates')
    mkdirSync(templates, { recursive: true })
    writeFileSync(join(templates, 'config.json'), '{ broken')
    const answer = await its.ask('POST', '/api/tenants', { business_name: 'Half', slug: 'half' })
    rmSync(templates, { recursive: true })
    expect(answer).toMatchObject({ status: 500, body: { code: 'config_broken' } })
    expect(answer.body.detail).toMatch(/line 1, column 3/)
    expect(its.folders()).toEqual(before)
    expect((await its.ask('GET', '/api/tenants/half')).status).toBe(404)
  })
})

describe('the memory limit', () => {
  it('is the usual one, or what was asked for, and never stands in config.json', async () => {
    const usual = await its.create({ business_name: 'Usual' })
    expect(usual.memoryLimitMb).toBe(256)
    const large = await its.create({ business_name: 'Large', memoryLimitMb: 512 })
    expect(large.memoryLimitMb).toBe(512)
    const config = readFileSync(join(its.folder, 'tenants', 'large', 'config.json'), 'utf8')
    expect(config).not.toContain('emory')
  })

  it('can be changed; the bot is started again with it, and with what is the same it is not', async () => {
    const { slug } = await its.create({ business_name: 'Grower' })
    const change = (memoryLimitMb: unknown) =>
      its.ask('PATCH', `/api/tenants/${slug}`, { memoryLimitMb })
    const calls = its.pm2.calls.length
    expect(await change(320)).toMatchObject({ status: 200, body: { memoryLimitMb: 320 } })
    expect(its.pm2.calls.slice(calls)).toEqual(['remove bot-grower', 'start bot-grower'])
    expect((await its.ask('GET', `/api/tenants/${slug}`)).body.memoryLimitMb).toBe(320)
    expect((await its.ask('PATCH', `/api/tenants/${slug}`, {})).body.memoryLimitMb).toBe(320)
    await change(320)
    expect(its.pm2.calls).toHaveLength(calls + 2)
    expect((await change(null)).body.memoryLimitMb).toBe(256)
  })

  it('is refused when it is none', async () => {
    const { slug } = await its.create({ business_name: 'Picky' })
    for (const memoryLimitMb of [0, 127, 16_385, 256.5, '256', true]) {
      const answer = await its.ask('PATCH', `/api/tenants/${slug}`, { memoryLimitMb })
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
      expect(answer.body.errors).toEqual([
        { field: 'memoryLimitMb', message: 'must be a whole number of MiB from 128 to 16384' },
      ])
    }
    const strange = await its.ask('PATCH', `/api/tenants/${slug}`, { memory: 256 })
    expect(strange.body.errors).toMatchObject([{ field: 'memory' }])
    expect((await its.ask('GET', `/api/tenants/${slug}`)).body.memoryLimitMb).toBe(256)
    expect((await its.ask('PATCH', '/api/tenants/nobody', {})).status).toBe(404)
  })
})

describe('removing and restoring', () => {
  it('keeps id, session and port', async () => {
    const tenant = await its.create({ business_name: 'Leaver' })
    const session = join(its.folder, 'tenants', 'leaver', 'auth_info', 'session.db')
    writeFileSync(session, 'the session')
    const removed = await its.ask('DELETE', '/api/tenants/leaver')
    expect(removed.body).toMatchObject({ id: tenant.id, connection: { reason: 'removed' } })
    expect(existsSync(session)).toBe(false)
    expect(its.pm2.apps.map((app) => app.name)).not.toContain('bot-leaver')
    expect((await its.ask('GET', '/api/tenants/leaver')).status).toBe(404)
    const archived = await its.ask('GET', '/api/tenants?deleted=true')
    expect(archived.body.tenants.map((one: { id: string }) => one.id)).toContain(tenant.id)
    const restored = await its.ask('POST', `/api/tenants/${tenant.id}/restore`)
    expect(restored.body).toMatchObject({
      id: tenant.id,
      slug: 'leaver',
      botPort: tenant.botPort,
      deletedAt: null,
    })
    expect(existsSync(session)).toBe(true)
    expect(its.pm2.apps.map((app) => app.name)).toContain('bot-leaver')
  })

  it('is refused while another one has the slug', async () => {
    const first = await its.create({ business_name: 'Twin', slug: 'twin' })
    await its.ask('DELETE', '/api/tenants/twin')
    const second = await its.create({ business_name: 'Twin', slug: 'twin' })
    expect(second.botPort).not.toBe(first.botPort)
    const answer = await its.ask('POST', `/api/tenants/${first.id}/restore`)
    expect(answer).toMatchObject({ status: 409, body: { code: 'slug_taken' } })
    await its.ask('DELETE', '/api/tenants/twin')
    const restored = await its.ask('POST', `/api/tenants/${first.id}/restore`)
    expect(restored.body.id).toBe(first.id)
  })

  it('changes nothing when the bot cannot be ended', async () => {
    await its.create({ business_name: 'Stubborn' })
    its.pm2.failure = new Error('it will not end')
    expect((await its.ask('DELETE', '/api/tenants/stubborn')).status).toBe(500)
    const shown = await its.ask('GET', '/api/tenants/stubborn')
    expect(shown.body).toMatchObject({ desiredState: 'running', deletedAt: null })
    expect(its.folders()).toContain('stubborn')
  })
})

it('says which installation it is', async () => {
  const { body } = await its.ask('GET', '/internal/installation')
  expect(body).toMatchObject({ name: 'flotilla', dataDir: its.folder, pid: process.pid })
  expect((await its.ask('GET', '/healthz', undefined, { authorization: '' })).status).toBe(200)
})
