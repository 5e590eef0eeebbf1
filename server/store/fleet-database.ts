import type { Kysely } from 'kysely'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../common/contracts/errors.ts'
import { migrate, openSqlite, pendingMigrations, queriesOver } from '../../common/kit/database.ts'
import type { SqliteFile } from '../../common/kit/database.ts'
import { messageOf } from '../../common/kit/errors.ts'
import { makeOuterFolder } from '../../common/kit/files.ts'
import { FLEET_MIGRATIONS } from './migrations/index.ts'
import { keepCopy } from './sqlite-only/keep-copy.ts'
import type { FleetTables } from './tables.ts'

export const FLEET_MIGRATION_OWNER = 'fleet'

export const fleetFile = (dataDir: string): string => join(dataDir, 'fleet.db')

/**
 * Opens `fleet.db` (or makes it) and brings it to the current schema; a copy of an existing file is
 * kept in `backups/` first. Destroying what it returns closes the file.
 * @throws {Problem} `database_broken`, with the file as it was
 */
export async function openFleetDatabase(dataDir: string): Promise<Kysely<FleetTables>> {
  makeOuterFolder(dataDir)
  const file = fleetFile(dataDir)
  const existed = existsSync(file)
  const sqlite = opened(file)
  const db = queriesOver<FleetTables>(sqlite)
  try {
    const pending = await pendingMigrations(db, FLEET_MIGRATION_OWNER, FLEET_MIGRATIONS)
    if (existed && pending.length > 0) keepCopy(sqlite, join(dataDir, 'backups'), 'fleet')
    await migrate(db, FLEET_MIGRATION_OWNER, FLEET_MIGRATIONS)
    return db
  } catch (error) {
    await db.destroy()
    throw broken(file, error)
  }
}

function opened(file: string): SqliteFile {
  try {
    return openSqlite(file)
  } catch (error) {
    throw broken(file, error)
  }
}

const broken = (file: string, cause: unknown): Error =>
  problem(
    'database_broken',
    `${file} cannot be used: ${messageOf(cause)}. It was left as it is; copies of it are in backups/.`,
    { cause },
  )
