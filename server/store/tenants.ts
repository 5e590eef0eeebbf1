import type { Insertable, Kysely, Selectable } from 'kysely'
import { asSlug, asTenantId } from '../../common/domain/ids.ts'
import type { Slug, TenantId } from '../../common/domain/ids.ts'
import type { FleetTables, TenantsTable } from './tables.ts'

export type DesiredState = 'running' | 'stopped'

/** A tenant as the registry knows it. */
export interface TenantRow {
  readonly id: TenantId
  readonly slug: Slug
  readonly name: string
  readonly botHost: string
  readonly botPort: number
  readonly isActive: boolean
  readonly desiredState: DesiredState
  /** How much memory its bot may take, in MiB; null is the usual limit. */
  readonly memoryLimitMb: number | null
  readonly createdAt: string
  readonly deletedAt: string | null
  /** The number of its own Unix user and group; undefined until it has been given one. */
  readonly unixUser?: number
}

/** The columns that may change while a tenant lives. */
export type TenantChange = Partial<
  Pick<TenantRow, 'name' | 'botPort' | 'desiredState' | 'memoryLimitMb' | 'deletedAt' | 'unixUser'>
>

/** Reads and writes tenants. Archived ones come out only where the name says so. */
export interface TenantStore {
  live(): Promise<readonly TenantRow[]>
  archived(): Promise<readonly TenantRow[]>
  liveByIdOrSlug(ref: string): Promise<TenantRow | undefined>
  liveBySlug(slug: string): Promise<TenantRow | undefined>
  /** By id, or the tenant that was archived last under this slug. */
  archivedByIdOrSlug(ref: string): Promise<TenantRow | undefined>
  /** Live or archived. */
  anyById(id: string): Promise<TenantRow | undefined>
  /**
   * Inserts the row and runs `alongside` before the insert counts: when it throws, there is no row.
   * @throws {Error} on a slug, port or id that a live tenant has
   */
  insert(row: TenantRow, alongside: () => void): Promise<void>
  /** The same for changing a row: when `alongside` throws, nothing has changed. */
  change(id: TenantId, change: TenantChange, alongside?: () => void): Promise<void>
}

/** @param now milliseconds since the epoch, for `updated_at` */
export function tenantStore(db: Kysely<FleetTables>, now: () => number): TenantStore {
  const all = () => db.selectFrom('tenants').selectAll()
  const live = () => all().where('deleted_at', 'is', null)
  const archived = () => all().where('deleted_at', 'is not', null)
  return {
    live: async () => (await live().orderBy('created_at').orderBy('id').execute()).map(rowOf),
    archived: async () => (await archived().orderBy('deleted_at').execute()).map(rowOf),
    liveByIdOrSlug: async (ref) =>
      maybe(
        await live()
          .where((is) => is.or([is('id', '=', ref), is('slug', '=', ref)]))
          .executeTakeFirst(),
      ),
    liveBySlug: async (slug) => maybe(await live().where('slug', '=', slug).executeTakeFirst()),
    archivedByIdOrSlug: async (ref) =>
      maybe(
        await archived()
          .where((is) => is.or([is('id', '=', ref), is('slug', '=', ref)]))
          .orderBy('deleted_at', 'desc')
          .executeTakeFirst(),
      ),
    anyById: async (id) => maybe(await all().where('id', '=', id).executeTakeFirst()),
    insert: (row, alongside) =>
      db.transaction().execute(async (transaction) => {
        await transaction.insertInto('tenants').values(columnsOf(row, now())).execute()
        alongside()
      }),
    change: (id, change, alongside) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('tenants')
          .set((set) => ({
            ...changedColumns(change),
            updated_at: new Date(now()).toISOString(),
            ...(change.botPort !== undefined && { epoch: set('epoch', '+', 1) }),
          }))
          .where('id', '=', id)
          .execute()
        alongside?.()
      }),
  }
}

function changedColumns(change: TenantChange): Partial<TenantsTable> {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.botPort !== undefined && { bot_port: change.botPort }),
    ...(change.desiredState !== undefined && { desired_state: change.desiredState }),
    ...(change.memoryLimitMb !== undefined && { memory_limit_mb: change.memoryLimitMb }),
    ...(change.deletedAt !== undefined && { deleted_at: change.deletedAt }),
    ...(change.unixUser !== undefined && { unix_user: change.unixUser }),
  }
}

const maybe = (row: Selectable<TenantsTable> | undefined): TenantRow | undefined =>
  row && rowOf(row)

const rowOf = (row: Selectable<TenantsTable>): TenantRow => ({
  id: asTenantId(row.id),
  slug: asSlug(row.slug),
  name: row.name,
  botHost: row.bot_host,
  botPort: row.bot_port,
  isActive: row.is_active === 1,
  desiredState: row.desired_state === 'running' ? 'running' : 'stopped',
  memoryLimitMb: row.memory_limit_mb,
  createdAt: row.created_at,
  deletedAt: row.deleted_at,
  ...(row.unix_user !== null && { unixUser: row.unix_user }),
})

const columnsOf = (row: TenantRow, now: number): Insertable<TenantsTable> => ({
  id: row.id,
  tenant_id: row.id,
  slug: row.slug,
  name: row.name,
  bot_host: row.botHost,
  bot_port: row.botPort,
  plan: 'standard',
  is_active: row.isActive ? 1 : 0,
  desired_state: row.desiredState,
  epoch: 1,
  unix_user: row.unixUser ?? null,
  memory_limit_mb: row.memoryLimitMb,
  created_at: row.createdAt,
  updated_at: new Date(now).toISOString(),
  deleted_at: row.deletedAt,
})
