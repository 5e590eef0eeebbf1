import type { Kysely } from 'kysely'
import { botReportSchema } from '../../common/contracts/bot-events.ts'
import type { BotReport } from '../../common/contracts/bot-events.ts'
import type { FleetTables } from './tables.ts'

export interface KeptReport {
  readonly tenantId: string
  readonly report: BotReport
  /** Milliseconds since the epoch. */
  readonly receivedAt: number
}

/** The last report of each bot, so that a restarted server can say what was. */
export interface BotReportStore {
  all(): Promise<readonly KeptReport[]>
  keep(kept: KeptReport): Promise<void>
}

export function botReportStore(db: Kysely<FleetTables>): BotReportStore {
  return {
    all: async () => {
      const rows = await db
        .selectFrom('bot_reports')
        .selectAll()
        .where('deleted_at', 'is', null)
        .execute()
      return rows.flatMap((row) => {
        // A report that an older version wrote is worth nothing; the next one replaces it.
        const read = botReportSchema.safeParse(JSON.parse(row.report))
        if (!read.success) return []
        const receivedAt = Date.parse(row.received_at)
        return [{ tenantId: row.tenant_id, report: read.data, receivedAt }]
      })
    },
    keep: async ({ tenantId, report, receivedAt }) => {
      const values = {
        report: JSON.stringify(report),
        received_at: new Date(receivedAt).toISOString(),
        deleted_at: null,
      }
      await db
        .insertInto('bot_reports')
        .values({ tenant_id: tenantId, ...values })
        .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
        .execute()
    },
  }
}
