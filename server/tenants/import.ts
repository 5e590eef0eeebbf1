import { cpSync, existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { problem } from '../../common/contracts/errors.ts'
import { asSlug, asTenantId } from '../../common/domain/ids.ts'
import { openSqlite } from '../../common/kit/database.ts'
import type { SqliteFile } from '../../common/kit/database.ts'
import { Problem, codeOf, messageOf } from '../../common/kit/errors.ts'
import { readTextIfThere } from '../../common/kit/files.ts'
import { invalidRequest } from '../../common/kit/http.ts'
import type { InTurn } from '../../common/kit/in-turn.ts'
import type { TenantRow, TenantStore } from '../store/tenants.ts'
import { parseConfig } from './config-file.ts'
import { configFileIn, furnish } from './folders.ts'
import type { Folders } from './folders.ts'
import type { Registry } from './registry.ts'

export interface ImportParts {
  readonly store: TenantStore
  readonly registry: Registry
  readonly folders: Folders
  readonly inTurn: InTurn
  readonly now: () => number
}

/**
 * Takes a whole tenant's folder in: id and slug are those of its `config.json`, session and data
 * come along, it gets a port and a new bot token. Without `move` the given folder stays as it is; a
 * folder that already lies where it belongs is registered in place.
 * @throws {Problem} `invalid_request` when it is no tenant's folder, `id_taken`, `slug_taken`,
 *   `session_in_use`; nothing has changed then
 */
export const importTenant = (
  parts: ImportParts,
  request: { readonly folder: string; readonly move: boolean },
): Promise<TenantRow> => parts.inTurn(() => importFolder(parts, request))

async function importFolder(
  { store, registry, folders, now }: ImportParts,
  { folder, move }: { readonly folder: string; readonly move: boolean },
): Promise<TenantRow> {
  const config = readFolder(folder)
  const id = asTenantId(config.id)
  const slug = asSlug(config.slug)
  const to = folders.of(slug)
  const inPlace = resolve(folder) === to
  if (await store.anyById(id)) {
    throw problem(
      'id_taken',
      `The tenant ${id} is already registered here. If it was removed, restore it instead.`,
    )
  }
  if ((await store.liveBySlug(slug)) || (!inPlace && existsSync(to))) {
    throw problem('slug_taken', `There is already a tenant or a folder ${slug}.`)
  }
  refuseLinks(folder)
  const row: TenantRow = {
    id,
    slug,
    name: config.business_name,
    botHost: '127.0.0.1',
    botPort: await registry.portFor(),
    isActive: true,
    desiredState: 'running',
    memoryLimitMb: null,
    createdAt: new Date(Date.parse(config.created_at) || now()).toISOString(),
    deletedAt: null,
  }
  const draft = inPlace ? to : folders.draft(id)
  try {
    using _lock = lockSession(folder)
    if (!inPlace) cpSync(folder, draft, { recursive: true, preserveTimestamps: true })
    furnish(draft)
    await store.insert(row, () => {
      if (!inPlace) renameSync(draft, to)
    })
  } catch (error) {
    if (!inPlace) rmSync(draft, { recursive: true, force: true })
    throw error
  }
  if (move && !inPlace) rmSync(folder, { recursive: true, force: true })
  return row
}

function readFolder(folder: string): ReturnType<typeof parseConfig> {
  if (!isAbsolute(folder)) {
    throw invalidRequest([{ field: 'folder', message: 'must be an absolute path' }])
  }
  const text = readTextIfThere(configFileIn(folder))
  if (text === undefined) {
    throw invalidRequest([{ field: 'folder', message: 'has no config.json, so it is no tenant' }])
  }
  try {
    return parseConfig(text, configFileIn(folder))
  } catch (error) {
    if (error instanceof Problem)
      throw invalidRequest([{ field: 'folder', message: error.message }])
    throw error
  }
}

/** A link could lead a bot out of its folder, and would not come along in a copy. */
function refuseLinks(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!lstatSync(join(folder, entry)).isSymbolicLink()) continue
    throw invalidRequest([{ field: 'folder', message: `contains the symbolic link ${entry}` }])
  }
}

/**
 * Holds the session of a folder while it is taken over, as a bot would: two bots under one session
 * would end it. Folders without one have nothing to hold.
 */
function lockSession(folder: string): Disposable {
  const file = join(folder, 'auth_info', 'session.db')
  if (!existsSync(file)) return { [Symbol.dispose]: () => undefined }
  const sqlite = exclusively(file)
  return { [Symbol.dispose]: () => sqlite.close() }
}

function exclusively(file: string): SqliteFile {
  try {
    const sqlite = openSqlite(file, { exclusive: true })
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
    return sqlite
  } catch (error) {
    if (codeOf(error)?.startsWith('SQLITE_BUSY')) {
      throw problem(
        'session_in_use',
        `A bot is running in this folder (${file} is in use). Stop it first.`,
        { cause: error },
      )
    }
    throw problem('session_broken', `${file} cannot be opened: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}
