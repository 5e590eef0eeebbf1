import { sql } from 'kysely'
import type { ChatId } from '../../common/domain/ids.ts'
import type { Ground } from './base.ts'

/** Chats that wrote lately, chats that have written, chats that never wrote. */
export const RANKS = [0, 1, 2] as const

export type Rank = (typeof RANKS)[number]

/** What waits in a chat has the chat's rank. */
export const rankOf = (id: ChatId) => sql<number>`(select rank from chats where id = ${id})`

/**
 * By which chats are worked on. A rank is learned, not known: it is put right when somebody writes
 * or something is about to be sent. All chats of a thread have one rank, and so has what waits there.
 */
export interface Ranks {
  /** @returns whether they had another */
  put(chatIds: readonly ChatId[], rank: Rank): Promise<boolean>
  /** When something came in last in any of the chats; milliseconds since the epoch. */
  heardAt(chatIds: readonly ChatId[]): Promise<number | undefined>
  /** Whether anything was written in any of the chats before the bot was linked. */
  isFromBefore(chatIds: readonly ChatId[]): Promise<boolean>
}

export const ranksOver = (ground: Ground): Ranks => ({
  put: (chatIds, rank) => putRank(ground, chatIds, rank),
  async heardAt(chatIds) {
    const times: number[] = []
    for (const chatId of chatIds) {
      const at = await lastInbound(ground, chatId)
      if (at !== undefined) times.push(at)
    }
    return times.length > 0 ? Math.max(...times) : undefined
  },
  async isFromBefore(chatIds) {
    for (const chatId of chatIds) if (await isFromBefore(ground, chatId)) return true
    return false
  },
})

export async function putRank(
  ground: Ground,
  chatIds: readonly ChatId[],
  rank: Rank,
): Promise<boolean> {
  const changed = await ground.db
    .updateTable('chats')
    .set({ rank })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', 'in', [...chatIds])
    .where('rank', '!=', rank)
    .returning('id')
    .execute()
  if (changed.length === 0) return false
  await ground.db
    .updateTable('messages')
    .set({ rank })
    .where('tenant_id', '=', ground.tenantId)
    .where('delivery', '=', sql.lit('queued'))
    .where('rank', 'in', [...RANKS])
    .where(
      'chat_id',
      'in',
      changed.map(({ id }) => id),
    )
    .execute()
  return true
}

/** Chats that have become one thread share the best of their ranks. */
export async function joinRanks(ground: Ground, chatIds: readonly ChatId[]): Promise<void> {
  if (chatIds.length < 2) return
  const best = await ground.db
    .selectFrom('chats')
    .select((select) => select.fn.min('rank').as('rank'))
    .where('tenant_id', '=', ground.tenantId)
    .where('id', 'in', [...chatIds])
    .executeTakeFirst()
  const rank = RANKS.find((one) => one === best?.rank)
  if (rank !== undefined) await putRank(ground, chatIds, rank)
}

/** Read backwards by the chat's key: what came in is rarely far from the end. */
async function lastInbound(ground: Ground, chatId: ChatId): Promise<number | undefined> {
  const row = await ground.db
    .selectFrom('messages')
    .select('at')
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', '=', chatId)
    .where('direction', '=', 'inbound')
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && Date.parse(row.at)
}

/** What was written before comes first by its key, whenever it was read. */
async function isFromBefore(ground: Ground, chatId: ChatId): Promise<boolean> {
  const row = await ground.db
    .selectFrom('messages')
    .select('past')
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', '=', chatId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.past === 1
}
