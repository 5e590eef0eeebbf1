import type { ChatId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { familyOf } from './family.ts'
import type { Tables } from './schema.ts'

/** Why the bot says nothing in a chat. */
export type SilenceReason = NonNullable<Tables['chats']['silent_reason']>

/** Threads in which the bot says nothing for a while. */
export interface Silences {
  /** Keeps the bot silent in a chat's thread until a time, in milliseconds; a longer silence stays. */
  keep(chatId: ChatId, until: number, reason: SilenceReason): Promise<void>
  /** Ends a silence, whatever it was for. */
  end(chatId: ChatId): Promise<void>
  /** How many threads are silent for a reason just now. */
  count(reason: SilenceReason): Promise<number>
}

export function silencesOver(ground: Ground): Silences {
  return {
    async keep(chatId, until, reason) {
      await ground.db
        .updateTable('chats')
        .set({ silent_until: toIso(until), silent_reason: reason, updated_at: nowIso(ground) })
        .where('tenant_id', '=', ground.tenantId)
        .where('id', 'in', [...(await familyOf(ground, chatId))])
        .where((where) =>
          where.or([where('silent_until', 'is', null), where('silent_until', '<', toIso(until))]),
        )
        .execute()
    },
    async end(chatId) {
      await ground.db
        .updateTable('chats')
        .set({ silent_until: null, silent_reason: null, updated_at: nowIso(ground) })
        .where('tenant_id', '=', ground.tenantId)
        .where('id', 'in', [...(await familyOf(ground, chatId))])
        .execute()
    },
    async count(reason) {
      const row = await ground.db
        .selectFrom('chats')
        .select((select) => select.fn.count('contact_id').distinct().as('count'))
        .where('tenant_id', '=', ground.tenantId)
        .where('silent_until', '>', nowIso(ground))
        .where('silent_reason', '=', reason)
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },
  }
}
