import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../common/kit/clock.ts'
import { freePort } from '../../scripts/demo/free-port.ts'
import { startServer, stopFleet } from '../../server/fleet/installation.ts'
import { botApp } from '../../server/fleet/apps.ts'
import { untilOrphansEnd } from '../../server/fleet/orphans.ts'
import { openPm2 } from '../../server/fleet/pm2.ts'
import type { Pm2 } from '../../server/fleet/pm2.ts'
import type { Pm2App } from '../../server/fleet/pm2-list.ts'
import { childrenOf, commandOf, isAlive } from '../../server/fleet/processes.ts'
import type { TenantRow } from '../../server/store/tenants.ts'
import { STAND_IN } from './helpers/stand-in.ts'
import { checkout, startTestServer, temporaryFolder, until } from './helpers/installation.ts'
import type { TestServer } from './helpers/installation.ts'

// One PM2 for the whole story: each step goes on from the one before.
let folder: ReturnType<typeof temporaryFolder>
let pm2: Pm2
let server: TestServer
const ports = { botPortBase: await freePort(20) }

beforeAll(async () => {
  folder = temporaryFolder()
  const env = { ...process.env, GITHUB_TOKEN: 'a-token-of-the-shell' }
  pm2 = openPm2({ root: checkout, home: join(folder.path, 'pm2'), env })
  server = await startTestServer({ dataDir: join(folder.path, 'data'), pm2, config: ports })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  if (pm2.daemonPid() !== undefined) {
    execFileSync(process.execPath, [join(checkout, 'node_modules/pm2/bin/pm2'), 'kill'], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PM2_HOME: pm2.home },
      stdio: 'ignore',
    })
  }
  folder[Symbol.dispose]()
})

const appOf = async (slug: string): Promise<Pm2App | undefined> =>
  (await pm2.list()).find((app) => app.name === `bot-${slug}`)

const pidOf = async (slug: string): Promise<number> => (await appOf(slug))?.pid ?? 0

const isOpen = async (slug: string): Promise<boolean> => {
  const { body } = await server.ask('GET', `/api/tenants/${slug}`)
  return body.connection.state === 'open'
}

const mend = async (body?: unknown) => (await server.ask('POST', '/internal/fleet/mend', body)).body

const again = async (change: Parameters<typeof startTestServer>[0]['config'] = {}) => {
  await server[Symbol.asyncDispose]()
  const config = { ...ports, ...change }
  server = await startTestServer({ dataDir: server.config.dataDir, pm2, config })
}

it('runs a bot per tenant', async () => {
  await Promise.all(
    ['One', 'Two'].map((name) => server.ask('POST', '/api/tenants', { name: `Shop ${name}` })),
  )
  await until('both bots', async () => (await isOpen('shop-one')) && (await isOpen('shop-two')))
  const ready = await server.ask('GET', '/readyz')
  expect(ready.body).toEqual({ status: 'ready' })
  const apps = await pm2.list()
  expect(apps.map((app) => `${app.namespace} ${app.name} ${app.status}`).toSorted()).toEqual([
    'flotilla bot-shop-one online',
    'flotilla bot-shop-two online',
  ])
  const log = join(server.config.dataDir, 'tenants', 'shop-one', 'logs', 'bot.log')
  expect(statSync(log).mode & 0o077).toBe(0)
  expect(statSync(pm2.home).mode & 0o777).toBe(0o700)
})

it('gives bots nothing of the shell but what is harmless', async () => {
  const environment = readFileSync(`/proc/${await pidOf('shop-one')}/environ`, 'utf8')
  expect(environment).toContain('TENANT_NAME=shop-one')
  expect(environment).toContain('MALLOC_ARENA_MAX=1')
  expect(environment).not.toMatch(/a-token-of-the-shell|admin_key-of-the-tests/)
})

it('has a bot back in seconds after kill -9, and the other undisturbed', async () => {
  const [one, two] = [await pidOf('shop-one'), await pidOf('shop-two')]
  process.kill(one, 'SIGKILL')
  const back = await until(
    'a new process',
    async () => {
      const app = await appOf('shop-one')
      return app?.status === 'online' && app.pid !== one && app.pid
    },
    5000,
  )
  expect(back).not.toBe(one)
  expect(await pidOf('shop-two')).toBe(two)
})

