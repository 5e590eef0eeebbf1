import { sql } from 'kysely'
import type { ChatId } from '../../common/domain/ids.ts'
import { asChatId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { familyOf } from './family.ts'

/**
 * Rows that wait in a line per thread, the oldest at its head. A thread has more than one chat when
 * contacts were merged: of these only the one with the oldest row has its turn.
 */
export interface Line<Row> {
  /**
   * Chats whose head is due, the oldest head first, none of threads that are busy.
   * @param ranks of a ranked line: only chats of these, the lower ones first
   */
  due(busy: readonly string[], limit: number, ranks?: readonly number[]): Promise<readonly ChatId[]>
  /** The head of a chat's line, if it is due and nothing older waits in the same thread. */
  head(chatId: ChatId): Promise<Row | undefined>
  /**
   * When the next head becomes due of those that were not due at a time: now, unless told.
   * @param ranks of a ranked line: only of chats of these
   */
  nextDue(after?: number, ranks?: readonly number[]): Promise<number | undefined>
}

/** Whether a row has to wait for an older one in another chat of the same thread. */
export async function waitsForSibling(
  ground: Ground,
  { table, column, waiting, ranks }: LineNames,
  row: { readonly id: string; readonly chatId: ChatId },
): Promise<boolean> {
  const siblings = (await familyOf(ground, row.chatId)).filter((id) => id !== row.chatId)
  if (siblings.length === 0) return false
  // All ranks, said one by one: the index of waiting rows has them first.
  const anyRank = ranks
    ? sql`rank in (${sql.join(ranks.map((rank) => sql.lit(rank)))})`
    : sql`1 = 1`
  const { rows } = await sql`select 1 from ${sql.table(table)}
    where tenant_id = ${ground.tenantId} and ${sql.ref(column)} = ${sql.lit(waiting)}
      and deleted_at is null and ${anyRank} and chat_id in (${sql.join(siblings)}) and id < ${row.id}
    limit 1`.execute(ground.db)
  return rows.length > 0
}

/** Where the rows of a line are, and which of them wait. */
export interface LineNames {
  readonly table: 'messages' | 'turns'
  readonly column: 'delivery' | 'state'
  readonly waiting: 'queued' | 'waiting'
  /** The ranks that chats may have, where they have one. */
  readonly ranks?: readonly number[]
}

/**
 * Nothing is put off for longer than this, in milliseconds. A row that seems to be was put off
 * before somebody set the clock back: it is due, or its chat would stand still for as long.
 */
export const LONGEST_WAIT = 600_000

/** A row that was put off beyond this time is due. */
export const tooFar = (ground: Ground): string => toIso(ground.clock.now() + LONGEST_WAIT)

/** Whether a row that was put off to a time may be tried. */
export const isDue = (ground: Ground, at: string | null): boolean =>
  at === null || at <= nowIso(ground) || at > tooFar(ground)

/**
 * What is common to both lines. Chats are found by jumping along the index from one to the next, so
 * a chat with thousands of waiting rows costs no more than one with a single row, and a rank with
 * thousands of chats costs those of another nothing. The words stand in the SQL itself, not as
 * parameters: only then may a database use the index of waiting rows.
 */
export function lineOver(
  ground: Ground,
  { table, column, waiting, ranks: all }: LineNames,
): Pick<Line<unknown>, 'due' | 'nextDue'> {
  return {
    async due(busy, limit, ranks = all) {
      const isFree =
        busy.length > 0
          ? sql`not exists (select 1 from chats as busy where busy.id in (${sql.join(busy)})
              and busy.contact_id = heads.contact_id and busy.channel = heads.channel)`
          : sql`1 = 1`
      const { rows } = await sql<{ chat_id: string }>`${heads(ranks)}
        select chat_id from heads
        where (next_at is null or next_at <= ${nowIso(ground)} or next_at > ${tooFar(ground)})
          and ${isFree}
        order by rank, id limit ${limit}`.execute(ground.db)
      return rows.map((row) => asChatId(row.chat_id))
    },
    async nextDue(after = ground.clock.now(), ranks = all) {
      const { rows } = await sql<{ at: string | null }>`${heads(ranks)}
        select min(next_at) as at from heads where next_at > ${toIso(after)}`.execute(ground.db)
      const at = rows[0]?.at
      return at ? Date.parse(at) : undefined
    },
  }

  function heads(ranks: readonly number[] = [0]) {
    const from = sql.table(table)
    const waits = sql`tenant_id = ${ground.tenantId} and ${sql.ref(column)} = ${sql.lit(waiting)}
      and deleted_at is null`
    const wanted = sql.join(
      ranks.map((rank) => sql`select ${sql.lit(rank)} as rank`),
      sql` union all `,
    )
    const isOf = (rank: string) => (all ? sql`rank = ${sql.ref(rank)}` : sql`1 = 1`)
    return sql`
      with recursive lines(rank, chat_id) as (
        select wanted.rank, (select chat_id from ${from} where ${waits} and ${isOf('wanted.rank')}
          order by chat_id limit 1)
        from (${wanted}) as wanted
        union all
        select lines.rank, (select chat_id from ${from} where ${waits} and ${isOf('lines.rank')}
          and chat_id > lines.chat_id order by chat_id limit 1)
        from lines where lines.chat_id is not null
      ), every_head as (
        select lines.rank, line.id, line.chat_id, line.next_at, chats.contact_id, chats.channel,
          row_number() over (partition by chats.contact_id, chats.channel order by line.id) as place
        from lines join ${from} as line on line.id =
          (select id from ${from} where ${waits} and ${isOf('lines.rank')}
            and chat_id = lines.chat_id order by id limit 1)
        join chats on chats.id = line.chat_id
      ), heads as (
        select * from every_head where place = 1
      )`
  }
}
