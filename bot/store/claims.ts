import { sql } from 'kysely'
import type { ChatId, MessageId } from '../../common/domain/ids.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { familyOf } from './family.ts'
import { isDue, waitsForSibling } from './line.ts'
import type { Line, LineNames } from './line.ts'
import { RANKS, rankOf } from './ranks.ts'
import { storedMessage } from './stored-message.ts'
import type { StoredMessage } from './stored-message.ts'

/** A message in the hands of the sender. */
export interface ClaimedMessage extends StoredMessage {
  /** An earlier try may have got through. */
  readonly mayHaveLeft: boolean
  /** Others of its chat are sent before it, so that it may be ended between. */
  readonly isAhead: boolean
}

/** The oldest message of a chat that waits, and may be tried. */
export interface Head extends StoredMessage {
  /** It was claimed before, and may have left. */
  readonly isClaimed: boolean
}

/** Taking messages out of their line for sending, and giving them back. */
export interface Claims extends Pick<Line<Head>, 'head'> {
  /** Takes the head of a chat's line for sending, if it is due: it cannot be cancelled from then. */
  claim(chatId: ChatId): Promise<ClaimedMessage | undefined>
  /** Takes a head for sending that was looked at before, in the same transaction. */
  claimHead(head: Head): Promise<ClaimedMessage | undefined>
  /**
   * Takes what stands behind a claimed head in its chat, as far as it may be tried without a wait.
   * Nothing where a thread has several chats: what waits in the others may have its turn between.
   */
  claimBehind(first: ClaimedMessage, most: number): Promise<readonly ClaimedMessage[]>
  /** Gives back claimed messages that nobody has begun to send: they can be cancelled again. */
  unclaim(messages: readonly ClaimedMessage[]): Promise<void>
  /** Whether a claimed message still waits to be sent. */
  isQueued(id: MessageId): Promise<boolean>
}

/** Outbound messages that wait, in their chats' lines. */
export const LINE = {
  table: 'messages',
  column: 'delivery',
  waiting: 'queued',
  ranks: RANKS,
} as const satisfies LineNames

/** In the SQL itself, so that the index over waiting rows can serve. */
export const QUEUED = sql.lit('queued' as const)
export const HELD = sql.lit('held' as const)

const queuedRows = (ground: Ground) =>
  ground.db
    .selectFrom('messages')
    .where('tenant_id', '=', ground.tenantId)
    .where('delivery', '=', QUEUED)
    .where('deleted_at', 'is', null)

const change = (ground: Ground) =>
  ground.db.updateTable('messages').where('tenant_id', '=', ground.tenantId)

export const claimsOver = (ground: Ground): Claims => ({
  head: (chatId) => head(ground, chatId),
  async claim(chatId) {
    const first = await head(ground, chatId)
    return first && (await claimHead(ground, first))
  },
  claimHead: (first) => claimHead(ground, first),
  claimBehind: (first, most) => claimBehind(ground, first, most),
  async unclaim(messages) {
    const untouched = messages.filter(({ mayHaveLeft }) => !mayHaveLeft).map(({ id }) => id)
    if (untouched.length === 0) return
    await change(ground)
      .set({ claimed_at: null })
      .where('id', 'in', untouched)
      .where('delivery', '=', QUEUED)
      .execute()
  },
  async isQueued(id) {
    const rows = queuedRows(ground).select('id').where('id', '=', id)
    return (await rows.executeTakeFirst()) !== undefined
  },
})

async function head(ground: Ground, chatId: ChatId): Promise<Head | undefined> {
  const row = await queuedRows(ground)
    .selectAll()
    .where('rank', '=', rankOf(chatId))
    .where('chat_id', '=', chatId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!row || !isDue(ground, row.next_at)) return undefined
  if (await waitsForSibling(ground, LINE, { id: row.id, chatId })) return undefined
  return { ...storedMessage(row), isClaimed: row.claimed_at !== null }
}

/** Whoever changes the row first has it: the sender or whoever cancels. */
async function claimHead(ground: Ground, first: Head): Promise<ClaimedMessage | undefined> {
  const row = await change(ground)
    .set({ claimed_at: nowIso(ground) })
    .where('id', '=', first.id)
    .where('delivery', '=', QUEUED)
    .returning('id')
    .executeTakeFirst()
  return row && { ...first, mayHaveLeft: first.isClaimed, isAhead: false }
}

async function claimBehind(
  ground: Ground,
  { id: first, chatId }: ClaimedMessage,
  most: number,
): Promise<readonly ClaimedMessage[]> {
  if (most === 0) return []
  if ((await familyOf(ground, chatId)).length > 1) return []
  const rows = await queuedRows(ground)
    .selectAll()
    .where('rank', '=', rankOf(chatId))
    .where('chat_id', '=', chatId)
    .where('id', '>', first)
    .orderBy('id')
    .limit(most)
    .execute()
  const end = rows.findIndex((row) => !isDue(ground, row.next_at))
  const taken = end === -1 ? rows : rows.slice(0, end)
  if (taken.length === 0) return []
  await change(ground)
    .set({ claimed_at: nowIso(ground) })
    .where(
      'id',
      'in',
      taken.map((row) => row.id),
    )
    .execute()
  return taken.map((row) => ({
    ...storedMessage(row),
    mayHaveLeft: row.claimed_at !== null,
    isAhead: true,
  }))
}