it('respects a stop by hand until the tenant is started', async () => {
  const app = await appOf('shop-one')
  await pm2.stop([app?.id ?? -1])
  expect(await mend()).toMatchObject({ stoppedByHand: ['shop-one'], unchanged: ['shop-two'] })
  const shown = await server.ask('GET', '/api/tenants/shop-one')
  expect(shown.body).toMatchObject({
    desiredState: 'running',
    connection: { state: 'stopped', reason: 'stopped_by_hand' },
  })
  const asked = await server.ask('GET', '/api/tenants/shop-one/pairing')
  expect(asked).toMatchObject({ status: 409, body: { code: 'tenant_stopped' } })
  expect((await server.ask('GET', '/readyz')).status).toBe(200)
  expect((await server.ask('POST', '/api/tenants/shop-one/start')).status).toBe(200)
  await until('it runs', () => isOpen('shop-one'))
})

/** The bots that PM2's daemon runs without having them on its list. */
async function strays(): Promise<readonly number[]> {
  const children = await childrenOf(pm2.daemonPid() ?? 0)
  const listed = (await pm2.list()).map(({ pid }) => pid)
  const commands = await Promise.all(children.map(commandOf))
  return children.filter((pid, at) => commands[at]?.includes(STAND_IN) && !listed.includes(pid))
}

it('ends the bot that two starts at the same time leave beside the list of PM2', async () => {
  const row = (await server.ask('GET', '/api/tenants/shop-one')).body as TenantRow
  const entry = botApp(partsOf(), { ...row, isActive: true, deletedAt: null })
  let left: readonly number[] = []
  for (let tries = 0; tries < 40 && left.length === 0; tries += 1) {
    await pm2.remove([(await appOf('shop-one'))?.id ?? -1])
    // One of the two may be told that it is there already.
    await Promise.allSettled([pm2.start([entry]), pm2.start([entry])])
    left = await strays()
  }
  expect(left).not.toEqual([])
  await mend()
  expect(left.filter(isAlive)).toEqual([])
  // It may have ended and been started again while the other one had its port.
  const hasLived = async (): Promise<boolean> => {
    const app = await appOf('shop-one')
    const lives = app?.status === 'online' && Date.now() - app.startedAt > 2000
    return lives && isAlive(app.pid) && (await isOpen('shop-one'))
  }
  await until('the listed one has lived for a while', hasLived, 60_000)
  expect(await strays()).toEqual([])
})

it('starts only what changed', async () => {
  const before = [await pidOf('shop-one'), await pidOf('shop-two')]
  expect(await mend()).toMatchObject({ started: [], restarted: [] })
  // The port of the server is part of what bots are told: the test's server gets a new one.
  await again({ port: server.server.port })
  expect(await mend()).toMatchObject({
    started: [],
    restarted: [],
    unchanged: ['shop-one', 'shop-two'],
  })
  expect([await pidOf('shop-one'), await pidOf('shop-two')]).toEqual(before)
  await again({ port: server.server.port, logLevel: 'error' })
  await until('both are replaced', async () => {
    const now = [await pidOf('shop-one'), await pidOf('shop-two')]
    return now.every((pid) => pid > 0 && !before.includes(pid))
  })
  const restarted = await server.ask('POST', '/api/tenants/shop-two/restart')
  expect(restarted.status).toBe(200)
  await until('both report', async () => (await isOpen('shop-one')) && (await isOpen('shop-two')))
})

it('names a bot that refuses to start, and tries again when told to', async () => {
  const refuse = join(server.config.dataDir, 'tenants', 'shop-two', 'REFUSE')
  writeFileSync(refuse, '')
  const answer = await server.ask('POST', '/api/tenants/shop-two/restart')
  expect(answer).toMatchObject({ status: 500, body: { code: 'session_broken' } })
  expect(await appOf('shop-two')).toMatchObject({ status: 'stopped', exitCode: 78 })
  expect(await mend()).toMatchObject({
    broken: [{ slug: 'shop-two', code: 'session_broken', detail: 'The session is broken.' }],
    unchanged: ['shop-one'],
  })
  const shown = await server.ask('GET', '/api/tenants/shop-two')
  expect(shown.body.connection).toMatchObject({ state: 'stopped', reason: 'session_broken' })
  expect((await server.ask('GET', '/internal/readiness')).body).toMatchObject({
    ready: false,
    settled: true,
    missing: [{ slug: 'shop-two' }],
  })
  rmSync(refuse)
  expect(await mend({ retryBroken: true })).toMatchObject({ restarted: ['shop-two'], broken: [] })
  await until('it runs', () => isOpen('shop-two'))
})

