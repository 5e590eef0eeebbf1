import { CompiledQuery, Kysely, SqliteDialect, sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { GroupCommit } from '../../../bot/store/group-commit.ts'
import { openSqlite, preparedOnce } from '../../../common/kit/database.ts'

let statements: string[]
let db: Kysely<unknown>
let commits: GroupCommit<unknown, Kysely<unknown>>
const HOUR = 3_600_000

beforeEach(async () => {
  const sqlite = openSqlite(':memory:')
  const database = { prepare: preparedOnce(sqlite), close: () => void sqlite.close() }
  statements = []
  db = new Kysely({ dialect: new SqliteDialect({ database }) })
  await db.executeQuery(CompiledQuery.raw('create table words (word text unique)'))
  const prepare = database.prepare
  database.prepare = (source) => {
    statements.push(source)
    return prepare(source)
  }
  commits = new GroupCommit(db, (transaction) => transaction)
})

const put = async (within: Kysely<unknown>, word: string): Promise<string> => {
  await sql`insert into words values (${word})`.execute(within)
  return word
}
const words = async (): Promise<string[]> => {
  const { rows } = await sql<{ word: string }>`select word from words order by rowid`.execute(db)
  return rows.map(({ word }) => word)
}
const begun = (): number => statements.filter((source) => source === 'begin').length

describe('group commit', () => {
  it('takes what is asked for in one turn together, in the order of asking', async () => {
    const asked = ['a', 'b', 'c'].map((word) => commits.transaction((db_) => put(db_, word), 0))
    expect(await Promise.all(asked)).toEqual(['a', 'b', 'c'])
    expect([await words(), begun()]).toEqual([['a', 'b', 'c'], 1])
  })

  it('lets a step that fails fail alone, and keeps nothing of it', async () => {
    const failing = async (within: Kysely<unknown>): Promise<never> => {
      await put(within, 'half')
      throw new Error('no')
    }
    const asked = await Promise.allSettled([
      commits.transaction((within) => put(within, 'a'), 0),
      commits.transaction(failing, 0),
      commits.transaction((within) => put(within, 'a'), 0),
      commits.transaction((within) => put(within, 'b'), 0),
    ])
    expect(asked.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ])
    expect(await words()).toEqual(['a', 'b'])
  })

  it('shows a step what the ones before it wrote', async () => {
    const first = commits.transaction((within) => put(within, 'a'), 0)
    const second = commits.transaction(async (within) => {
      const { rows } = await sql`select * from words`.execute(within)
      return rows.length
    }, 0)
    expect([await first, await second, begun()]).toEqual(['a', 1, 1])
  })

  it('runs nothing twice when it is the commit that fails', async () => {
    let runs = 0
    await sql`pragma foreign_keys = on`.execute(db)
    await sql`create table parents (id integer primary key)`.execute(db)
    await sql`create table children (parent integer references parents(id)
      deferrable initially deferred)`.execute(db)
    const asked = await Promise.allSettled(
      [1, 2].map((parent) =>
        commits.transaction(async (within) => {
          runs += 1
          await sql`insert into children values (${parent})`.execute(within)
        }, 0),
      ),
    )
    expect([asked.map(({ status }) => status), runs]).toEqual([['rejected', 'rejected'], 2])
  })

  it('lets a patient step go along with the next one, and all be done before the end', async () => {
    const patient = commits.transaction((within) => put(within, 'patient'), HOUR)
    await new Promise(setImmediate)
    expect(await words()).toEqual([])
    await commits.transaction((within) => put(within, 'urgent'), 0)
    expect([await patient, await words(), begun()]).toEqual(['patient', ['patient', 'urgent'], 1])
    const last = commits.transaction((within) => put(within, 'last'), HOUR)
    await commits.settle()
    expect([await last, await words()]).toEqual(['last', ['patient', 'urgent', 'last']])
  })
})
