import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import {
  isNoRoom,
  migrate,
  openSqlite,
  pendingMigrations,
  queriesOver,
  shrinkMemory,
} from '../../../common/kit/database.ts'
import type { SqliteFile } from '../../../common/kit/database.ts'
import { Problem, messageOf } from '../../../common/kit/errors.ts'
import { idsFollow } from '../../../common/domain/ids.ts'
import { diskFull, problem } from '../../../common/contracts/errors.ts'
import { makePrivateFolder } from '../../../common/kit/files.ts'
import { BOT_MIGRATIONS } from '../migrations/index.ts'
import type { Tables } from '../schema.ts'

export interface BusinessDatabase extends AsyncDisposable {
  readonly db: Kysely<Tables>
  /** The migrations that ran now. */
  readonly migrated: readonly string[]
  /** Where the copy from before the migrations is, if there was something to copy. */
  readonly copy: string | undefined
  /** Something else after anything was written, whoever did it. */
  readonly version: () => string
  /** Gives back what is kept of it in memory. */
  readonly shrink: () => void
  /** Copies all of it as it is now, beside other copies. @returns where to */
  readonly keepCopy: () => Promise<string>
}

/**
 * Opens (or makes) a tenant's `business.db` and brings it to the current schema, all in one
 * transaction; what was there before is copied to `backups` first.
 * @throws {Problem} `database_broken` when the file is damaged, is no database or has tables that
 *   are not as the migrations made them, `disk_full`; the file is then as it was
 */
export async function openBusinessDatabase(
  file: string,
  backups: string,
): Promise<BusinessDatabase> {
  const isNew = !existsSync(file)
  const sqlite = openChecked(file)
  const db = queriesOver<Tables>(sqlite)
  try {
    const pending = await pendingMigrations(db, 'bot', BOT_MIGRATIONS)
    const keep = async (): Promise<string> => await keepCopy(db, file, backups)
    const copy = pending.length > 0 && !isNew ? await keep() : undefined
    const migrated = await migrate(db, 'bot', BOT_MIGRATIONS)
    await checkSchema(sqlite, file)
    for (const id of newestIds(sqlite)) idsFollow(id)
    return {
      db,
      migrated,
      copy,
      version: versionOf(sqlite),
      shrink: () => shrinkMemory(sqlite),
      keepCopy: keep,
      [Symbol.asyncDispose]: () => db.destroy(),
    }
  } catch (error) {
    await db.destroy()
    throw broken(file, error)
  }
}

function openChecked(file: string): SqliteFile {
  try {
    const sqlite = openSqlite(file)
    const verdict = sqlite.pragma('quick_check(1)', { simple: true })
    if (verdict === 'ok') return sqlite
    sqlite.close()
    throw new Error(String(verdict))
  } catch (error) {
    throw broken(file, error)
  }
}

function broken(file: string, cause: unknown): Error {
  if (cause instanceof Problem) return cause
  if (isNoRoom(cause)) return diskFull(file, cause)
  return problem(
    'database_broken',
    `${file} cannot be used (${messageOf(cause)}). It was left as it is; put a copy from data/backups in its place and start again.`,
    { cause },
  )
}

/** A whole copy beside the others, made by SQLite itself so that it is consistent. */
async function keepCopy(db: Kysely<Tables>, file: string, backups: string): Promise<string> {
  makePrivateFolder(backups)
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const copy = join(backups, `${basename(file, '.db')}-${stamp}.db`)
  // In the line of everybody else: nobody's transaction is open then.
  await sql`vacuum into ${copy}`.execute(db)
  return copy
}

function versionOf(sqlite: SqliteFile): () => string {
  const own = sqlite.prepare<[], number>('select total_changes()').pluck()
  const others = sqlite.prepare<[], number>('pragma data_version').pluck()
  return () => `${own.get() ?? 0} ${others.get() ?? 0}`
}

/** Of the rows that are worked on in the order of their ids. */
function newestIds(sqlite: SqliteFile): readonly string[] {
  return ['messages', 'turns', 'webhook_events']
    .map((table) => sqlite.prepare<[], { id: string | null }>(`select max(id) as id from ${table}`))
    .map((newest) => newest.get()?.id)
    .filter((id) => typeof id === 'string')
}

interface SchemaObject {
  readonly name: string
  readonly sql: string
}

/**
 * Somebody's hand-made change would fail much later, in the middle of a write: find it now. SQLite
 * counts the changes of a file's tables; at which of them it was found right is kept in the file, as
 * making a model of all tables is a tenth of a bot's start.
 */
async function checkSchema(sqlite: SqliteFile, file: string): Promise<void> {
  const changes = Number(sqlite.pragma('schema_version', { simple: true }))
  if (sqlite.pragma('user_version', { simple: true }) === changes) return
  const model = openSqlite(':memory:')
  const db = queriesOver<Tables>(model)
  try {
    await migrate(db, 'bot', BOT_MIGRATIONS)
    const actual = new Map(schemaOf(sqlite).map((object) => [object.name, object.sql]))
    const different = schemaOf(model).find((object) => actual.get(object.name) !== object.sql)
    if (different) {
      throw new Error(`${different.name} in ${basename(file)} is not as the migrations made it`)
    }
  } finally {
    await db.destroy()
  }
  sqlite.pragma(`user_version = ${changes}`)
}

function schemaOf(sqlite: SqliteFile): readonly SchemaObject[] {
  return sqlite
    .prepare<[], SchemaObject>(
      'select name, sql from sqlite_schema where sql is not null order by name',
    )
    .all()
}
