import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fakePm2, startTestServer, temporaryFolder } from './helpers/installation.ts'

const reportOf = (state: string, messagesIn = 0) => ({
  pid: 7,
  startedAt: '2026-01-01T00:00:00.000Z',
  phone: '+5491123456789',
  messagesIn,
  messagesOut: 0,
  outbox: 0,
  memoryBytes: 1,
  warnings: [],
  connection: { state, since: '2026-01-01T00:00:00.000Z', sentence: 'Linked.' },
})

it('knows after a restart what bots said before, as something of the past', async () => {
  using folder = temporaryFolder()
  const pm2 = fakePm2()
  let now = Date.now()
  const clock = {
    now: () => now,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal?.addEventListener('abort', () => resolve())
      }),
  }
  {
    await using server = await startTestServer({ dataDir: folder.path, pm2, clock })
    const { body: tenant } = await server.ask('POST', '/api/tenants', { name: 'Shop' })
    const token = readFileSync(join(folder.path, 'tenants', 'shop', 'bot.token'), 'utf8').trim()
    const at = `/internal/bots/${tenant.id}/events`
    await server.ask('POST', at, reportOf('open'), { authorization: `Bearer ${token}` })
    const shown = await server.ask('GET', '/api/tenants/shop')
    expect(shown.body.connection).toMatchObject({ state: 'open', sentence: 'Linked.' })
    now += 31_000
    const silent = await server.ask('GET', '/api/tenants/shop')
    expect(silent.body).toMatchObject({
      phone: '+5491123456789',
      connection: { state: 'stopped', reason: 'silent' },
    })
    expect(silent.body.connection.sentence).toMatch(/not reported for 31 s.*Linked\./)
  }
  await using server = await startTestServer({ dataDir: folder.path, pm2, clock })
  const before = await server.ask('GET', '/api/tenants/shop')
  expect(before.body.connection).toMatchObject({
    state: 'open',
    sentence: 'Before the server was restarted: Linked.',
  })
  expect((await server.ask('GET', '/readyz')).status).toBe(503)
  now += 31_000
  const after = await server.ask('GET', '/api/tenants/shop')
  expect(after.body.connection).toMatchObject({ state: 'stopped', reason: 'silent' })
})

it('starts the busiest bots first when everything is down', async () => {
  using folder = temporaryFolder()
  {
    await using server = await startTestServer({ dataDir: folder.path, pm2: fakePm2() })
    for (const [slug, messages] of [
      ['quiet', 4],
      ['busy', 900],
      ['new', undefined],
      ['steady', 60],
    ] as const) {
      const { body: tenant } = await server.ask('POST', '/api/tenants', { name: slug })
      if (messages === undefined) continue
      const token = readFileSync(join(folder.path, 'tenants', slug, 'bot.token'), 'utf8').trim()
      await server.ask('POST', `/internal/bots/${tenant.id}/events`, reportOf('open', messages), {
        authorization: `Bearer ${token}`,
      })
    }
  }
  const pm2 = fakePm2()
  await using server = await startTestServer({ dataDir: folder.path, pm2 })
  await server.ask('POST', '/internal/fleet/mend')
  expect(pm2.calls).toEqual(['start bot-busy bot-steady bot-quiet bot-new'])
})

it('puts folders where the registry says, and removes half-made ones', async () => {
  using folder = temporaryFolder()
  const tenants = join(folder.path, 'tenants')
  const pm2 = fakePm2()
  let gone: { id: string } = { id: '' }
  let live: { id: string } = { id: '' }
  {
    await using server = await startTestServer({ dataDir: folder.path, pm2 })
    live = (await server.ask('POST', '/api/tenants', { name: 'Live' })).body
    gone = (await server.ask('POST', '/api/tenants', { name: 'Gone' })).body
    await server.ask('DELETE', '/api/tenants/gone')
  }
  // As if it had been killed between the two halves of a move.
  const archive = join(folder.path, 'archive')
  renameSync(join(archive, `gone-${gone.id}`), join(tenants, 'gone'))
  renameSync(join(tenants, 'live'), join(archive, `live-${live.id}`))
  mkdirSync(join(tenants, '.new-0'))
  mkdirSync(join(tenants, 'stranger'))
  await using server = await startTestServer({ dataDir: folder.path, pm2 })
  expect(existsSync(join(archive, `gone-${gone.id}`))).toBe(true)
  expect(existsSync(join(tenants, 'live', 'config.json'))).toBe(true)
  expect(existsSync(join(tenants, '.new-0'))).toBe(false)
  expect(existsSync(join(tenants, 'stranger'))).toBe(true)
  expect((await server.ask('POST', `/api/tenants/${gone.id}/restore`)).status).toBe(200)
})

it('starts nobody whose databases cannot be migrated, and everybody else', async () => {
  using folder = temporaryFolder()
  const pm2 = fakePm2()
  let ill = true
  const migrate = async (folders: readonly string[]) =>
    folders.map((one) => {
      const slug = one.split('/').at(-1) ?? ''
      return slug === 'ill' && ill
        ? { slug, ok: false, code: 'database_broken', detail: 'business.db is malformed.' }
        : { slug, ok: true }
    })
  await using server = await startTestServer({ dataDir: folder.path, pm2, migrate })
  for (const name of ['Well', 'Ill']) await server.ask('POST', '/api/tenants', { name })
  expect(pm2.apps.map((app) => app.name)).toEqual(['bot-well'])
  const shown = await server.ask('GET', '/api/tenants/ill')
  expect(shown.body.connection).toMatchObject({ state: 'stopped', reason: 'database_broken' })
  expect((await server.ask('POST', '/internal/fleet/mend')).body.broken).toMatchObject([
    { slug: 'ill', code: 'database_broken', detail: 'business.db is malformed.' },
  ])
  const asked = await server.ask('POST', '/api/tenants/ill/messages', {
    to: '+5491123456789',
    text: 'x',
  })
  expect(asked).toMatchObject({ status: 503, body: { code: 'bot_unreachable' } })
  ill = false
  const mended = await server.ask('POST', '/internal/fleet/mend', { retryBroken: true })
  expect(mended.body).toMatchObject({ started: ['ill'], broken: [] })
})

it('lets only one server have a data folder', async () => {
  using folder = temporaryFolder()
  const first = await startTestServer({ dataDir: folder.path, pm2: fakePm2() })
  const second = startTestServer({ dataDir: folder.path, pm2: fakePm2() })
  await expect(second).rejects.toMatchObject({ code: 'clash' })
  await first[Symbol.asyncDispose]()
  await (await startTestServer({ dataDir: folder.path, pm2: fakePm2() }))[Symbol.asyncDispose]()
})

it('calls a tenant what its config.json calls it', async () => {
  using folder = temporaryFolder()
  await using server = await startTestServer({ dataDir: folder.path, pm2: fakePm2() })
  await server.ask('POST', '/api/tenants', { name: 'Old name', slug: 'shop' })
  const file = join(folder.path, 'tenants', 'shop', 'config.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('Old name', 'New name'))
  await server.ask('POST', '/internal/fleet/mend')
  expect((await server.ask('GET', '/api/tenants/shop')).body.name).toBe('New name')
  writeFileSync(file, '{ broken')
  expect((await server.ask('POST', '/internal/fleet/mend')).status).toBe(200)
  expect((await server.ask('GET', '/api/tenants/shop')).body.name).toBe('New name')
})
