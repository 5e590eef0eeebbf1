import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import { openBusinessDatabase } from '../../../bot/store/sqlite-only/open-business-db.ts'
import { Problem } from '../../../common/kit/errors.ts'

let folder: string
const file = () => join(folder, 'business.db')
const backups = () => join(folder, 'backups')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-business-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const change = (statement: string): void => {
  const db = new Database(file())
  db.exec(statement)
  db.close()
}

async function failure(): Promise<Problem> {
  const opening = openBusinessDatabase(file(), backups())
  const error: unknown = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof Problem) return error
  throw new Error(`no problem: ${String(error)}`)
}

describe("a tenant's database", () => {
  it('is made and migrated once', async () => {
    {
      await using database = await openBusinessDatabase(file(), backups())
      expect([database.migrated, database.copy]).toEqual([Object.keys(BOT_MIGRATIONS), undefined])
    }
    await using again = await openBusinessDatabase(file(), backups())
    expect([again.migrated, existsSync(backups())]).toEqual([[], false])
  })

  it('is copied before migrations that are pending', async () => {
    change('create table old (a); insert into old values (7)')
    await using database = await openBusinessDatabase(file(), backups())
    expect(database.migrated).toEqual(Object.keys(BOT_MIGRATIONS))
    expect(readdirSync(backups())).toHaveLength(1)
    const copy = new Database(database.copy ?? '')
    expect(copy.prepare('select a from old').get()).toEqual({ a: 7 })
    copy.close()
  })

  it.each([
    ['alter table messages add column mine text'],
    ['alter table contacts drop column name'],
    ['drop table idempotency_keys'],
    ['drop index messages_once'],
  ])('is named when somebody changed it by hand: %s', async (statement) => {
    await (await openBusinessDatabase(file(), backups()))[Symbol.asyncDispose]()
    change(statement)
    expect((await failure()).code).toBe('database_broken')
    expect((await failure()).message).toContain('not as the migrations made it')
  })

  it('has another version after every write, whoever wrote', async () => {
    await using database = await openBusinessDatabase(file(), backups())
    const versions = [database.version()]
    expect(database.version()).toBe(versions[0])
    await sql`create table mine (a)`.execute(database.db)
    await sql`insert into mine values (1)`.execute(database.db)
    versions.push(database.version())
    change('insert into mine values (2)')
    versions.push(database.version())
    await sql`select * from mine`.execute(database.db)
    versions.push(database.version())
    expect(new Set(versions).size).toBe(3)
    expect(versions[3]).toBe(versions[2])
  })

  it('is opened by no program that is older than it', async () => {
    await (await openBusinessDatabase(file(), backups()))[Symbol.asyncDispose]()
    change(`insert into migrations_bot (name, timestamp) values ('999-later', '2030-01-01')`)
    expect((await failure()).message).toContain('999-later')
  })

  it('is looked at again after every change of its tables, whoever made it', async () => {
    const versions = (): unknown => {
      const db = new Database(file())
      const read = (name: string): unknown => db.pragma(name, { simple: true })
      const both = [read('user_version'), read('schema_version')]
      db.close()
      return both[0] === both[1]
    }
    await (await openBusinessDatabase(file(), backups()))[Symbol.asyncDispose]()
    expect(versions()).toBe(true)
    change('create table mine (a)')
    expect(versions()).toBe(false)
    await (await openBusinessDatabase(file(), backups()))[Symbol.asyncDispose]()
    expect(versions()).toBe(true)
  })

  it('is named when it is damaged, and left as it was', async () => {
    writeFileSync(file(), 'this is no database, whatever its name says')
    expect((await failure()).code).toBe('database_broken')
    expect(readFileSync(file(), 'utf8')).toContain('whatever its name says')
  })
})
