import type { MessageId } from '../../common/domain/ids.ts'
import { asMessageId, newRowId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'

/** How long a key is remembered, in milliseconds. */
export const KEY_LIFETIME = 7 * 24 * 60 * 60 * 1000

export interface IdempotencyKeys {
  /** What an `Idempotency-Key` was used for in the last 7 days. */
  find(key: string): Promise<{ fingerprint: string; messageId: MessageId } | undefined>
  /** Remembers a key, in place of an older use that has been forgotten. */
  remember(key: string, fingerprint: string, messageId: MessageId): Promise<void>
}

export function idempotencyOver(ground: Ground): IdempotencyKeys {
  return {
    async find(key) {
      const row = await ground.db
        .selectFrom('idempotency_keys')
        .select(['fingerprint', 'message_id'])
        .where('tenant_id', '=', ground.tenantId)
        .where('key', '=', key)
        .where('expires_at', '>', nowIso(ground))
        .where('deleted_at', 'is', null)
        .executeTakeFirst()
      return row && { fingerprint: row.fingerprint, messageId: asMessageId(row.message_id) }
    },
    async remember(key, fingerprint, messageId) {
      const kept = {
        fingerprint,
        message_id: messageId,
        expires_at: toIso(ground.clock.now() + KEY_LIFETIME),
        deleted_at: null,
      }
      await ground.db
        .insertInto('idempotency_keys')
        .values({ ...newRow(ground, newRowId()), key, ...kept })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'key'])
            .doUpdateSet({ ...kept, updated_at: nowIso(ground) }),
        )
        .execute()
    },
  }
}
