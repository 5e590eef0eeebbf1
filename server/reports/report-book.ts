import type { BotReport } from '../../common/contracts/bot-events.ts'
import type { BotReportStore } from '../store/bot-reports.ts'

export interface LastReport {
  readonly report: BotReport
  /** Milliseconds since the epoch. */
  readonly receivedAt: number
  /** It was received by an earlier run of the server. */
  readonly fromBefore: boolean
}

/** What bots said last. The last report wins; the one before it is worth nothing. */
export interface ReportBook {
  record(tenantId: string, report: BotReport): Promise<void>
  lastOf(tenantId: string): LastReport | undefined
}

/** A report that says nothing new is kept on disk at most this often. */
const KEEP_EVERY_MS = 60_000

/**
 * @param now milliseconds since the epoch
 * @returns with the reports of earlier runs in it
 */
export async function openReportBook(
  store: BotReportStore,
  now: () => number,
): Promise<ReportBook> {
  const last = new Map<string, LastReport>()
  const keptAt = new Map<string, number>()
  for (const { tenantId, report, receivedAt } of await store.all()) {
    last.set(tenantId, { report, receivedAt, fromBefore: true })
  }
  return {
    lastOf: (tenantId) => last.get(tenantId),
    record: async (tenantId, report) => {
      const receivedAt = now()
      const before = last.get(tenantId)
      last.set(tenantId, { report, receivedAt, fromBefore: false })
      const due = receivedAt - (keptAt.get(tenantId) ?? 0) >= KEEP_EVERY_MS
      if (!due && before && saysTheSame(before.report, report)) return
      keptAt.set(tenantId, receivedAt)
      await store.keep({ tenantId, report, receivedAt })
    },
  }
}

/** Counters move all the time; what a human would want to know does not. */
const saysTheSame = (one: BotReport, other: BotReport): boolean =>
  one.pid === other.pid &&
  one.phone === other.phone &&
  one.connection.state === other.connection.state &&
  one.connection.reason === other.connection.reason &&
  one.warnings.join('\n') === other.warnings.join('\n') &&
  one.history?.state === other.history?.state
