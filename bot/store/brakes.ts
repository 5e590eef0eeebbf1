import type { HoldReason } from '../../common/domain/holds.ts'
import { asHoldReason } from '../../common/domain/holds.ts'
import { newRowId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import type { Tables } from './schema.ts'

/**
 * What the network has forbidden. When its time is over one message tries; the brake ends when that
 * one is confirmed. Times are milliseconds since the epoch.
 */
export interface Brake {
  readonly reason: HoldReason
  readonly scope: Tables['brakes']['scope']
  readonly until: number
  readonly source: Tables['brakes']['source']
  readonly since: number
}

export interface Brakes {
  /** The one in force, whether its time is over or not. */
  current(): Promise<Brake | undefined>
  /** Puts one in the place of whichever is in force. */
  put(brake: Omit<Brake, 'since'>): Promise<void>
  /** @returns whether there was one */
  end(): Promise<boolean>
}

export function brakesOver(ground: Ground): Brakes {
  const end = async (): Promise<boolean> => {
    const rows = await ground.db
      .updateTable('brakes')
      .set({ ended_at: nowIso(ground), updated_at: nowIso(ground) })
      .where('tenant_id', '=', ground.tenantId)
      .where('ended_at', 'is', null)
      .returning('id')
      .execute()
    return rows.length > 0
  }
  return {
    async current() {
      const row = await ground.db
        .selectFrom('brakes')
        .selectAll()
        .where('tenant_id', '=', ground.tenantId)
        .where('ended_at', 'is', null)
        .where('deleted_at', 'is', null)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return (
        row && {
          reason: asHoldReason(row.reason),
          scope: row.scope,
          until: Date.parse(row.until),
          source: row.source,
          since: Date.parse(row.created_at),
        }
      )
    },
    async put({ reason, scope, until, source }) {
      await end()
      await ground.db
        .insertInto('brakes')
        .values({
          ...newRow(ground, newRowId()),
          reason,
          scope,
          until: toIso(until),
          source,
          ended_at: null,
        })
        .execute()
    },
    end,
  }
}
