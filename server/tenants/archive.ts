import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../common/contracts/errors.ts'
import { makePrivateFolder } from '../../common/kit/files.ts'
import type { InTurn } from '../../common/kit/in-turn.ts'
import type { TenantRow, TenantStore } from '../store/tenants.ts'
import { parseConfig } from './config-file.ts'
import { configFileIn, configTextIn } from './folders.ts'
import type { Folders } from './folders.ts'
import type { Registry } from './registry.ts'

export interface ArchiveParts {
  readonly store: TenantStore
  readonly registry: Registry
  readonly folders: Folders
  readonly now: () => number
  readonly inTurn: InTurn
  /** Resolves when the tenant's bot has ended; rejects when it could not be ended. */
  readonly endBot: (tenant: TenantRow) => Promise<void>
}

/** Where tenants go that were removed, and where they come back from. */
export interface Archive {
  /**
   * Ends the tenant's bot, marks the tenant as deleted and puts its folder away, session and all.
   * @throws {Problem} with the tenant as it was
   */
  remove(tenant: TenantRow): Promise<TenantRow>
  /**
   * The tenant comes back with its id, its data and its session, on its old port when that is free.
   * @throws {Problem} `unknown_tenant`, `not_removed`, `slug_taken`
   */
  restore(ref: string): Promise<TenantRow>
}

export function openArchive(parts: ArchiveParts): Archive {
  return {
    remove: (tenant) => parts.inTurn(() => remove(parts, tenant)),
    restore: (ref) => parts.inTurn(() => restore(parts, ref)),
  }
}

async function remove(parts: ArchiveParts, tenant: TenantRow): Promise<TenantRow> {
  const { store, folders } = parts
  const { desiredState } = tenant
  // Or a mend that comes between would start it again.
  await store.change(tenant.id, { desiredState: 'stopped' })
  try {
    await parts.endBot(tenant)
  } catch (error) {
    await store.change(tenant.id, { desiredState })
    throw error
  }
  const deletedAt = new Date(parts.now()).toISOString()
  const from = folders.of(tenant.slug)
  // It comes back as it went: running, or stopped.
  await store.change(tenant.id, { deletedAt, desiredState }, () => {
    if (!existsSync(from)) return
    makePrivateFolder(folders.archive)
    renameSync(from, folders.archived(tenant.slug, tenant.id))
  })
  return { ...tenant, deletedAt }
}

async function restore(parts: ArchiveParts, ref: string): Promise<TenantRow> {
  const { store, folders, registry } = parts
  const tenant = await store.archivedByIdOrSlug(ref)
  const live = await store.liveByIdOrSlug(tenant?.slug ?? ref)
  if (!tenant) {
    if (live) throw problem('not_removed', `The tenant ${live.slug} has not been removed.`)
    throw problem('unknown_tenant', `There is no tenant ${ref}.`)
  }
  const to = folders.of(tenant.slug)
  // Somebody asks for the live one by its slug, and an older one of that slug lies in the archive.
  if (live && ref === live.slug) {
    throw problem('not_removed', `The tenant ${live.slug} has not been removed.`)
  }
  if (live || existsSync(to)) {
    throw problem(
      'slug_taken',
      `The slug ${tenant.slug} belongs to another ${live ? 'tenant' : 'folder'} by now. Remove or move that one first.`,
    )
  }
  const from = folders.archived(tenant.slug, tenant.id)
  if (!existsSync(from)) {
    throw problem('config_broken', `The archived folder ${from} is gone; put it back first.`)
  }
  const botPort = await registry.portFor(tenant.botPort)
  const change = {
    deletedAt: null,
    ...(botPort !== tenant.botPort && { botPort }),
  }
  await store.change(tenant.id, change, () => renameSync(from, to))
  return { ...tenant, botPort, deletedAt: null }
}

/**
 * Puts folders where the registry says they belong, after a crash in the middle of a move.
 * @returns the folders that belong to no tenant: left alone, to be imported or moved by a human
 */
export async function settleFolders(
  { store, folders }: Pick<ArchiveParts, 'store' | 'folders'>,
  owner: (folder: string) => string | undefined = idIn,
): Promise<readonly string[]> {
  const strangers: string[] = []
  for (const tenant of await store.live()) {
    const away = folders.archived(tenant.slug, tenant.id)
    if (existsSync(away) && !existsSync(folders.of(tenant.slug))) {
      renameSync(away, folders.of(tenant.slug))
    }
  }
  const live = new Set((await store.live()).map((row): string => row.id))
  for (const name of readdirSync(folders.tenants)) {
    const folder = join(folders.tenants, name)
    const id = owner(folder)
    if (id !== undefined && live.has(id)) continue
    const archived = id === undefined ? undefined : await store.archivedByIdOrSlug(id)
    const away = archived && folders.archived(archived.slug, archived.id)
    if (away !== undefined && archived?.id === id && !existsSync(away)) renameSync(folder, away)
    else strangers.push(folder)
  }
  return strangers
}

function idIn(folder: string): string | undefined {
  try {
    const text = configTextIn(folder)
    return text === undefined ? undefined : parseConfig(text, configFileIn(folder)).id
  } catch {
    // A broken config.json says nothing about whose folder it is; a human has to look.
    return undefined
  }
}
