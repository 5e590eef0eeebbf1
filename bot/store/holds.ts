import type { ChannelMessageId, ChatId, MessageId } from '../../common/domain/ids.ts'
import { asChatId, asMessageId } from '../../common/domain/ids.ts'
import type { HoldReason } from '../../common/domain/holds.ts'
import { asHoldReason } from '../../common/domain/holds.ts'
import { TTL } from '../../common/domain/message.ts'
import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { HELD, QUEUED } from './claims.ts'
import { familyOf } from './family.ts'
import { ranksOver } from './ranks.ts'
import { tellMessage } from './webhook-events.ts'

/** Why messages wait for longer, and until when: milliseconds since the epoch. */
export interface Hold {
  readonly reason: HoldReason
  readonly until: number
}

/** Messages that are held. They keep their place in their chat; their time goes on running out. */
export interface Holds {
  /**
   * Takes a message out of its line.
   * @param left whether it may have left: if not, it can be cancelled
   * @returns whether it was there
   */
  hold(id: MessageId, hold: Hold, left?: boolean): Promise<boolean>
  /**
   * What an older message of one of the chats is held for.
   * @param only asks for no other message than this one of the network's
   */
  ahead(
    chatIds: readonly ChatId[],
    id: MessageId,
    only?: ChannelMessageId,
  ): Promise<Hold | undefined>
  /**
   * Puts back into their lines those whose hold has ended, or any; some hundreds at a time.
   * @returns those that were put back, none when there are no more
   */
  release(all?: boolean): Promise<readonly MessageId[]>
  /** Puts back those in some chats. */
  releaseIn(chatIds: readonly ChatId[]): Promise<readonly MessageId[]>
  /** Chats in which something is held, with people who are known from before the linking. */
  chatsFromBefore(): Promise<readonly ChatId[]>
  /** Those that are held for a reason are held until another time. */
  move(reason: HoldReason, until: number): Promise<void>
  /** When the next hold ends. */
  next(): Promise<number | undefined>
  /** How many are held for what, and when the first of them may go. */
  overview(): Promise<readonly (Hold & { readonly count: number })[]>
}

async function overview(ground: Ground): ReturnType<Holds['overview']> {
  const rows = await heldRows(ground)
    .select((select) => [
      'reason',
      select.fn.countAll().as('count'),
      select.fn.min('next_at').as('at'),
    ])
    .groupBy('reason')
    .orderBy('reason')
    .execute()
  return rows.map((row) => ({
    reason: asHoldReason(row.reason),
    count: Number(row.count),
    until: row.at ? Date.parse(row.at) : ground.clock.now(),
  }))
}

/** So many rows are put back by one statement, and held ones in one go. */
const STEP = 500

/** No message lives longer: a hold that seems to was made before somebody set the clock back. */
const LONGEST = (TTL.most + 24 * 3600) * 1000

export function holdsOver(ground: Ground): Holds {
  return {
    hold: (id, hold, left) => holdOne(ground, id, hold, left),
    ahead: (chatIds, id, only) => ahead(ground, chatIds, id, only),
    async release(all = false) {
      const rows = heldRows(ground).select('id').orderBy('next_at').limit(STEP)
      const ended = rows.where((is) =>
        is.or([
          is('next_at', '<=', nowIso(ground)),
          is('next_at', '>', toIso(ground.clock.now() + LONGEST)),
        ]),
      )
      return await releaseThese(ground, await (all ? rows : ended).execute())
    },
    async releaseIn(chatIds) {
      const rows = heldRows(ground)
        .select('id')
        .where('chat_id', 'in', [...chatIds])
      return await releaseThese(ground, await rows.execute())
    },
    async chatsFromBefore() {
      const rows = await heldRows(ground).select('chat_id').distinct().execute()
      const ranks = ranksOver(ground)
      const known: ChatId[] = []
      for (const chatId of rows.map((row) => asChatId(row.chat_id))) {
        if (await ranks.isFromBefore(await familyOf(ground, chatId))) known.push(chatId)
      }
      return known
    },
    async move(reason, until) {
      await ground.db
        .updateTable('messages')
        .set({ next_at: endOf(ground, until) })
        .where('tenant_id', '=', ground.tenantId)
        .where('delivery', '=', HELD)
        .where('reason', '=', reason)
        .execute()
    },
    async next() {
      const row = await heldRows(ground)
        .select((select) => select.fn.min('next_at').as('at'))
        .executeTakeFirst()
      return row?.at ? Date.parse(row.at) : undefined
    },
    overview: () => overview(ground),
  }
}

const heldRows = (ground: Ground) =>
  ground.db
    .selectFrom('messages')
    .where('tenant_id', '=', ground.tenantId)
    .where('delivery', '=', HELD)
    .where('deleted_at', 'is', null)

const endOf = (ground: Ground, until: number): string =>
  toIso(Math.min(until, ground.clock.now() + TTL.most * 1000))

async function holdOne(
  ground: Ground,
  id: MessageId,
  { reason, until }: Hold,
  left = true,
): Promise<boolean> {
  const row = await ground.db
    .updateTable('messages')
    .set({
      delivery: 'held',
      reason,
      held_reason: reason,
      next_at: endOf(ground, until),
      ...(!left && { claimed_at: null }),
      updated_at: nowIso(ground),
    })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .where('delivery', '=', QUEUED)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (row) await tellMessage(ground, 'message.status', [id])
  return row !== undefined
}

async function ahead(
  ground: Ground,
  chatIds: readonly ChatId[],
  id: MessageId,
  only?: ChannelMessageId,
): Promise<Hold | undefined> {
  let rows = heldRows(ground)
    .select(['reason', 'next_at'])
    .where('chat_id', 'in', [...chatIds])
    .where('id', '<', id)
    .orderBy('id')
    .limit(1)
  if (only !== undefined) rows = rows.where('channel_message_id', '=', only)
  const row = await rows.executeTakeFirst()
  if (!row?.next_at) return undefined
  return { reason: asHoldReason(row.reason), until: Date.parse(row.next_at) }
}

async function releaseThese(
  ground: Ground,
  rows: readonly { readonly id: string }[],
): Promise<readonly MessageId[]> {
  const moved: MessageId[] = []
  for (let from = 0; from < rows.length; from += STEP) {
    const released = await ground.db
      .updateTable('messages')
      .set((set) => ({
        delivery: 'queued',
        reason: null,
        next_at: null,
        rank: set
          .selectFrom('chats')
          .select('chats.rank')
          .whereRef('chats.id', '=', 'messages.chat_id')
          .$castTo<number>(),
        updated_at: nowIso(ground),
      }))
      .where('tenant_id', '=', ground.tenantId)
      .where(
        'id',
        'in',
        rows.slice(from, from + STEP).map(({ id }) => id),
      )
      .where('delivery', '=', HELD)
      .returning('id')
      .execute()
    moved.push(...released.map((row) => asMessageId(row.id)))
  }
  moved.sort()
  await tellMessage(ground, 'message.status', moved)
  return moved
}
