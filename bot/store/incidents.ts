import type { Incident, NewIncident } from '../../common/contracts/incidents.ts'
import { newRowId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'

/**
 * `memory`: it took more memory than it may and was started again, by itself or by the server.
 * `hung`: its event loop stood still, and the server had it started again.
 * `loop`: another bot answered ours. `deaf`: connected, and nothing came in. `webhook_gone`: an
 * endpoint answered 410 and is posted to no more. `restricted`: the network did not let the number
 * begin conversations.
 */
export type IncidentKind = 'memory' | 'hung' | 'loop' | 'deaf' | 'webhook_gone' | 'restricted'

/** What went wrong and was dealt with, for whoever asks later. */
export interface Incidents {
  add(kind: IncidentKind, detail: string): Promise<void>
  /** Keeps one that somebody else has seen; once, however often it is told. */
  take(incident: NewIncident): Promise<void>
  /** When incidents of a kind happened since a time, oldest first; milliseconds since the epoch. */
  since(kind: IncidentKind, at: number): Promise<readonly number[]>
  /**
   * A page of incidents, oldest first.
   * @param page.after the last id of the page before
   */
  list(page: {
    readonly after?: string | undefined
    readonly limit: number
  }): Promise<readonly Incident[]>
}

export function incidentsOver(ground: Ground): Incidents {
  return {
    async add(kind, detail) {
      await ground.db
        .insertInto('incidents')
        .values({ ...newRow(ground, newRowId()), kind, at: nowIso(ground), detail })
        .execute()
    },
    async take({ id, kind, detail, at }) {
      await ground.db
        .insertInto('incidents')
        .values({ ...newRow(ground, id), kind, at, detail })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
    },
    async since(kind, at) {
      const rows = await ground.db
        .selectFrom('incidents')
        .select('at')
        .where('tenant_id', '=', ground.tenantId)
        .where('kind', '=', kind)
        .where('at', '>=', toIso(at))
        .where('deleted_at', 'is', null)
        .orderBy('at')
        .execute()
      return rows.map((row) => Date.parse(row.at))
    },
    async list({ after, limit }) {
      let rows = ground.db
        .selectFrom('incidents')
        .select(['id', 'kind', 'detail', 'at'])
        .where('tenant_id', '=', ground.tenantId)
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .limit(limit)
      if (after !== undefined) rows = rows.where('id', '>', after)
      return await rows.execute()
    },
  }
}
