import type { Connection } from '../common/domain/connection.ts'
import type { Logger } from '../common/kit/log.ts'

/** What happens to a fleet, one function per event; each leaves one line in the log. */
export interface FleetEvents {
  tenantRegistered(tenant: { readonly id: string; readonly slug: string }): void
  tenantRemoved(tenant: { readonly id: string; readonly slug: string }): void
  tenantRestored(tenant: { readonly id: string; readonly slug: string }): void
  connectionChanged(slug: string, connection: Connection): void
  botMended(slug: string, why: string): void
  botBroken(slug: string, code: string, detail: string): void
  mendFailed(reason: string): void
  migrationToolFailed(reason: string): void
  foldersWithoutTenant(folders: readonly string[]): void
}

export function fleetEvents(log: Logger): FleetEvents {
  return {
    tenantRegistered: ({ id, slug }) => log.info({ tenant: slug, id }, 'tenant registered'),
    tenantRemoved: ({ id, slug }) => log.info({ tenant: slug, id }, 'tenant archived'),
    tenantRestored: ({ id, slug }) => log.info({ tenant: slug, id }, 'tenant restored'),
    connectionChanged: (slug, { state, reason }) =>
      log.info({ tenant: slug, state, reason }, 'connection changed'),
    botMended: (slug, why) => log.info({ tenant: slug, why }, 'bot started'),
    botBroken: (slug, code, detail) => log.warn({ tenant: slug, code, detail }, 'bot does not run'),
    mendFailed: (reason) => log.error({ reason }, 'mending failed; it will be tried again'),
    migrationToolFailed: (reason) => log.error({ reason }, 'the migration tool could not be run'),
    foldersWithoutTenant: (folders) => {
      if (folders.length > 0) log.warn({ folders }, 'folders that belong to no tenant')
    },
  }
}
