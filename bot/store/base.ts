import type { Kysely } from 'kysely'
import type { Clock } from '../../common/kit/clock.ts'
import { toIso } from '../../common/kit/clock.ts'
import type { TenantId } from '../../common/domain/ids.ts'
import type { Tables } from './schema.ts'
import type { WebhookListeners } from './webhook-listeners.ts'

/** What a repository stands on: the database or a transaction in it, and whose rows it sees. */
export interface Ground {
  /** A transaction is a Kysely too. */
  readonly db: Kysely<Tables>
  readonly tenantId: TenantId
  readonly clock: Clock
  /** Who wants to hear of changes. */
  readonly listeners: WebhookListeners
}

export const nowIso = (ground: Ground): string => toIso(ground.clock.now())

/** The columns that every new row has. */
export function newRow<Id extends string>(
  ground: Ground,
  id: Id,
): { id: Id; tenant_id: TenantId; created_at: string; updated_at: string; deleted_at: null } {
  const now = nowIso(ground)
  return { id, tenant_id: ground.tenantId, created_at: now, updated_at: now, deleted_at: null }
}
