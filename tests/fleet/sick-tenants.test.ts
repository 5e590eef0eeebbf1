import Database from 'better-sqlite3'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getTenant, listTenants } from '../../common/contracts/public-api.ts'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { callServer } from '../../scripts/client.ts'
import { addTenant, command, openFleet, until } from './fleet.ts'
import type { Fleet } from './fleet.ts'

const TENANTS = Array.from({ length: 20 }, (_, index) => index)
const TECHNICAL = /^(sqlite_|migrations_)/

describe('twenty tenants, some of them sick', () => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await openFleet()
    await Promise.all(TENANTS.map((index) => addTenant(fleet, index)))
    const { code, output } = await command(fleet, 'start')
    expect(code, output).toBe(0)
  }, 120_000)

  afterAll(() => fleet[Symbol.asyncDispose]())

  const folder = (index: number): string => fleet.installation.tenantFolder(`shop-${index}`)
  const tenant = (index: number): Promise<Tenant> =>
    callServer(fleet.installation.server, getTenant, { params: { tenant: `shop-${index}` } })

  it('every table of every database is technical or has tenant_id and deleted_at', () => {
    const files = [
      join(fleet.installation.dataDir, 'fleet.db'),
      ...TENANTS.map((index) => join(folder(index), 'business.db')),
    ]
    let walked = 0
    for (const file of files) {
      const db = new Database(file, { readonly: true })
      const tables = db
        .prepare<[], { name: string }>("select name from sqlite_schema where type = 'table'")
        .all()
      for (const { name } of tables.filter((table) => !TECHNICAL.test(table.name))) {
        const columns = db
          .prepare<[], { name: string }>(`select name from pragma_table_info('${name}')`)
          .all()
        expect(
          columns.map((column) => column.name),
          `${name} of ${file}`,
        ).toEqual(expect.arrayContaining(['tenant_id', 'deleted_at']))
        walked += 1
      }
      db.close()
    }
    expect(walked).toBeGreaterThanOrEqual(2 + 20 * 5)
  })

  it('eighteen run when one database is corrupt and one was changed by hand', async () => {
    expect((await command(fleet, 'stop')).code).toBe(0)
    writeFileSync(
      join(folder(3), 'business.db'),
      'this is no database, and it is long enough to see'.repeat(200),
    )
    const changed = new Database(join(folder(4), 'business.db'))
    changed.exec('drop table messages')
    changed.close()
    const { code, output } = await command(fleet, 'start')
    expect(code).toBe(1)
    expect(output).toContain('shop-3')
    expect(output).toContain('shop-4')
    const tenants = await until('eighteen', async () => {
      const listed = (await callServer(fleet.installation.server, listTenants)).tenants
      const paired = listed.filter(({ connection }) => connection.state === 'pairing')
      return paired.length >= 18 ? listed : undefined
    })
    const sick = tenants.filter(({ connection }) => connection.state === 'stopped')
    expect(sick.map(({ slug }) => slug).sort()).toEqual(['shop-3', 'shop-4'])
    expect(tenants.filter(({ connection }) => connection.state === 'pairing')).toHaveLength(18)
    const status = await command(fleet, 'status')
    expect(status.code).toBe(1)
    expect(status.output).toContain('shop-3')
    // What it was stays what it was: nothing was made in its place.
    expect(readFileSync(join(folder(3), 'business.db'), 'utf8')).toContain('this is no database')
  }, 120_000)

  it('a corrupt session refuses to start, says how to restore, and is never replaced', async () => {
    expect((await command(fleet, 'stop-tenant', 'shop-5')).code).toBe(0)
    const file = join(folder(5), 'auth_info', 'session.db')
    for (const beside of readdirSync(join(folder(5), 'auth_info'))) {
      expect(beside.startsWith('session.db')).toBe(true)
    }
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, Math.floor(whole.length / 2)).fill(7, 200))
    await command(fleet, 'start-tenant', 'shop-5')
    const { connection } = await until('the refusal', async () => {
      const found = await tenant(5)
      return found.connection.state === 'stopped' && found.connection.reason === 'session_broken'
        ? found
        : undefined
    })
    expect(`${connection.sentence} ${connection.action}`).toContain('import-session')
    expect(readFileSync(file).subarray(300, 310)).toEqual(Buffer.alloc(10, 7))
  })

  it('a broken config.json keeps the last good one and is named with line and column', async () => {
    const file = join(folder(6), 'config.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"language"', '"language" oops'))
    const warned = await until('the warning', async () => {
      const found = await tenant(6)
      return found.warnings.length > 0 ? found : undefined
    })
    expect(warned.warnings.join(' ')).toMatch(/config\.json.*line \d+.*column \d+/i)
    expect(warned.connection.state).toBe('pairing')
    expect(existsSync(file)).toBe(true)
  })

  it('a bot whose port somebody took says so, and comes up when it is free again', async () => {
    expect((await command(fleet, 'stop-tenant', 'shop-7')).code).toBe(0)
    const { botPort } = await tenant(7)
    const taker = createServer()
    await new Promise<void>((resolve) => {
      taker.listen(botPort, '127.0.0.1', () => resolve())
    })
    await command(fleet, 'start-tenant', 'shop-7')
    const { connection } = await until('the refusal', async () => {
      const found = await tenant(7)
      return found.connection.reason === 'port_taken' ? found : undefined
    })
    expect(connection.sentence).toContain(String(botPort))
    await new Promise((resolve) => {
      taker.close(resolve)
    })
    await until('the bot', async () =>
      (await tenant(7)).connection.state === 'pairing' ? true : undefined,
    )
  })
})
