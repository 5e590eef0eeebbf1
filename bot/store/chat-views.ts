import type { ChatView } from '../../common/contracts/contacts.ts'
import { deliverySchema } from '../../common/domain/message.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import type { Tables } from './schema.ts'

/** More are counted as that many. */
const MOST_UNREAD = 1000
/** Characters of a message that a list shows. */
const PREVIEW = 200

/** Threads with what an inbox shows of each. */
export async function viewChats(
  ground: Ground,
  chats: readonly Tables['chats'][],
): Promise<readonly ChatView[]> {
  const views: ChatView[] = []
  for (const chat of chats) views.push(await viewOf(ground, chat))
  return views
}

async function viewOf(ground: Ground, chat: Tables['chats']): Promise<ChatView> {
  const family = await ground.db
    .selectFrom('chats')
    .select(['id', 'read_up_to'])
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', chat.contact_id)
    .where('channel', '=', chat.channel)
    .where('deleted_at', 'is', null)
    .execute()
  const silentUntil = chat.silent_until !== null && chat.silent_until > nowIso(ground)
  let unread = 0
  for (const { id, read_up_to } of family) unread += await unreadIn(ground, id, read_up_to)
  return {
    id: chat.id,
    channel: chat.channel,
    contact: await personIn(ground, chat.contact_id),
    group_id: await groupOf(ground, chat.contact_id),
    lastMessage: await lastMessage(
      ground,
      family.map(({ id }) => id),
    ),
    lastAt: chat.last_at ?? chat.created_at,
    unread: Math.min(unread, MOST_UNREAD),
    silentUntil: silentUntil ? chat.silent_until : null,
    silentReason: silentUntil ? chat.silent_reason : null,
  }
}

async function personIn(ground: Ground, id: string): Promise<ChatView['contact']> {
  const row = await ground.db
    .selectFrom('contacts')
    .select((select) => [
      'given_name',
      'name',
      'blocked_at',
      select
        .selectFrom('identities')
        .select('value')
        .whereRef('identities.contact_id', '=', 'contacts.id')
        .where('identities.tenant_id', '=', ground.tenantId)
        .where('identities.kind', '=', 'phone')
        .where('identities.deleted_at', 'is', null)
        .orderBy('identities.id')
        .limit(1)
        .as('phone'),
    ])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return {
    id,
    name: row.given_name ?? row.name,
    phone: row.phone,
    blocked: row.blocked_at !== null,
  }
}

async function groupOf(ground: Ground, contactId: string): Promise<string | null> {
  const row = await ground.db
    .selectFrom('identities')
    .select('value')
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', contactId)
    .where('kind', '=', 'group')
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.value ?? null
}

async function lastMessage(
  ground: Ground,
  family: readonly string[],
): Promise<ChatView['lastMessage']> {
  let last: ChatView['lastMessage'] = null
  // A chat at a time: the index has them in order within one chat only.
  for (const chatId of family) {
    const row = await ground.db
      .selectFrom('messages')
      .select(['id', 'direction', 'author', 'type', 'text', 'delivery', 'at'])
      .where('tenant_id', '=', ground.tenantId)
      .where('chat_id', '=', chatId)
      .where('deleted_at', 'is', null)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!row || (last && last.id > row.id)) continue
    last = {
      id: row.id,
      direction: row.direction,
      author: row.author,
      type: row.type,
      text: row.text === null ? null : row.text.slice(0, PREVIEW),
      delivery: row.delivery === null ? null : deliverySchema.parse(row.delivery),
      at: row.at,
    }
  }
  return last
}

async function unreadIn(ground: Ground, chatId: string, upTo: string | null): Promise<number> {
  const unread = ground.db
    .selectFrom('messages')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', '=', chatId)
    .where('id', '>', upTo ?? '')
    .where('direction', '=', 'inbound')
    .where('deleted_at', 'is', null)
    .limit(MOST_UNREAD)
  const row = await ground.db
    .selectFrom(unread.as('unread'))
    .select((select) => select.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
