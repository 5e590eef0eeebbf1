import type { ContactId, MediaId, MessageId } from '../../common/domain/ids.ts'
import { asMessageId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { claimsOver, HELD, LINE, QUEUED } from './claims.ts'
import type { Claims, Head } from './claims.ts'
import { lineOver } from './line.ts'
import type { Line } from './line.ts'
import { tellMessage } from './webhook-events.ts'

/** Outbound messages that are not settled. */
export interface Outbox extends Claims, Line<Head> {
  /**
   * Counts a try that failed and leaves the message in the line until a time.
   * @param tried.left whether it may have left: if not, it can be cancelled again
   */
  putOff(
    id: MessageId,
    until: number,
    tried: { readonly reason: string; readonly left: boolean },
  ): Promise<void>
  /** Lets a head that nobody has begun to send wait until a time; that is no try. */
  delay(id: MessageId, until: number): Promise<void>
  /** @returns whether the message was cancelled before anybody had claimed it */
  cancel(id: MessageId): Promise<boolean>
  /** Ends every message whose time has run out, those that are held too. */
  expire(): Promise<readonly MessageId[]>
  /** When the next message's time runs out. */
  nextExpiry(): Promise<number | undefined>
  /**
   * Makes every waiting message due now: the way is open again.
   * @param mediaId only those that wait for this file
   */
  hurry(mediaId?: MediaId): Promise<void>
  depth(): Promise<number>
  /**
   * Ends what waits for a contact that wants to hear nothing, on every channel: as `cancelled` what
   * nobody has begun to send, as `failed` what may have left.
   */
  endAll(contactId: ContactId, reason: string): Promise<Ended>
}

export interface Ended {
  readonly cancelled: readonly MessageId[]
  readonly failed: readonly MessageId[]
}

export function outboxOver(ground: Ground): Outbox {
  const change = () => ground.db.updateTable('messages').where('tenant_id', '=', ground.tenantId)
  return {
    ...lineOver(ground, LINE),
    ...claimsOver(ground),
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
    async delay(id, until) {
      await change()
        .set({ next_at: toIso(until) })
        .where('id', '=', id)
        .where('delivery', '=', QUEUED)
        .execute()
    },
    cancel: (id) => cancel(ground, id),
    expire: () => expire(ground),
    async nextExpiry() {
      const times = await Promise.all([firstExpiry(ground, QUEUED), firstExpiry(ground, HELD)])
      const known = times.filter((at) => at !== undefined)
      return known.length > 0 ? Math.min(...known) : undefined
    },
    async hurry(mediaId) {
      let waiting = change()
        .set({ next_at: null })
        .where('delivery', '=', QUEUED)
        .where('next_at', 'is not', null)
      if (mediaId) waiting = waiting.where('media_id', '=', mediaId)
      await waiting.execute()
    },
    async depth() {
      const counts = await Promise.all([count(ground, QUEUED), count(ground, HELD)])
      return counts.reduce((one, other) => one + other)
    },
    endAll: (contactId, reason) => endAll(ground, contactId, reason),
  }
}

type Waiting = typeof QUEUED | typeof HELD

/** Two questions, not one: each has an index of its own. */
async function firstExpiry(ground: Ground, waiting: Waiting): Promise<number | undefined> {
  const row = await ground.db
    .selectFrom('messages')
    .select((select) => select.fn.min('expires_at').as('at'))
    .where('tenant_id', '=', ground.tenantId)
    .where('delivery', '=', waiting)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.at ? Date.parse(row.at) : undefined
}

async function count(ground: Ground, waiting: Waiting): Promise<number> {
  const row = await ground.db
    .selectFrom('messages')
    .select((select) => select.fn.countAll().as('count'))
    .where('tenant_id', '=', ground.tenantId)
    .where('delivery', '=', waiting)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

async function expire(ground: Ground): Promise<readonly MessageId[]> {
  const ended: MessageId[] = []
  for (const waiting of [QUEUED, HELD]) {
    const rows = await ground.db
      .updateTable('messages')
      .set({ delivery: 'failed', reason: 'expired', next_at: null, updated_at: nowIso(ground) })
      .where('tenant_id', '=', ground.tenantId)
      .where('delivery', '=', waiting)
      .where('expires_at', '<=', nowIso(ground))
      .where('deleted_at', 'is', null)
      .returning('id')
      .execute()
    ended.push(...rows.map((row) => asMessageId(row.id)))
  }
  await tellMessage(ground, 'message.status', ended.toSorted())
  return ended
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

async function endAll(ground: Ground, contactId: ContactId, reason: string): Promise<Ended> {
  const end = async (to: 'cancelled' | 'failed') => {
    const rows = await ground.db
      .updateTable('messages')
      .set({ delivery: to, reason, next_at: null, updated_at: nowIso(ground) })
      .where('tenant_id', '=', ground.tenantId)
      .where('chat_id', 'in', (chats) =>
        chats
          .selectFrom('chats')
          .select('chats.id')
          .where('chats.tenant_id', '=', ground.tenantId)
          .where('chats.contact_id', '=', contactId),
      )
      .where((is) => is.or([is('delivery', '=', QUEUED), is('delivery', '=', HELD)]))
      .where('claimed_at', to === 'cancelled' ? 'is' : 'is not', null)
      .where('deleted_at', 'is', null)
      .returning('id')
      .execute()
    return rows.map((row) => asMessageId(row.id))
  }
  const ended = { cancelled: await end('cancelled'), failed: await end('failed') }
  const all = [...ended.cancelled, ...ended.failed]
  await tellMessage(ground, 'message.status', all.toSorted())
  return ended
}
