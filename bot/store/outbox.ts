import { sql } from 'kysely'
import type { ChatId, MessageId } from '../../common/domain/ids.ts'
import { asMessageId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { isDue, lineOver, waitsForSibling } from './line.ts'
import type { Line, LineNames } from './line.ts'
import { storedMessage } from './stored-message.ts'
import type { StoredMessage } from './stored-message.ts'
import { tellMessage } from './webhook-events.ts'

/** A message in the hands of the sender. */
export interface ClaimedMessage extends StoredMessage {
  /** An earlier try may have got through. */
  readonly mayHaveLeft: boolean
}

/** Outbound messages that are not settled. */
export interface Outbox extends Omit<Line<StoredMessage>, 'head'> {
  /** Takes the head of a chat's line for sending, if it is due: it cannot be cancelled from then. */
  claim(chatId: ChatId): Promise<ClaimedMessage | undefined>
  /**
   * Counts a try that failed and leaves the message in the line until a time.
   * @param tried.left whether it may have left: if not, it can be cancelled again
   */
  putOff(
    id: MessageId,
    until: number,
    tried: { readonly reason: string; readonly left: boolean },
  ): Promise<void>
  /** @returns whether the message was cancelled before anybody had claimed it */
  cancel(id: MessageId): Promise<boolean>
  /** Ends every message whose time has run out. */
  expire(): Promise<readonly MessageId[]>
  /** When the next message's time runs out. */
  nextExpiry(): Promise<number | undefined>
  /** Makes every waiting message due now: the way is open again. */
  hurry(): Promise<void>
  depth(): Promise<number>
}

const LINE = {
  table: 'messages',
  column: 'delivery',
  waiting: 'queued',
} as const satisfies LineNames

/** In the SQL itself, so that the index over waiting rows can serve. */
const QUEUED = sql.lit('queued')

const queuedRows = (ground: Ground) =>
  ground.db
    .selectFrom('messages')
    .where('tenant_id', '=', ground.tenantId)
    .where('delivery', '=', QUEUED)
    .where('deleted_at', 'is', null)

export function outboxOver(ground: Ground): Outbox {
  const queued = () => queuedRows(ground)
  const change = () => ground.db.updateTable('messages').where('tenant_id', '=', ground.tenantId)
  return {
    ...lineOver(ground, LINE),
    claim: (chatId) => claim(ground, chatId),
    async putOff(id, until, { reason, left }) {
      await change()
        .set((set) => ({
          attempts: set('attempts', '+', 1),
          next_at: toIso(until),
          reason,
          ...(!left && { claimed_at: null }),
          updated_at: nowIso(ground),
        }))
        .where('id', '=', id)
        .where('delivery', '=', QUEUED)
        .execute()
    },
    cancel: (id) => cancel(ground, id),
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
  const expired = rows.map((row) => asMessageId(row.id))
  await tellMessage(ground, 'message.status', expired.toSorted())
  return expired
}

/** Whoever changes the row first has it: the sender or whoever cancels. */
async function claim(ground: Ground, chatId: ChatId): Promise<ClaimedMessage | undefined> {
  const head = await queuedRows(ground)
    .select(['id', 'next_at', 'claimed_at'])
    .where('chat_id', '=', chatId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!head || !isDue(ground, head.next_at)) return undefined
  if (await waitsForSibling(ground, LINE, { id: head.id, chatId })) return undefined
  const row = await ground.db
    .updateTable('messages')
    .set({ claimed_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', head.id)
    .where('delivery', '=', QUEUED)
    .returningAll()
    .executeTakeFirst()
  return row && { ...storedMessage(row), mayHaveLeft: head.claimed_at !== null }
}

async function cancel(ground: Ground, id: MessageId): Promise<boolean> {
  const row = await ground.db
    .updateTable('messages')
    .set({ delivery: 'cancelled', reason: null, next_at: null, updated_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .where('delivery', 'in', ['queued', 'held'])
    .where('claimed_at', 'is', null)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (row) await tellMessage(ground, 'message.status', [id])
  return row !== undefined
}
