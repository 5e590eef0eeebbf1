import type { MessageId } from '../../common/domain/ids.ts'
import { asMessageId } from '../../common/domain/ids.ts'
import { DELIVERIES, advances } from '../../common/domain/message.ts'
import type { Delivery } from '../../common/domain/message.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { takeDeeds } from './deeds.ts'
import { tellMessage } from './webhook-events.ts'

/**
 * Moves messages forward as far as they were not there before.
 * @returns the ids of those that moved
 */
export async function advance(
  ground: Ground,
  which: { readonly ids: readonly MessageId[] } | { readonly networkIds: readonly string[] },
  to: Delivery,
  reason?: string,
): Promise<readonly MessageId[]> {
  const [column, values] =
    'ids' in which
      ? (['id', which.ids] as const)
      : (['channel_message_id', which.networkIds] as const)
  if (values.length === 0) return []
  const rows = await ground.db
    .updateTable('messages')
    .set({ delivery: to, reason: reason ?? null, next_at: null, updated_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where(column, 'in', [...values])
    .where('from_me', '=', 1)
    .where(
      'delivery',
      'in',
      DELIVERIES.filter((from) => advances(from, to)),
    )
    .where('deleted_at', 'is', null)
    .returningAll()
    .execute()
  if (to !== 'failed' && to !== 'cancelled') await takeDeeds(ground, rows)
  const idsIn = (some: typeof rows) => some.map((row) => asMessageId(row.id))
  // Nobody was told of what is from before the linking.
  const told = rows.filter(({ past }) => past === 0)
  await tellMessage(ground, 'message.status', idsIn(told).toSorted())
  return idsIn(rows)
}
