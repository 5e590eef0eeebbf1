import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect, sql } from 'kysely'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrate, openSqlite, queriesOver } from '../../common/kit/database.ts'
import { botReportStore } from '../../server/store/bot-reports.ts'
import { fleetFile, openFleetDatabase } from '../../server/store/fleet-database.ts'
import { FLEET_MIGRATIONS } from '../../server/store/migrations/index.ts'
import { TECHNICAL_TABLES } from '../../server/store/tables.ts'
import type { FleetTables } from '../../server/store/tables.ts'
import { tenantStore } from '../../server/store/tenants.ts'
import type { TenantRow } from '../../server/store/tenants.ts'
import { temporaryFolder } from './helpers/installation.ts'
import { tenantRow } from './helpers/tenant-row.ts'

const row = (slug: string, botPort: number, more: Partial<TenantRow> = {}): TenantRow =>
  tenantRow(slug, { botPort, createdAt: new Date().toISOString(), ...more })

async function onSqlite(migrations = FLEET_MIGRATIONS): Promise<Kysely<FleetTables>> {
  const db = queriesOver<FleetTables>(openSqlite(':memory:'))
  await migrate(db, 'fleet', migrations)
  return db
}

async function onPostgres(): Promise<Kysely<FleetTables>> {
  const db = new Kysely<FleetTables>({ dialect: new PGliteDialect({ pglite: new PGlite() }) })
  await migrate(db, 'fleet', FLEET_MIGRATIONS)
  return db
}

describe.each([
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgres],
])('the tenants on %s', (_, open) => {
  it('have unique slugs and ports while they live', async () => {
    const db = await open()
    const store = tenantStore(db, Date.now)
    const one = row('one', 3001)
    await store.insert(one, () => undefined)
    await expect(store.insert(row('one', 3002), () => undefined)).rejects.toThrow()
    await expect(store.insert(row('two', 3001), () => undefined)).rejects.toThrow()
    await store.change(one.id, { deletedAt: new Date().toISOString() })
    await store.insert(row('one', 3001), () => undefined)
    expect(await store.live()).toHaveLength(1)
    expect(await store.archivedByIdOrSlug('one')).toMatchObject({ id: one.id })
    expect(await store.liveByIdOrSlug(one.id)).toBeUndefined()
    await db.destroy()
  })

  it('change only together with what stands beside', async () => {
    const db = await open()
    const store = tenantStore(db, Date.now)
    const fail = (): never => {
      throw new Error('beside')
    }
    const one = row('one', 3001)
    await expect(store.insert(one, fail)).rejects.toThrow('beside')
    expect(await store.anyById(one.id)).toBeUndefined()
    await store.insert(one, () => undefined)
    await expect(store.change(one.id, { botPort: 9 }, fail)).rejects.toThrow('beside')
    expect(await store.anyById(one.id)).toMatchObject({ botPort: 3001 })
    await db.destroy()
  })

  it('keep the last report of each bot', async () => {
    const db = await open()
    const store = botReportStore(db)
    const report = {
      pid: 1,
      startedAt: '2026-01-01T00:00:00.000Z',
      phone: null,
      warnings: [],
      messagesIn: 0,
      messagesOut: 0,
      outbox: 0,
      memoryBytes: 1,
      history: null,
      connection: { state: 'open' as const, since: '2026-01-01T00:00:00.000Z', sentence: 'x' },
    }
    await store.keep({ tenantId: 'a', report, receivedAt: 1000 })
    await store.keep({ tenantId: 'a', report: { ...report, pid: 2 }, receivedAt: 2000 })
    expect(await store.all()).toMatchObject([
      { tenantId: 'a', report: { pid: 2 }, receivedAt: 2000 },
    ])
    await db.destroy()
  })
})

it('gives tenants of an older file the usual memory limit, and takes another', async () => {
  const { '001-init': init } = FLEET_MIGRATIONS
  const db = await onSqlite({ ...(init && { '001-init': init }) })
  const { memoryLimitMb: _, ...old } = row('one', 3001)
  await sql`
    insert into tenants (id, tenant_id, slug, name, bot_host, bot_port, desired_state, created_at, updated_at)
    values (${old.id}, ${old.id}, ${old.slug}, ${old.name}, ${old.botHost}, ${old.botPort},
      'running', ${old.createdAt}, ${old.createdAt})`.execute(db)
  await migrate(db, 'fleet', FLEET_MIGRATIONS)
  const store = tenantStore(db, Date.now)
  expect(await store.live()).toEqual([{ ...old, memoryLimitMb: null }])
  await store.change(old.id, { memoryLimitMb: 384 })
  expect(await store.anyById(old.id)).toMatchObject({ memoryLimitMb: 384 })
  await store.change(old.id, { memoryLimitMb: null })
  expect(await store.anyById(old.id)).toMatchObject({ memoryLimitMb: null })
  await db.destroy()
})

it('carries tenant_id and deleted_at in each table that is not technical', async () => {
  const db = await onSqlite()
  const tables = (await db.introspection.getTables({ withInternalKyselyTables: true })).filter(
    (table) => !TECHNICAL_TABLES.includes(table.name),
  )
  expect(tables.map((table) => table.name).sort()).toEqual(['bot_ends', 'bot_reports', 'tenants'])
  for (const table of tables) {
    const columns = table.columns.map((column) => column.name)
    expect(columns, table.name).toEqual(expect.arrayContaining(['tenant_id', 'deleted_at']))
  }
  await db.destroy()
})

it('keeps a copy before it changes an existing file, and leaves a broken one alone', async () => {
  using folder = temporaryFolder()
  const db = await openFleetDatabase(folder.path)
  expect(statSync(fleetFile(folder.path)).mode & 0o777).toBe(0o600)
  expect(existsSync(join(folder.path, 'backups'))).toBe(false)
  // As if the file were older than the newest migration.
  await sql`drop table tenants`.execute(db)
  await sql`drop table bot_reports`.execute(db)
  await sql`drop table bot_ends`.execute(db)
  await sql`delete from migrations_fleet`.execute(db)
  await db.destroy()
  await (await openFleetDatabase(folder.path)).destroy()
  expect(readdirSync(join(folder.path, 'backups'))).toHaveLength(1)
  using other = temporaryFolder()
  writeFileSync(fleetFile(other.path), 'this is no database, whatever its name says')
  await expect(openFleetDatabase(other.path)).rejects.toMatchObject({ code: 'database_broken' })
  expect(statSync(fleetFile(other.path)).size).toBe(43)
})
