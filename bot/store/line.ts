import { sql } from 'kysely'
import type { ChatId } from '../../common/domain/ids.ts'
import { asChatId } from '../../common/domain/ids.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'

/** Rows that wait in a line per chat, the oldest at its head. */
export interface Line<Row> {
  /** Chats whose head is due, the oldest head first, none of those that are busy. */
  due(busy: readonly string[], limit: number): Promise<readonly ChatId[]>
  /** The head of a chat's line, if it is due. */
  head(chatId: ChatId): Promise<Row | undefined>
  /** When the next head becomes due that is not due yet; milliseconds since the epoch. */
  nextDue(): Promise<number | undefined>
}

/** Whether a row that was put off to a time may be tried. */
export const isDue = (ground: Ground, at: string | null): boolean =>
  at === null || at <= nowIso(ground)

/**
 * What is common to both lines. The words stand in the SQL itself, not as parameters: only then may
 * a database use the index that holds nothing but waiting rows.
 */
export function lineOver(
  ground: Ground,
  table: 'messages' | 'turns',
  column: 'delivery' | 'state',
  waiting: 'queued' | 'waiting',
): Pick<Line<unknown>, 'due' | 'nextDue'> {
  const heads = () => sql`
    (select chat_id, min(id) as id from ${sql.table(table)}
      where tenant_id = ${ground.tenantId} and ${sql.ref(column)} = ${sql.lit(waiting)}
        and deleted_at is null
      group by chat_id) as heads
    join ${sql.table(table)} as line on line.id = heads.id`
  return {
    async due(busy, limit) {
      const isFree = busy.length > 0 ? sql`line.chat_id not in (${sql.join(busy)})` : sql`1 = 1`
      const { rows } = await sql<{ chat_id: string }>`
        select line.chat_id as chat_id from ${heads()}
        where (line.next_at is null or line.next_at <= ${nowIso(ground)}) and ${isFree}
        order by line.id limit ${limit}`.execute(ground.db)
      return rows.map((row) => asChatId(row.chat_id))
    },
    async nextDue() {
      const { rows } = await sql<{ at: string | null }>`
        select min(line.next_at) as at from ${heads()}
        where line.next_at > ${nowIso(ground)}`.execute(ground.db)
      const at = rows[0]?.at
      return at ? Date.parse(at) : undefined
    },
  }
}
