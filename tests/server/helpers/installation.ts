import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../../../common/kit/clock.ts'
import type { Clock } from '../../../common/kit/clock.ts'
import { createLog } from '../../../common/kit/log.ts'
import type { ServerConfig } from '../../../server/config.ts'
import type { AppEntry } from '../../../server/fleet/apps.ts'
import type { ToolAnswer } from '../../../server/fleet/bot-tool.ts'
import type { Pm2 } from '../../../server/fleet/pm2.ts'
import type { Pm2App } from '../../../server/fleet/pm2-list.ts'
import { openServer } from '../../../server/server.ts'
import type { FlotillaServer } from '../../../server/server.ts'

export const checkout = resolve(import.meta.dirname, '..', '..', '..')
const standIn = join(import.meta.dirname, 'stand-in-bot.cjs')

export const ADMIN_KEY = 'admin_key-of-the-tests-only'

/** A throw-away data folder under a short path: PM2's sockets lie in it. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync('/tmp/fl-')
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export function testConfig(dataDir: string, more: Partial<ServerConfig> = {}): ServerConfig {
  mkdirSync(dataDir, { recursive: true })
  return {
    root: checkout,
    dataDir,
    name: 'flotilla',
    port: 0,
    // Few listen there, and the system takes none of them for connections of its own.
    botPortBase: 4000 + Math.floor(Math.random() * 5000),
    whatsappWsUrl: undefined,
    adminKey: ADMIN_KEY,
    logLevel: 'silent',
    pm2Home: join(dataDir, 'pm2'),
    ...more,
  }
}

/** A PM2 in memory: it remembers what it was told and starts nothing. */
export interface FakePm2 extends Pm2 {
  apps: Pm2App[]
  readonly calls: string[]
  /** Throws this from the next call that changes something. */
  failure: Error | undefined
}

export function fakePm2(): FakePm2 {
  let nextId = 0
  const changed = (call: string): void => {
    fake.calls.push(call)
    const { failure } = fake
    fake.failure = undefined
    if (failure) throw failure
  }
  const appOf = (entry: AppEntry): Pm2App => ({
    id: nextId++,
    name: entry.name,
    namespace: entry.namespace,
    pid: 1000 + nextId,
    status: 'online',
    exitCode: undefined,
    startedAt: Date.now(),
    restarts: 0,
    dataDir: entry.env['FLOTILLA_DATA_DIR'],
    fingerprint: entry.env['FLOTILLA_FINGERPRINT'],
    build: entry.env['FLOTILLA_BUILD'],
  })
  const set = (ids: readonly number[], change: Partial<Pm2App>): void => {
    fake.apps = fake.apps.map((app) => (ids.includes(app.id) ? { ...app, ...change } : app))
  }
  const fake: FakePm2 = {
    home: '/nowhere',
    apps: [],
    calls: [],
    failure: undefined,
    list: async () => fake.apps,
    start: async (entries) => {
      if (entries.length === 0) return
      changed(`start ${entries.map((entry) => entry.name).join(' ')}`)
      fake.apps = [...fake.apps, ...entries.map(appOf)]
    },
    stop: async (ids) => {
      if (ids.length === 0) return
      changed(`stop ${names(ids)}`)
      set(ids, { status: 'stopped', pid: 0 })
    },
    remove: async (ids) => {
      if (ids.length === 0) return
      changed(`remove ${names(ids)}`)
      fake.apps = fake.apps.filter((app) => !ids.includes(app.id))
    },
    // Above every process id there is: it has no children.
    daemonPid: () => 2 ** 30,
  }
  const names = (ids: readonly number[]): string =>
    fake.apps
      .filter((app) => ids.includes(app.id))
      .map((app) => app.name)
      .join(' ')
  return fake
}

export interface Answer {
  readonly status: number
  readonly body: any // oxlint-disable-line no-explicit-any -- tests look into answers freely
  readonly headers: Headers
}

export interface TestServer extends AsyncDisposable {
  readonly server: FlotillaServer
  readonly config: ServerConfig
  readonly url: string
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
}

interface TestServerOptions {
  readonly dataDir: string
  readonly pm2: Pm2
  readonly config?: Partial<ServerConfig>
  readonly clock?: Clock
  readonly migrate?: (folders: readonly string[]) => Promise<readonly ToolAnswer[]>
}

/** A server in this process, on a port of its own. */
export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const config = testConfig(options.dataDir, options.config)
  const server = await openServer({
    config,
    env: process.env,
    log: createLog('test', 'silent'),
    clock: options.clock ?? systemClock,
    pm2: options.pm2,
    programs: { server: join(checkout, 'server', 'main.ts'), bot: standIn, tool: '/nowhere' },
    node: process.execPath,
    ...(options.migrate && { migrate: options.migrate }),
  })
  const url = `http://127.0.0.1:${server.port}`
  return {
    server,
    config,
    url,
    ask: async (method, path, body, headers = {}) => {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${ADMIN_KEY}`,
          // The next server may have the same port; a kept-alive connection would be to the last.
          connection: 'close',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && {
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      })
      const text = await response.text()
      return {
        status: response.status,
        body: text === '' ? undefined : JSON.parse(text),
        headers: response.headers,
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  ms = 15_000,
): Promise<T> {
  const deadline = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms for: ${what}`)
    await new Promise((resume) => setTimeout(resume, 50))
  }
}