it('refuses names that belong to another installation under the same PM2', async () => {
  await using other = await startTestServer({ dataDir: join(folder.path, 'other'), pm2 })
  const tenant = await other.ask('POST', '/api/tenants', { name: 'Shop One' })
  expect(tenant.body.connection).toMatchObject({ state: 'stopped', reason: 'clash' })
  expect(tenant.body.connection.sentence).toMatch(/FLOTILLA_NAME/)
  expect(await appOf('shop-one')).toMatchObject({ dataDir: server.config.dataDir })
  expect(await mend()).toMatchObject({ unchanged: ['shop-one', 'shop-two'], broken: [] })
  // Its removal must not end the other one's bot either.
  await other.ask('DELETE', '/api/tenants/shop-one')
  expect((await appOf('shop-one'))?.status).toBe('online')
})

it('brings everything back after the daemon was killed, also from under a deaf bot', async () => {
  const deaf = join(server.config.dataDir, 'tenants', 'shop-two', 'DEAF')
  writeFileSync(deaf, '')
  await server.ask('POST', '/api/tenants/shop-two/restart')
  await until('the deaf one', async () => (await isOpen('shop-one')) && (await isOpen('shop-two')))
  rmSync(deaf)
  const daemon = pm2.daemonPid()
  expect(daemon).toBeDefined()
  process.kill(daemon ?? 0, 'SIGKILL')
  await until('the daemon is gone', () => pm2.daemonPid() === undefined)
  const parts = partsOf()
  expect(await untilOrphansEnd(pm2, parts, systemClock)).toEqual([])
  expect(await pm2.list()).toEqual([])
  expect(await mend()).toMatchObject({ started: ['shop-one', 'shop-two'] })
  await until('both bots', async () => (await isOpen('shop-one')) && (await isOpen('shop-two')))
})

const partsOf = () => ({
  config: server.config,
  programs: { server: STAND_IN, bot: STAND_IN, tool: '/nowhere' },
  node: process.execPath,
  serverUrl: server.url,
})

it('ends the fleet without touching what is not its own', async () => {
  const script = join(folder.path, 'foreign.cjs')
  writeFileSync(script, 'setInterval(() => undefined, 1000)')
  await pm2.start([
    {
      name: 'foreign',
      namespace: 'default',
      script,
      cwd: folder.path,
      interpreter: process.execPath,
      node_args: [],
      env: {},
    },
  ])
  const one = await appOf('shop-one')
  await pm2.stop([one?.id ?? -1])
  const ended = await stopFleet(pm2, partsOf())
  expect(ended).toEqual(['bot-shop-two'])
  expect((await pm2.list()).map((app) => `${app.name} ${app.status}`).toSorted()).toEqual([
    'bot-shop-one stopped',
    'foreign online',
  ])
  expect(pm2.daemonPid()).toBeDefined()
})

it('starts the server under PM2 once', async () => {
  const script = join(folder.path, 'server.cjs')
  writeFileSync(script, "process.send('ready'); setInterval(() => undefined, 1000)")
  const parts = { ...partsOf(), programs: { server: script, bot: STAND_IN, tool: '/nowhere' } }
  expect(await startServer(pm2, parts)).toBe('started')
  expect(await startServer(pm2, parts)).toBe('unchanged')
  writeFileSync(script, "process.send('ready'); setInterval(() => undefined, 2000)")
  expect(await startServer(pm2, parts)).toBe('restarted')
  const other = { ...parts, config: { ...parts.config, dataDir: '/elsewhere' } }
  await expect(
    startServer(pm2, { ...other, config: { ...other.config, dataDir: join(folder.path, 'x') } }),
  ).rejects.toMatchObject({ code: 'clash' })
})
