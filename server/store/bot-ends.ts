import type { Kysely } from 'kysely'
import type { EndKind } from '../../common/contracts/incidents.ts'
import { newRowId } from '../../common/domain/ids.ts'
import type { TenantId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import type { FleetTables } from './tables.ts'

/** A bot that was ended, as its own incidents will have it. */
export interface BotEnd {
  readonly id: string
  readonly tenantId: string
  readonly kind: EndKind
  readonly detail: string
  readonly at: string
}

/** Ends of bots, kept until the bot itself has taken them among its incidents. */
export interface BotEndStore {
  add(tenantId: TenantId, kind: EndKind, detail: string): Promise<BotEnd>
  /** Those that no bot has taken yet, oldest first. */
  waiting(): Promise<readonly BotEnd[]>
  /** The bot has it. */
  taken(id: string): Promise<void>
}

/** How long those are kept that were taken. */
const KEPT_MS = 30 * 24 * 60 * 60_000

/** @param now milliseconds since the epoch */
export function botEndStore(db: Kysely<FleetTables>, now: () => number): BotEndStore {
  return {
    async add(tenantId, kind, detail) {
      const end = { id: newRowId(), tenantId, kind, detail, at: toIso(now()) }
      await db
        .deleteFrom('bot_ends')
        .where('deleted_at', '<', toIso(now() - KEPT_MS))
        .execute()
      await db
        .insertInto('bot_ends')
        .values({ id: end.id, tenant_id: tenantId, kind, detail, at: end.at, deleted_at: null })
        .execute()
      return end
    },
    async waiting() {
      const rows = await db
        .selectFrom('bot_ends')
        .selectAll()
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .execute()
      return rows.map(({ id, tenant_id, kind, detail, at }) => ({
        id,
        tenantId: tenant_id,
        kind: kind === 'hung' ? 'hung' : 'memory',
        detail,
        at,
      }))
    },
    async taken(id) {
      await db
        .updateTable('bot_ends')
        .set({ deleted_at: toIso(now()) })
        .where('id', '=', id)
        .execute()
    },
  }
}
