import type { EndKind } from '../common/contracts/incidents.ts'
import type { Connection } from '../common/domain/connection.ts'
import type { Logger } from '../common/kit/log.ts'

/** What happens to a fleet, one function per event; each leaves one line in the log. */
export interface FleetEvents {
  readonly tenantRegistered: (tenant: { readonly id: string; readonly slug: string }) => void
  readonly tenantRemoved: (tenant: { readonly id: string; readonly slug: string }) => void
  readonly tenantReset: (slug: string, backup: string) => void
  readonly tenantRestored: (tenant: { readonly id: string; readonly slug: string }) => void
  readonly connectionChanged: (slug: string, connection: Connection) => void
  readonly botMended: (slug: string, why: string) => void
  readonly botBroken: (slug: string, code: string, detail: string) => void
  readonly botEnded: (slug: string, kind: EndKind, detail: string) => void
  readonly botsStandStill: (bots: number) => void
  readonly watchFailed: (reason: string) => void
  readonly endNotKept: (reason: string) => void
  readonly noCgroups: (reason: string) => void
  readonly mendFailed: (reason: string) => void
  readonly migrationToolFailed: (reason: string) => void
  readonly foldersWithoutTenant: (folders: readonly string[]) => void
}

export function fleetEvents(log: Logger): FleetEvents {
  return {
    tenantRegistered: ({ id, slug }) => log.info({ tenant: slug, id }, 'tenant registered'),
    tenantRemoved: ({ id, slug }) => log.info({ tenant: slug, id }, 'tenant archived'),
    tenantReset: (slug, backup) => log.info({ tenant: slug, backup }, 'tenant reset'),
    tenantRestored: ({ id, slug }) => log.info({ tenant: slug, id }, 'tenant restored'),
    connectionChanged: (slug, { state, reason }) =>
      log.info({ tenant: slug, state, reason }, 'connection changed'),
    botMended: (slug, why) => log.info({ tenant: slug, why }, 'bot started'),
    botBroken: (slug, code, detail) => log.warn({ tenant: slug, code, detail }, 'bot does not run'),
    botEnded: (slug, kind, detail) => log.error({ tenant: slug, kind, detail }, 'bot was ended'),
    botsStandStill: (bots) =>
      log.warn({ bots }, 'many bots stand still at once: the machine is busy, and nobody is ended'),
    watchFailed: (reason) => log.error({ reason }, 'bots could not be looked at; going on'),
    endNotKept: (reason) =>
      log.warn({ reason }, 'that a bot was ended could not be kept or told to it; going on'),
    noCgroups: (reason) => log.info({ reason }, 'bots are not put into memory groups'),
    mendFailed: (reason) => log.error({ reason }, 'mending failed; it will be tried again'),
    migrationToolFailed: (reason) => log.error({ reason }, 'the migration tool could not be run'),
    foldersWithoutTenant: (folders) => {
      if (folders.length > 0) log.warn({ folders }, 'folders that belong to no tenant')
    },
  }
}
