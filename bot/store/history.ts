import type { HistoryProgress } from '../../common/contracts/history.ts'
import { newRowId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { learnPerson } from './identities.ts'
import type { Identity } from './identities.ts'
import { addPast } from './past-messages.ts'
import type { PastMessage } from './past-messages.ts'
import { forgetNames, nameContact, nameOf, takeName } from './past-names.ts'
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
  /** The same of two names of one person: what is not known is learned, if the person is known. */
  learn(channel: string, identities: readonly Identity[]): Promise<void>
  /** What somebody calls itself: now if it is a contact without a name, or when it becomes one. */
  name(channel: string, identity: Identity, name: string): Promise<void>
  /** Names that were told before a time are not waited with any longer. */
  forgetNames(before: number): Promise<void>
  /** How far everything has come; undefined when there is no past. */
  progress(): Promise<HistoryProgress | undefined>
  /** Whether a part that was announced since a time waits to be read. */
  isUnread(since: number): Promise<boolean>
  /** A part has been read further by this much. */
  advance(
    id: string,
    by: { readonly handled: number; readonly stored: number; readonly bytes: number },
  ): Promise<void>
  putOff(id: string, until: number, reason: string): Promise<void>
  settle(id: string, state: 'done' | 'failed', reason: string | null): Promise<void>
}

export function historyOver(ground: Ground): History {
  return {
    ...readingOver(ground),
    announce: (channel, part) => announce(ground, channel, part),
    add: (channel, messages) => addPast(ground, channel, messages),
    async learn(channel, identities) {
      const id = await learnPerson(ground, channel, identities, true)
      const name = id && (await nameOf(ground, channel, identities))
      if (id && name !== undefined) await nameContact(ground, id, name)
    },
    name: (channel, identity, name) => takeName(ground, channel, identity, name),
    forgetNames: (before) => forgetNames(ground, before),
    progress: () => progress(ground),
    async isUnread(since) {
      const row = await waiting(ground)
        .select('id')
        .where('created_at', '>=', toIso(since))
        .executeTakeFirst()
      return row !== undefined
    },
  }
}

type Reading = Pick<History, 'due' | 'nextDue' | 'bytes' | 'advance' | 'putOff' | 'settle'>

/** How far each part has been read. */
function readingOver(ground: Ground): Reading {
  const change = (id: string) =>
    ground.db
      .updateTable('history_parts')
      .set({ updated_at: nowIso(ground) })
      .where('tenant_id', '=', ground.tenantId)
      .where('id', '=', id)
  return {
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
      // The key in it is needed no more.
      await change(id).set({ state, reason, next_at: null, source: '' }).execute()
    },
  }
}

const partsOf = (ground: Ground) =>
  ground.db
    .selectFrom('history_parts')
    .where('tenant_id', '=', ground.tenantId)
    .where('deleted_at', 'is', null)

const waiting = (ground: Ground) => partsOf(ground).where('state', '=', 'waiting')

async function progress(ground: Ground): Promise<HistoryProgress | undefined> {
  const rows = await partsOf(ground)
    .select((select) => [
      'state',
      select.fn.countAll().as('count'),
      select.fn.sum('stored').as('stored'),
    ])
    .groupBy('state')
    .execute()
  if (rows.length === 0) return undefined
  const count = (state: HistoryPartRow['state']): number =>
    Number(rows.find((row) => row.state === state)?.count ?? 0)
  const parts = { waiting: count('waiting'), done: count('done'), failed: count('failed') }
  const messages = rows.reduce((sum, { stored }) => sum + Number(stored), 0)
  return { state: parts.waiting > 0 ? 'reading' : 'done', parts, messages }
}

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
