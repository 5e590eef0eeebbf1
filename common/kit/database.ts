import Database from 'better-sqlite3'
import { Kysely, SqliteAdapter, SqliteDialect, SqliteDriver, sql } from 'kysely'
import type { DatabaseConnection, Driver, SqliteDialectConfig } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Migration } from 'kysely/migration'
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { codeOf, messageOf } from './errors.ts'

export type SqliteFile = Database.Database

/**
 * What SQLite keeps of a file in memory, in KiB. better-sqlite3 is built with 16 MiB, which a bot
 * with two files fills after some hundred messages; the system caches what lies on the disk anyway.
 */
const CACHE_KB = 1024

/**
 * Opens (or makes) a SQLite file the way Flotilla keeps data: WAL, every commit on the disk before
 * it counts (`synchronous=FULL`), foreign keys on, readable by its owner only.
 * @param options.exclusive hold the file alone for as long as it is open: the second process that
 *   tries gets `SQLITE_BUSY` at once
 * @throws {Error} SqliteError when the file is locked, unreadable or no database; never makes a new
 *   one in place of a broken one
 */
export function openSqlite(file: string, options: { exclusive?: boolean } = {}): SqliteFile {
  const fresh = file !== ':memory:' && !existsSync(file)
  const sqlite = new Database(file, { timeout: options.exclusive ? 0 : 5000 })
  try {
    if (fresh) chmodSync(file, 0o600)
    if (options.exclusive) sqlite.pragma('locking_mode = EXCLUSIVE')
    sqlite.pragma(`cache_size = -${CACHE_KB}`)
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma('foreign_keys = ON')
    // In exclusive mode the lock is taken by the first transaction, not by opening.
    if (options.exclusive) sqlite.exec('BEGIN IMMEDIATE; COMMIT')
    return sqlite
  } catch (error) {
    sqlite.close()
    if (fresh) rmSync(file, { force: true })
    throw error
  }
}

/**
 * Gives back what SQLite keeps of a file in memory. It is read again when it is needed.
 * @throws {TypeError} while a statement is being iterated over
 */
export function shrinkMemory(sqlite: SqliteFile): void {
  sqlite.pragma('shrink_memory')
}

/** What SQLite says when it gets no room, for its shared memory too. */
const NO_ROOM: ReadonlySet<string> = new Set([
  'SQLITE_FULL',
  'SQLITE_IOERR_SHMSIZE',
  'SQLITE_IOERR_SHMOPEN',
  'SQLITE_IOERR_WRITE',
  'SQLITE_IOERR_TRUNCATE',
  'ENOSPC',
  'EDQUOT',
])

/** Whether an error is about the disk's room and not about the file: nothing is broken then. */
export const isNoRoom = (error: unknown): boolean => NO_ROOM.has(codeOf(error) ?? '')

/** SQLite's DDL is transactional; Kysely's own adapter says otherwise and would half-migrate. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/**
 * A full disk makes SQLite take a transaction back by itself. Kysely would roll it back once more,
 * and the error of that would hide the one that matters.
 */
class OneRollbackDriver extends SqliteDriver {
  readonly #isOpen: () => boolean

  constructor(config: SqliteDialectConfig, isOpen: () => boolean) {
    super(config)
    this.#isOpen = isOpen
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#isOpen()) await super.rollbackTransaction(connection)
  }
}

class HouseSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig
  readonly #sqlite: SqliteFile

  constructor(sqlite: SqliteFile) {
    const database = { prepare: preparedOnce(sqlite), close: () => void sqlite.close() }
    super({ database })
    this.#config = { database }
    this.#sqlite = sqlite
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter()
  }

  override createDriver(): Driver {
    return new OneRollbackDriver(this.#config, () => this.#sqlite.inTransaction)
  }
}

/** Statements kept per open file; there are fewer different ones than that. */
const STATEMENTS = 200

/**
 * Prepares each statement of a file once. A statement's memory is outside the heap, so that the
 * garbage collector does not see it grow: preparing per query costs a busy process a hundred
 * megabytes, and most of its time.
 */
export function preparedOnce(sqlite: SqliteFile): (source: string) => Database.Statement {
  const kept = new Map<string, Database.Statement>()
  return (source) => {
    const known = kept.get(source)
    if (known) return known
    const statement = sqlite.prepare(source)
    kept.set(source, statement)
    const [oldest] = kept.keys()
    if (kept.size > STATEMENTS && oldest !== undefined) kept.delete(oldest)
    return statement
  }
}

/** Typed queries over an open file. Destroying it closes the file. */
export function queriesOver<Tables>(sqlite: SqliteFile): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new HouseSqliteDialect(sqlite) })
}

/** The names of an owner's migrations that a database has not had yet, in their order. */
export async function pendingMigrations<Tables>(
  db: Kysely<Tables>,
  owner: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<readonly string[]> {
  if (await hasAll(db, owner, migrations)) return []
  const all = await migratorFor(db, owner, migrations).getMigrations()
  return all.filter((migration) => !migration.executedAt).map((migration) => migration.name)
}

/**
 * Brings a database to the newest of an owner's migrations, all of them in one transaction. Each
 * owner (`bot`, `vertical:retail`, `fleet`) counts its own, so they can grow independently.
 * @param migrations by name; they run in the order of their names: `001-init`, `002-…`
 * @returns the names that ran now
 * @throws {Error} with the database as it was before
 */
export async function migrate<Tables>(
  db: Kysely<Tables>,
  owner: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<readonly string[]> {
  if (await hasAll(db, owner, migrations)) return []
  const { error, results } = await migratorFor(db, owner, migrations).migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error(messageOf(error))
  return (results ?? []).map((result) => result.migrationName)
}

/**
 * Whether a database has had these migrations and no others: what nearly every start finds. Kysely's
 * migrator reads all tables and their columns before it says so, a sixth of a bot's start.
 */
async function hasAll<Tables>(
  db: Kysely<Tables>,
  owner: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<boolean> {
  const names = Object.keys(migrations).sort()
  try {
    const had = sql<{ readonly name: string }>`select name from ${sql.table(tableOf(owner))}`
    const { rows } = await had.execute(db)
    const done = rows.map(({ name }) => name).sort()
    return done.length === names.length && done.every((name, index) => name === names[index])
  } catch {
    // There is no such table yet; or what is wrong will be said by the migrator.
    return false
  }
}

const tableOf = (owner: string): string => `migrations_${owner.replaceAll(/[^a-z0-9]+/g, '_')}`

function migratorFor<Tables>(
  db: Kysely<Tables>,
  owner: string,
  migrations: Readonly<Record<string, Migration>>,
): Migrator {
  const table = tableOf(owner)
  return new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  })
}
