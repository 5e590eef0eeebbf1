import { newRowId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'

/** `loop`: another bot answered ours. `deaf`: connected, and nothing came in. */
export type IncidentKind = 'loop' | 'deaf'

/** What went wrong and was dealt with, for whoever asks later. */
export interface Incidents {
  add(kind: IncidentKind, detail: string): Promise<void>
  /** When incidents of a kind happened since a time, oldest first; milliseconds since the epoch. */
  since(kind: IncidentKind, at: number): Promise<readonly number[]>
}

export function incidentsOver(ground: Ground): Incidents {
  return {
    async add(kind, detail) {
      await ground.db
        .insertInto('incidents')
        .values({ ...newRow(ground, newRowId()), kind, at: nowIso(ground), detail })
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
  }
}
