import type { Connection } from '../../common/domain/connection.ts'
import { toIso } from '../../common/kit/clock.ts'
import type { Hindrance } from '../fleet/mend-once.ts'
import type { Broken } from '../fleet/reconcile.ts'
import type { LastWord } from '../fleet/watch/watch.ts'
import type { TenantRow } from '../store/tenants.ts'
import type { LastReport } from './report-book.ts'

/** A bot reports every 10 s; three missed reports are no accident. */
export const SILENT_AFTER_MS = 30_000

export interface Known {
  readonly tenant: Pick<TenantRow, 'slug' | 'desiredState' | 'deletedAt' | 'isActive'>
  readonly last: LastReport | undefined
  readonly hindrance: Hindrance | undefined
  readonly now: number
  /** When this run of the server began to listen. */
  readonly listeningSince: number
}

const isFresh = (last: LastReport, now: number): boolean =>
  !last.fromBefore && now - last.receivedAt <= SILENT_AFTER_MS

/** Whether a bot has been heard lately by this run of the server. Last words are no sign of life. */
export const isHeard = (last: LastReport | undefined, now: number): boolean =>
  last !== undefined && isFresh(last, now) && last.report.connection.state !== 'stopped'

/** What is said about a tenant's connection: what its bot reports, or why it reports nothing. Pure. */
export function connectionOf(known: Known): Connection {
  const { tenant, last, hindrance, now, listeningSince } = known
  const lastAt = toIso(last?.receivedAt ?? listeningSince)
  if (tenant.deletedAt !== null) {
    return stopped('removed', tenant.deletedAt, 'The tenant was removed; it can be restored.', {
      action: 'restore the tenant',
    })
  }
  if (tenant.desiredState === 'stopped' || !tenant.isActive) {
    return stopped('stopped', lastAt, 'The bot is stopped.', { action: 'start the tenant' })
  }
  if (hindrance?.kind === 'by-hand') {
    return stopped('stopped_by_hand', lastAt, 'The bot was stopped in PM2 by hand.', {
      action: 'start the tenant',
    })
  }
  if (hindrance?.kind === 'broken') return broken(tenant.slug, hindrance, lastAt)
  if (last && isFresh(last, now)) return last.report.connection
  if (hindrance?.kind === 'restarting') return restarting(tenant.slug, hindrance.exitCode, lastAt)
  const justStarted = now - listeningSince <= SILENT_AFTER_MS
  if (last?.fromBefore && justStarted) {
    const { connection } = last.report
    return { ...connection, sentence: `Before the server was restarted: ${connection.sentence}` }
  }
  if (!last && justStarted) return stopped('starting', lastAt, 'The bot is starting.')
  return silent(known, lastAt)
}

/** Why a bot ended, when its last words say so. */
export function refusalOf(last: LastReport | undefined): Broken | undefined {
  if (last?.report.connection.state !== 'stopped') return undefined
  const { reason, sentence } = last.report.connection
  return { code: reason ?? 'bot_refused', detail: sentence }
}

/** What a bot said last, as the watch over its process needs it. */
export const lastWordOf = (last: LastReport | undefined): LastWord | undefined =>
  last && {
    pid: last.report.pid,
    isLast: last.report.connection.state === 'stopped',
    at: last.fromBefore ? undefined : last.receivedAt,
  }

function silent({ tenant, last, now, listeningSince }: Known, since: string): Connection {
  const seconds = Math.round((now - (last?.receivedAt ?? listeningSince)) / 1000)
  const before = last ? ` Its last words: ${last.report.connection.sentence}` : ''
  return stopped('silent', since, `The bot has not reported for ${seconds} s.${before}`, {
    action: `look into its log: npm run logs -- ${tenant.slug}`,
  })
}

const restarting = (slug: string, exitCode: number | undefined, since: string): Connection =>
  stopped(
    'restarting',
    since,
    `The bot ended${exitCode === undefined ? '' : ` with code ${exitCode}`} and is started again soon.`,
    { action: `if this goes on, look into its log: npm run logs -- ${slug}` },
  )

const broken = (
  slug: string,
  { code, detail }: Extract<Hindrance, { kind: 'broken' }>,
  since: string,
): Connection =>
  stopped(code, since, `The bot does not run. ${detail}`, {
    action: `mend it, then start the tenant; its log: npm run logs -- ${slug}`,
  })

const stopped = (
  reason: string,
  since: string,
  sentence: string,
  more: { readonly action?: string } = {},
): Connection => ({ state: 'stopped', since, reason, sentence, ...more })
