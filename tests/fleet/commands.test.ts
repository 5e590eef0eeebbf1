import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { getTenant } from '../../common/contracts/public-api.ts'
import { callServer } from '../../scripts/client.ts'
import { untilOpen } from '../../scripts/demo/link.ts'
import { beginAnew } from './begin-anew.ts'
import {
  addTenant,
  command,
  customerPhone,
  environment,
  openFleet,
  pm2,
  pm2List,
  root,
  send,
  shopPhone,
  startCommand,
  until,
  untilDelivery,
} from './fleet.ts'
import type { Fleet } from './fleet.ts'

const eventSchema = z.looseObject({ event: z.string(), qr: z.string().optional() })

describe('the commands', () => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await openFleet({ start: false })
    fleet.simulator.addPhone(shopPhone(0), { name: 'Shop 0' })
    fleet.simulator.addPhone(customerPhone(0), { name: 'Customer 0' })
  })

  afterAll(() => fleet[Symbol.asyncDispose]())

  /** Puts incidents into the database of a bot that does not run. */
  function incidents(tenantId: string, count: number): void {
    const folder = fleet.installation.tenantFolder('shop-0')
    const business = new Database(join(folder, 'business.db'))
    const insert = business.prepare(
      `insert into incidents (id, tenant_id, created_at, updated_at, kind, at, detail)
       values (?, ?, ?, ?, 'deaf', ?, ?)`,
    )
    const at = '2026-01-01T00:00:00.000Z'
    for (let number = 1; number <= count; number += 1) {
      const id = `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`
      insert.run(id, tenantId, at, at, at, `number ${number}`)
    }
    business.close()
  }

  it('add-tenant, on a machine where nothing runs, starts the server and links by QR', async () => {
    const adding = startCommand(
      fleet,
      'add-tenant',
      '--name',
      'Shop 0',
      '--slug',
      'shop-0',
      '--json',
    )
    const qr = await until(
      'a QR',
      () =>
        adding
          .output()
          .split('\n')
          .filter((line) => line.startsWith('{') && line.endsWith('}'))
          .map((line) => eventSchema.parse(JSON.parse(line)))
          .findLast((event) => event.qr)?.qr,
    )
    await fleet.simulator.scan(shopPhone(0), qr)
    const { code, output } = await adding.ended
    expect(output).toContain('"event":"linked"')
    expect(code).toBe(0)
  })

  it('add-tenant says what is wrong, by field, and registers nothing', async () => {
    const taken = await command(
      fleet,
      'add-tenant',
      '--name',
      'Other',
      '--slug',
      'shop-0',
      '--pair',
      'none',
    )
    expect(taken.code).toBe(1)
    expect(taken.output).toContain('shop-0')
    const bad = await command(
      fleet,
      'add-tenant',
      '--name',
      'Other',
      '--owner',
      '12',
      '--pair',
      'none',
    )
    expect(bad.code).toBe(1)
    expect(bad.output).toContain('owners')
    expect((await command(fleet, 'add-tenant', '--pair', 'smoke')).code).toBe(2)
    const list = await command(fleet, 'list-tenants', '--json')
    expect(JSON.parse(list.output)).toHaveLength(1)
  })

  it('pm2 start ecosystem.config.js --only brings one bot', async () => {
    await pm2(fleet, 'delete', 'bot-shop-0')
    await pm2(fleet, 'start', join(root, 'ecosystem.config.js'), '--only', 'bot-shop-0')
    // The server may have missed it meanwhile and started it too: one of the two is left.
    const { code } = await command(fleet, 'start')
    expect(code).toBe(0)
    const isOne = async (): Promise<number | undefined> => {
      const [app, ...doubles] = (await pm2List(fleet)).filter(({ name }) => name === 'bot-shop-0')
      return app?.pm2_env.status === 'online' && doubles.length === 0 ? app.pid : undefined
    }
    const pid = await until('one bot', isOne)
    await untilOpen(fleet.installation.server, 'shop-0')
    // What PM2 was started with by hand is what the registry wants: nothing is restarted.
    expect((await command(fleet, 'start')).code).toBe(0)
    expect(await isOne()).toBe(pid)
  })

  it('status of one tenant shows its latest incidents, when there are any', async () => {
    const before = await command(fleet, 'status', 'shop-0')
    expect([before.code, before.output]).toEqual([0, expect.stringContaining('shop-0')])
    expect(before.output).not.toContain('INCIDENT')
    await command(fleet, 'stop-tenant', 'shop-0')
    const { id } = await callServer(fleet.installation.server, getTenant, {
      params: { tenant: 'shop-0' },
    })
    incidents(id, 12)
    await command(fleet, 'start-tenant', 'shop-0')
    await untilOpen(fleet.installation.server, 'shop-0')
    const { code, output } = await command(fleet, 'status', 'shop-0')
    expect(code).toBe(0)
    const shown = [...output.matchAll(/deaf +number (\d+)/g)].map(([, number]) => Number(number))
    expect(shown).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    const json = await command(fleet, 'status', 'shop-0', '--json')
    expect(JSON.parse(json.output)).toMatchObject({ ready: true, tenant: { slug: 'shop-0' } })
    expect((await command(fleet, 'status', 'nobody')).code).toBe(1)
  })

  it('reset-tenant lets a shop begin anew, linked as it was; stats shows its figures', () =>
    beginAnew(fleet))

  it("keeps secrets and the shell's variables out of PM2's environment", async () => {
    const listed = await pm2(fleet, 'jlist')
    const { adminKey } = fleet.installation.server
    expect(listed).not.toContain(adminKey)
    expect(listed).not.toContain('bot_')
  })

  it('a second process of the same tenant is refused with a sentence', async () => {
    const tenant = await callServer(fleet.installation.server, getTenant, {
      params: { tenant: 'shop-0' },
    })
    const env = join(fleet.throwaway.folder, 'shop-0.env')
    writeFileSync(env, `TENANT_ID=${tenant.id}\nTENANT_NAME=shop-0\nBOT_API_PORT=0\n`)
    const second = spawnSync(process.execPath, [join(root, 'dist/bot.cjs'), '--env', env], {
      env: environment(fleet),
      encoding: 'utf8',
      timeout: 15_000,
    })
    expect(second.status).toBe(75)
    expect(second.stderr).toContain('already running')
  })

  it('a session moves to another tenant by export and import, under the same device', async () => {
    const { server } = fleet.installation
    const linked = fleet.simulator.stats().events['paired']
    await addTenant(fleet, 1)
    const folder = join(fleet.throwaway.folder, 'exported')
    const exported = await command(fleet, 'export-session', 'shop-0', folder)
    expect(exported.output).toContain('stays stopped')
    expect(exported.code).toBe(0)
    expect(existsSync(join(folder, 'creds.json'))).toBe(true)
    const imported = await command(fleet, 'import-session', 'shop-1', folder)
    expect(imported.output).toContain('goes on under the device')
    expect(imported.code).toBe(0)
    expect((await untilOpen(server, 'shop-1')).phone).toBe(shopPhone(0))
    const { id } = await send(fleet, 'shop-1', customerPhone(0), 'from the other tenant')
    await untilDelivery(fleet, 'shop-1', id, 'delivered')
    expect(fleet.simulator.stats().events['paired']).toBe(linked)
    const again = await command(fleet, 'import-session', 'shop-1', folder)
    expect(again.code).toBe(1)
    expect(again.output).toContain('--force')
  })

  it('a port that a stranger has is said, and nothing is started', async () => {
    expect((await command(fleet, 'stop')).code).toBe(0)
    const stranger = createServer((_request, response) => response.end('hello'))
    const port = Number(fleet.throwaway.environment['PORT'])
    await new Promise<void>((resolve) => {
      stranger.listen(port, '127.0.0.1', () => resolve())
    })
    try {
      const { code, output } = await command(fleet, 'start')
      expect(code).toBe(1)
      expect(output).toContain('another program')
      const running = (await pm2List(fleet)).filter(({ pm2_env }) => pm2_env.status !== 'stopped')
      expect(running).toEqual([])
    } finally {
      stranger.closeAllConnections()
      await new Promise((resolve) => {
        stranger.close(resolve)
      })
    }
  })

  it('two installations of one name under one PM2 are refused', async () => {
    expect((await command(fleet, 'start')).code).toBe(0)
    const other = spawnSync(process.execPath, [join(root, 'scripts/flotilla.ts'), 'start'], {
      env: {
        ...environment(fleet),
        FLOTILLA_DATA_DIR: join(fleet.throwaway.folder, 'other'),
        PORT: String(Number(fleet.throwaway.environment['PORT']) + 1),
      },
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect(other.status).toBe(1)
    expect(other.stderr).toContain('FLOTILLA_NAME')
  })
})

describe('the demo', () => {
  it('ends with 0 when everything arrived, and leaves nothing', () => {
    const demo = spawnSync(
      process.execPath,
      [join(root, 'scripts/flotilla.ts'), 'demo', '--once'],
      {
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
        encoding: 'utf8',
        timeout: 60_000,
      },
    )
    expect(demo.stderr).toBe('')
    expect(demo.stdout).toContain('Everything arrived, once, where it should.')
    expect(demo.status).toBe(0)
  })
})
