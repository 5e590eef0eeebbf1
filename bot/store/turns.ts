import { sql } from 'kysely'
import type { ChatId, MessageId, TurnId } from '../../common/domain/ids.ts'
import { asTurnId, newTurnId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { isDue, lineOver } from './line.ts'
import type { Line } from './line.ts'
import { storedMessage } from './messages.ts'
import type { StoredMessage } from './messages.ts'

export interface Turn {
  readonly id: TurnId
  readonly attempts: number
  readonly message: StoredMessage
}

/** Inbound messages that the bot has not dealt with. */
export interface Turns extends Line<Turn> {
  add(message: { readonly id: MessageId; readonly chatId: ChatId }): Promise<void>
  end(id: TurnId): Promise<void>
  /** Counts a failed try and tries again later, or never when parked. */
  failed(id: TurnId, reason: string, again: { readonly at: number } | 'parked'): Promise<void>
  parked(): Promise<number>
}

export function turnsOver(ground: Ground): Turns {
  const change = () => ground.db.updateTable('turns').where('tenant_id', '=', ground.tenantId)
  return {
    ...lineOver(ground, 'turns', 'state', 'waiting'),
    head: (chatId) => headTurn(ground, chatId),
    async add(message) {
      await ground.db
        .insertInto('turns')
        .values({
          ...newRow(ground, newTurnId()),
          chat_id: message.chatId,
          message_id: message.id,
          state: 'waiting',
          attempts: 0,
          next_at: null,
          reason: null,
        })
        .execute()
    },
    async end(id) {
      await change()
        .set({ state: 'done', next_at: null, reason: null, updated_at: nowIso(ground) })
        .where('id', '=', id)
        .execute()
    },
    async failed(id, reason, again) {
      await change()
        .set((set) => ({
          attempts: set('attempts', '+', 1),
          state: again === 'parked' ? ('parked' as const) : ('waiting' as const),
          next_at: again === 'parked' ? null : toIso(again.at),
          reason,
          updated_at: nowIso(ground),
        }))
        .where('id', '=', id)
        .execute()
    },
    async parked() {
      const row = await ground.db
        .selectFrom('turns')
        .select((select) => select.fn.countAll().as('count'))
        .where('tenant_id', '=', ground.tenantId)
        .where('state', '=', 'parked')
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },
  }
}

async function headTurn(ground: Ground, chatId: ChatId): Promise<Turn | undefined> {
  const row = await ground.db
    .selectFrom('turns')
    .innerJoin('messages', 'messages.id', 'turns.message_id')
    .selectAll('messages')
    .select(['turns.id as turn_id', 'turns.attempts as tries', 'turns.next_at as due_at'])
    .where('turns.tenant_id', '=', ground.tenantId)
    .where('turns.chat_id', '=', chatId)
    .where('turns.state', '=', sql.lit('waiting' as const))
    .where('turns.deleted_at', 'is', null)
    .orderBy('turns.id')
    .executeTakeFirst()
  if (!row || !isDue(ground, row.due_at)) return undefined
  return { id: asTurnId(row.turn_id), attempts: row.tries, message: storedMessage(row) }
}
