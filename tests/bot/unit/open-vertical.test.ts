import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openVertical } from '../../../bot/open-vertical.ts'
import type { OpenVertical } from '../../../bot/open-vertical.ts'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import type { Store } from '../../../bot/store/store.ts'
import { retail } from '../../../bot/verticals/retail/retail.ts'
import type { Vertical } from '../../../bot/verticals/vertical.ts'
import { newTenantId } from '../../../common/domain/ids.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

const tenantId = newTenantId()
const clock = new ManualClock()
const events = { verticalOpened: () => undefined, verticalFailed: () => undefined }

/** Its second migration fails until it is told not to. */
let isBroken = true
const fragile: Vertical = {
  name: 'fragile',
  tools: [],
  migrations: {
    '001-one': {
      up: async (db) => void (await sql`create table fragile_one (id text)`.execute(db)),
    },
    '002-two': {
      async up() {
        if (isBroken) throw new Error('the disk is haunted')
      },
    },
  },
  assist: async () => ({ run: async () => ['fragile'] }),
}

const known: Vertical[] = [retail, fragile, { name: 'plain', migrations: {}, tools: [] }]
const business = { vertical: 'plain', currency: 'USD', language: 'es' }
let copies = 0
let store: Store
let vertical: OpenVertical

beforeEach(async () => {
  isBroken = true
  copies = 0
  Object.assign(business, { vertical: 'plain', currency: 'USD' })
  const db = queriesOver<Tables>(openSqlite(':memory:'))
  await migrate(db, 'bot', BOT_MIGRATIONS)
  store = storeOver(db, tenantId, clock)
  vertical = await open()
})
afterEach(async () => await store.settle())

const open = () =>
  openVertical({
    store,
    keepCopy: async () => void (copies += 1),
    clock,
    config: { tenantId } as never,
    events: events as never,
    business: { current: () => business } as never,
    named: (name) => known.find((one) => one.name === name),
  })

const change = async (name: string): Promise<void> => {
  business.vertical = name
  await vertical.apply()
}
const hasTable = async (name: string): Promise<boolean> => {
  const found = await sql`select 1 from sqlite_schema where name = ${name}`.execute(store.tables)
  return found.rows.length > 0
}

it('has the tables of the one that config.json names, as soon as it names it', async () => {
  expect(vertical.service().assist).toBeUndefined()
  await change('retail')
  expect(vertical.current().name).toBe('retail')
  expect(await hasTable('retail_products')).toBe(true)
  expect(await vertical.warnings()).toEqual([])
  await change('plain')
  expect(vertical.service().attend).toBeUndefined()
})

it('copies the database before tables change that were there, and only then', async () => {
  await change('retail')
  expect(copies).toBe(0)
  const { '002-two': _two, ...first } = fragile.migrations
  const old = { ...fragile, migrations: first }
  known.splice(known.indexOf(fragile), 1, old)
  await change('fragile')
  known.splice(known.indexOf(old), 1, fragile)
  await change('retail')
  expect(copies).toBe(0)
  await change('fragile')
  expect(copies).toBe(1)
})

it('goes on with what it was when the next fails, names that, and tries again', async () => {
  await change('retail')
  await change('fragile')
  expect(vertical.current().name).toBe('retail')
  expect(await hasTable('fragile_one')).toBe(false)
  expect(await vertical.warnings()).toEqual([
    'the vertical fragile could not be opened (the disk is haunted); retail goes on',
  ])
  isBroken = false
  await vertical.apply()
  expect(vertical.current().name).toBe('fragile')
  expect(await vertical.warnings()).toEqual([])
})

it('is plain where the first fails, or is one that this build does not know', async () => {
  business.vertical = 'fragile'
  vertical = await open()
  expect(vertical.current().name).toBe('plain')
  expect(await vertical.warnings()).toEqual([expect.stringContaining('the disk is haunted')])
  await change('bakery')
  expect(await vertical.warnings()).toEqual([
    'config.json: this build knows no vertical bakery; plain goes on',
  ])
  await change('plain')
  expect(await vertical.warnings()).toEqual([])
})

it('changes in the order of asking, and ends as the last that was named', async () => {
  const changes = ['retail', 'plain', 'retail'].map((name) => change(name))
  await Promise.all(changes)
  expect(vertical.current().name).toBe('retail')
})
