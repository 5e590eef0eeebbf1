import type { Tenant } from '../../common/contracts/public-api.ts'
import type { TenantId } from '../../common/domain/ids.ts'
import { limitsOf } from '../fleet/limits.ts'
import type { Mender } from '../fleet/mender.ts'
import type { TenantRow } from '../store/tenants.ts'
import { connectionOf, isHeard } from './connection-view.ts'
import type { EndBook } from './end-book.ts'
import type { ReportBook } from './report-book.ts'

/** A tenant as the API shows it: the registry's row and what its bot reports. */
export type TenantView = (row: TenantRow) => Tenant

export const tenantView =
  (parts: {
    readonly reports: ReportBook
    readonly ends: Pick<EndBook, 'warningsFor'>
    /** What its bot has for itself, in MiB; undefined when that is not seen. */
    readonly memoryMbOf: (id: TenantId) => number | undefined
    readonly hindranceOf: Mender['hindranceOf']
    readonly now: () => number
    readonly listeningSince: number
  }): TenantView =>
  (row) => {
    const last = parts.reports.lastOf(row.id)
    const now = parts.now()
    const { listeningSince } = parts
    const hindrance = parts.hindranceOf(row.slug)
    return {
      id: row.id,
      slug: row.slug,
      name: row.name,
      botPort: row.botPort,
      phone: last?.report.phone ?? null,
      desiredState: row.desiredState,
      memoryMb: parts.memoryMbOf(row.id) ?? null,
      memoryLimitMb: limitsOf(row).cap,
      connection: connectionOf({ tenant: row, last, hindrance, now, listeningSince }),
      warnings: [
        ...parts.ends.warningsFor(row.id),
        ...(isHeard(last, now) && last ? last.report.warnings : []),
      ],
      history: last?.report.history ?? null,
      createdAt: row.createdAt,
      deletedAt: row.deletedAt,
    }
  }
