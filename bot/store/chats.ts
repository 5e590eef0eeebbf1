import type { ChatView } from '../../common/contracts/contacts.ts'
import type { ChatId, MessageId } from '../../common/domain/ids.ts'
import { asChatId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { viewChats } from './chat-views.ts'
import { familyOf } from './family.ts'

export interface ChatQuery {
  /** `oldest`: in the order in which chats began; `newest`: by what happened last. */
  readonly order: 'oldest' | 'newest'
  /** The chat with which the page before ended, and when something last happened in it. */
  readonly after?: { readonly id: string; readonly lastAt: string } | undefined
  readonly limit: number
}

/** Threads as an inbox shows them: one per person and channel. */
export interface Chats {
  /** @param id of any chat of the thread */
  view(id: ChatId): Promise<ChatView | undefined>
  list(query: ChatQuery): Promise<readonly ChatView[]>
  /** Something was written there, at a time in milliseconds. */
  touched(id: ChatId, at: number): Promise<void>
  /**
   * What came in is read, as far as a message or altogether. It is never unread again.
   * @param id of any chat of the thread
   */
  markRead(id: ChatId, upTo?: MessageId): Promise<void>
}

export function chatsOver(ground: Ground): Chats {
  return {
    async view(id) {
      const [first = id] = await familyOf(ground, id)
      const [chat] = await viewChats(
        ground,
        await selectThreads(ground).where('chats.id', '=', first).execute(),
      )
      return chat
    },
    list: (query) => list(ground, query),
    touched: (id, at) => touched(ground, id, toIso(at)),
    markRead: (id, upTo) => markRead(ground, id, upTo),
  }
}

/** The oldest chat of a thread stands for it. */
const selectThreads = (ground: Ground) =>
  ground.db
    .selectFrom('chats')
    .selectAll('chats')
    .where('chats.tenant_id', '=', ground.tenantId)
    .where('chats.deleted_at', 'is', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('chats as older')
            .select('older.id')
            .whereRef('older.tenant_id', '=', 'chats.tenant_id')
            .whereRef('older.contact_id', '=', 'chats.contact_id')
            .whereRef('older.channel', '=', 'chats.channel')
            .whereRef('older.id', '<', 'chats.id')
            .where('older.deleted_at', 'is', null),
        ),
      ),
    )

async function list(ground: Ground, query: ChatQuery): Promise<readonly ChatView[]> {
  const { after, order, limit } = query
  let rows = selectThreads(ground).limit(limit)
  if (order === 'oldest') {
    rows = rows.orderBy('chats.id')
    if (after) rows = rows.where('chats.id', '>', after.id)
  } else {
    // Where nothing was ever written, there is nothing to see yet.
    rows = rows.where('chats.last_at', 'is not', null)
    rows = rows.orderBy('chats.last_at', 'desc').orderBy('chats.id', 'desc')
    if (after) {
      rows = rows.where((where) =>
        where.or([
          where('chats.last_at', '<', after.lastAt),
          where.and([where('chats.last_at', '=', after.lastAt), where('chats.id', '<', after.id)]),
        ]),
      )
    }
  }
  return await viewChats(ground, await rows.execute())
}

async function touched(ground: Ground, id: ChatId, at: string): Promise<void> {
  await ground.db
    .updateTable('chats')
    .set({ last_at: at })
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', (select) =>
      select.selectFrom('chats as own').select('own.contact_id').where('own.id', '=', id),
    )
    .where('channel', '=', (select) =>
      select.selectFrom('chats as own').select('own.channel').where('own.id', '=', id),
    )
    .where((where) => where.or([where('last_at', 'is', null), where('last_at', '<', at)]))
    .execute()
}

async function markRead(ground: Ground, id: ChatId, upTo: MessageId | undefined): Promise<void> {
  const family = await familyOf(ground, id)
  const newest = upTo ?? (await newestOf(ground, family))
  if (newest === undefined) return
  await ground.db
    .updateTable('chats')
    .set({ read_up_to: newest, updated_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', 'in', [...family])
    .where((where) => where.or([where('read_up_to', 'is', null), where('read_up_to', '<', newest)]))
    .execute()
}

async function newestOf(ground: Ground, family: readonly ChatId[]): Promise<string | undefined> {
  const newest: string[] = []
  for (const chatId of family) {
    const row = await ground.db
      .selectFrom('messages')
      .select('id')
      .where('tenant_id', '=', ground.tenantId)
      .where('chat_id', '=', asChatId(chatId))
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (row) newest.push(row.id)
  }
  return newest.sort().at(-1)
}
