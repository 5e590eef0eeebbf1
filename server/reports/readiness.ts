import type { Readiness } from '../../common/contracts/internal-api.ts'
import { isWanted } from '../fleet/apps.ts'
import type { Mender } from '../fleet/mender.ts'
import type { TenantRow } from '../store/tenants.ts'
import { isHeard } from './connection-view.ts'
import type { ReportBook } from './report-book.ts'
import type { TenantView } from './tenant-view.ts'

export interface ReadinessParts {
  readonly live: () => Promise<readonly TenantRow[]>
  readonly reports: ReportBook
  readonly mender: Pick<Mender, 'hindranceOf'>
  readonly view: TenantView
  readonly now: () => number
}

/** Whether every wanted bot is heard. A bot that was stopped in PM2 by hand is not waited for. */
export async function readinessOf(parts: ReadinessParts): Promise<Readiness> {
  const missing = (await silentBots(parts)).map((row) => ({
    slug: row.slug,
    reason: parts.view(row).connection.sentence,
    broken: parts.mender.hindranceOf(row.slug)?.kind === 'broken',
  }))
  return {
    ready: missing.length === 0,
    settled: missing.every(({ broken }) => broken),
    missing: missing.map(({ slug, reason }) => ({ slug, reason })),
  }
}

/** The wanted bots that have not been heard lately, without those that were stopped by hand. */
async function silentBots(parts: ReadinessParts): Promise<readonly TenantRow[]> {
  const now = parts.now()
  return (await parts.live()).filter(
    (row) =>
      isWanted(row) &&
      parts.mender.hindranceOf(row.slug)?.kind !== 'by-hand' &&
      !isHeard(parts.reports.lastOf(row.id), now),
  )
}

/** Whether some wanted bot is silent for no reason that is known. */
export async function isSomeoneSilent(parts: ReadinessParts): Promise<boolean> {
  const silent = await silentBots(parts)
  return silent.some((row) => parts.mender.hindranceOf(row.slug) === undefined)
}
