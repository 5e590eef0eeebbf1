import { existsSync, renameSync, rmSync } from 'node:fs'
import { problem } from '../../common/contracts/errors.ts'
import type { NewTenant } from '../../common/contracts/public-api.ts'
import { asSlug, newTenantId } from '../../common/domain/ids.ts'
import type { Slug } from '../../common/domain/ids.ts'
import { freeSlug, slugify } from '../../common/domain/slug.ts'
import { readTextIfThere, writeFileAtomically } from '../../common/kit/files.ts'
import type { InTurn } from '../../common/kit/in-turn.ts'
import { invalidRequest } from '../../common/kit/http.ts'
import type { DesiredState, TenantRow, TenantStore } from '../store/tenants.ts'
import { configText, readTemplate } from './config-file.ts'
import { configFileIn, foldersThere, furnish } from './folders.ts'
import type { Folders } from './folders.ts'
import { canBindLoopback, findFreePort } from './ports.ts'

export interface RegistryParts {
  readonly store: TenantStore
  readonly folders: Folders
  readonly dataDir: string
  readonly root: string
  readonly botPortBase: number
  /** Ports that no bot may get, such as the server's own. */
  readonly reservedPorts: readonly number[]
  readonly now: () => number
  readonly canBind?: (port: number) => Promise<boolean>
  /** Shared by everything that gives out ports and slugs: two at once would find the same one. */
  readonly inTurn: InTurn
}

/** The tenants of this installation: the only list of them. */
export interface Registry {
  live(): Promise<readonly TenantRow[]>
  archived(): Promise<readonly TenantRow[]>
  /**
   * A tenant by id or slug.
   * @throws {Problem} `unknown_tenant`; archived ones are unknown, and the sentence says so
   */
  find(ref: string): Promise<TenantRow>
  /**
   * Registers a business with its folder, `config.json`, token and port. All or nothing: when any
   * of it fails there is neither row nor folder.
   * @throws {Problem} `slug_taken`, `no_free_port`, `invalid_request` naming the fields
   */
  register(wanted: NewTenant): Promise<TenantRow>
  setDesired(tenant: TenantRow, desired: DesiredState): Promise<TenantRow>
  /** @param limitMb in MiB, checked by its contract; null is the usual limit */
  setMemoryLimit(tenant: TenantRow, limitMb: number | null): Promise<TenantRow>
  /** The port a tenant shall have: `preferred` when it is free, else the next free one. */
  portFor(preferred?: number): Promise<number>
}

export function openRegistry(parts: RegistryParts): Registry {
  const { store } = parts
  const portFor = async (preferred?: number): Promise<number> => {
    const canBind = parts.canBind ?? canBindLoopback
    const live = new Set([
      ...(await store.live()).map((row) => row.botPort),
      ...parts.reservedPorts,
    ])
    if (preferred !== undefined && !live.has(preferred) && (await canBind(preferred))) {
      return preferred
    }
    // Archived tenants keep a claim on their port, so that a restored one nearly always has its own.
    const archived = (await store.archived()).map((row) => row.botPort)
    return findFreePort(parts.botPortBase, new Set([...live, ...archived]), canBind)
  }
  return {
    live: () => store.live(),
    archived: () => store.archived(),
    find: (ref) => find(store, ref),
    register: (wanted) => parts.inTurn(() => register(parts, wanted, portFor)),
    setDesired: async (tenant, desiredState) => {
      await store.change(tenant.id, { desiredState })
      return { ...tenant, desiredState }
    },
    setMemoryLimit: async (tenant, memoryLimitMb) => {
      await store.change(tenant.id, { memoryLimitMb })
      return { ...tenant, memoryLimitMb }
    },
    portFor,
  }
}

async function find(store: TenantStore, ref: string): Promise<TenantRow> {
  const live = await store.liveByIdOrSlug(ref)
  if (live) return live
  const archived = await store.archivedByIdOrSlug(ref)
  throw problem(
    'unknown_tenant',
    archived
      ? `The tenant ${ref} was removed at ${archived.deletedAt}. Restoring ${archived.id} brings it back.`
      : `There is no tenant ${ref}.`,
  )
}

async function register(
  parts: RegistryParts,
  wanted: NewTenant,
  portFor: () => Promise<number>,
): Promise<TenantRow> {
  const { store, folders } = parts
  // What the installation decides does not stand in config.json.
  const { slug: _, memoryLimitMb = null, ...values } = wanted
  const slug = await slugFor(parts, wanted)
  const createdAt = new Date(parts.now()).toISOString()
  const id = newTenantId()
  const template = readTemplate(parts.dataDir, parts.root)
  const config = configText(template, { id, slug, ...values, created_at: createdAt })
  const row: TenantRow = {
    id,
    slug,
    name: wanted.business_name,
    botHost: '127.0.0.1',
    botPort: await portFor(),
    isActive: true,
    desiredState: 'running',
    memoryLimitMb,
    createdAt,
    deletedAt: null,
  }
  const draft = folders.draft(id)
  try {
    furnish(draft)
    writeFileAtomically(configFileIn(draft), config)
    await store.insert(row, () => renameSync(draft, folders.of(slug)))
    return row
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Renamed, but the row did not come to count: nobody else has had this folder yet.
    if (!(await store.anyById(id))) removeOwnFolder(folders.of(slug), config)
    throw error
  }
}

/** Removes the folder only if it is the one just made: its config.json carries the new id. */
function removeOwnFolder(folder: string, config: string): void {
  if (!existsSync(folder)) return
  if (readTextIfThere(configFileIn(folder)) === config)
    rmSync(folder, { recursive: true, force: true })
}

async function slugFor({ store, folders }: RegistryParts, wanted: NewTenant): Promise<Slug> {
  const live = (await store.live()).map((row): string => row.slug)
  const taken = new Set([...live, ...foldersThere(folders)])
  if (wanted.slug !== undefined) {
    const slug = asSlug(wanted.slug)
    if (!taken.has(slug)) return slug
    throw problem(
      'slug_taken',
      live.includes(slug)
        ? `There is already a tenant ${slug}. Choose another slug.`
        : `There is already a folder ${folders.of(slug)} that belongs to no tenant. Import it, move it away, or choose another slug.`,
    )
  }
  const slug = slugify(wanted.business_name)
  if (slug) return freeSlug(slug, (candidate) => taken.has(candidate))
  throw invalidRequest([
    { field: 'slug', message: 'is needed, because none can be made out of this name' },
  ])
}
