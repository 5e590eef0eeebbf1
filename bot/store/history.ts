import { newRowId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { addPast } from './past-messages.ts'
import type { PastMessage } from './past-messages.ts'
import type { HistoryPartRow } from './schema.ts'

export type HistoryPart = Pick<
  HistoryPartRow,
  'id' | 'name' | 'source' | 'handled' | 'attempts' | 'created_at'
>

/** The time before the bot was linked. */
export interface History {
  /** Notes a part that is to be read; without effect when it is noted already. */
  announce(channel: string, part: { readonly name: string; readonly source: string }): Promise<void>
  /** The first part that is due to be read, the oldest first. */
  due(): Promise<HistoryPart | undefined>
  /** When the next part becomes due of those that were not at a time. */
  nextDue(after: number): Promise<number | undefined>
  /** How much of all parts has been read, in bytes. */
  bytes(): Promise<number>
  /**
   * Stores messages of one chat, those that are not there. Nothing else comes of it: no turn, no
   * event of a message, nothing unread.
   * @returns how many were new
   */
  add(channel: string, messages: readonly PastMessage[]): Promise<number>
  /** A part has been read further by this much. */
  advance(
    id: string,
    by: { readonly handled: number; readonly stored: number; readonly bytes: number },
  ): Promise<void>
  putOff(id: string, until: number, reason: string): Promise<void>
  settle(id: string, state: 'done' | 'failed', reason: string | null): Promise<void>
}

export function historyOver(ground: Ground): History {
  const change = (id: string) =>
    ground.db
      .updateTable('history_parts')
      .set({ updated_at: nowIso(ground) })
      .where('tenant_id', '=', ground.tenantId)
      .where('id', '=', id)
  return {
    announce: (channel, part) => announce(ground, channel, part),
    due: () =>
      waiting(ground)
        .select(['id', 'name', 'source', 'handled', 'attempts', 'created_at'])
        .where('next_at', '<=', nowIso(ground))
        .orderBy('id')
        .limit(1)
        .executeTakeFirst(),
    async nextDue(after) {
      const row = await waiting(ground)
        .select((select) => select.fn.min('next_at').as('next'))
        .where('next_at', '>', toIso(after))
        .executeTakeFirst()
      return row?.next ? Date.parse(row.next) : undefined
    },
    async bytes() {
      const row = await ground.db
        .selectFrom('history_parts')
        .select((select) => select.fn.sum('bytes').as('bytes'))
        .where('tenant_id', '=', ground.tenantId)
        .executeTakeFirst()
      return Number(row?.bytes ?? 0)
    },
    add: (channel, messages) => addPast(ground, channel, messages),
    async advance(id, { handled, stored, bytes }) {
      await change(id)
        .set((set) => ({
          handled: set('handled', '+', handled),
          stored: set('stored', '+', stored),
          bytes: set('bytes', '+', bytes),
        }))
        .execute()
    },
    async putOff(id, until, reason) {
      await change(id)
        .set((set) => ({ attempts: set('attempts', '+', 1), next_at: toIso(until), reason }))
        .execute()
    },
    async settle(id, state, reason) {
      await change(id).set({ state, reason, next_at: null }).execute()
    },
  }
}

const waiting = (ground: Ground) =>
  ground.db
    .selectFrom('history_parts')
    .where('tenant_id', '=', ground.tenantId)
    .where('state', '=', 'waiting')
    .where('deleted_at', 'is', null)

async function announce(
  ground: Ground,
  channel: string,
  { name, source }: { readonly name: string; readonly source: string },
): Promise<void> {
  await ground.db
    .insertInto('history_parts')
    .values({
      ...newRow(ground, newRowId()),
      channel,
      name,
      source,
      state: 'waiting',
      reason: null,
      handled: 0,
      stored: 0,
      bytes: 0,
      attempts: 0,
      next_at: nowIso(ground),
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'channel', 'name']).doNothing())
    .execute()
}
