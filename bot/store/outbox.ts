import { sql } from 'kysely'
import type { MessageId } from '../../common/domain/ids.ts'
import { asMessageId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { isDue, lineOver } from './line.ts'
import type { Line } from './line.ts'
import { storedMessage } from './messages.ts'
import type { StoredMessage } from './messages.ts'

/** Outbound messages that are not settled. */
export interface Outbox extends Line<StoredMessage> {
  /** Counts a try that failed and leaves the message in the line until a time. */
  putOff(id: MessageId, until: number, reason: string): Promise<void>
  /** Ends every message whose time has run out. */
  expire(): Promise<readonly MessageId[]>
  /** When the next message's time runs out. */
  nextExpiry(): Promise<number | undefined>
  /** Makes every waiting message due now: the way is open again. */
  hurry(): Promise<void>
  depth(): Promise<number>
}

/** In the SQL itself, so that the index over waiting rows can serve. */
const QUEUED = sql.lit('queued')

export function outboxOver(ground: Ground): Outbox {
  const queued = () =>
    ground.db
      .selectFrom('messages')
      .where('tenant_id', '=', ground.tenantId)
      .where('delivery', '=', QUEUED)
      .where('deleted_at', 'is', null)
  const change = () => ground.db.updateTable('messages').where('tenant_id', '=', ground.tenantId)
  return {
    ...lineOver(ground, 'messages', 'delivery', 'queued'),
    async head(chatId) {
      const row = await queued()
        .selectAll()
        .where('chat_id', '=', chatId)
        .orderBy('id')
        .executeTakeFirst()
      return row && isDue(ground, row.next_at) ? storedMessage(row) : undefined
    },
    async putOff(id, until, reason) {
      await change()
        .set((set) => ({
          attempts: set('attempts', '+', 1),
          next_at: toIso(until),
          reason,
          updated_at: nowIso(ground),
        }))
        .where('id', '=', id)
        .where('delivery', '=', QUEUED)
        .execute()
    },
    expire: () => expire(ground),
    async nextExpiry() {
      const row = await queued()
        .select((select) => select.fn.min('expires_at').as('at'))
        .executeTakeFirst()
      return row?.at ? Date.parse(row.at) : undefined
    },
    async hurry() {
      await change()
        .set({ next_at: null })
        .where('delivery', '=', QUEUED)
        .where('next_at', 'is not', null)
        .execute()
    },
    async depth() {
      const row = await queued()
        .select((select) => select.fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },
  }
}

async function expire(ground: Ground): Promise<readonly MessageId[]> {
  const rows = await ground.db
    .updateTable('messages')
    .set({ delivery: 'failed', reason: 'expired', updated_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('delivery', '=', QUEUED)
    .where('expires_at', '<=', nowIso(ground))
    .where('deleted_at', 'is', null)
    .returning('id')
    .execute()
  return rows.map((row) => asMessageId(row.id))
}
