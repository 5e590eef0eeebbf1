import { asChatId } from '../../common/domain/ids.ts'
import type { ChatId, ContactId } from '../../common/domain/ids.ts'
import type { Ground } from './base.ts'

// A person has one thread on a channel. It lies in one chat, or in several when contacts turned out
// to be the same person: messages stay where they were written.

/** Every chat of a person on a channel, the oldest first: that one takes what is new. */
export const chatsOf = (ground: Ground, contactId: ContactId, channel: string) =>
  ground.db
    .selectFrom('chats')
    .select(['id', 'address', 'phone'])
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', contactId)
    .where('channel', '=', channel)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()

/** The same, by their ids alone. */
export async function chatIdsOf(
  ground: Ground,
  contactId: ContactId,
  channel: string,
): Promise<readonly ChatId[]> {
  const rows = await chatsOf(ground, contactId, channel)
  return rows.map((row) => asChatId(row.id))
}

/** The chats of the thread that a chat belongs to, itself included, the oldest first. */
export async function familyOf(ground: Ground, chatId: ChatId): Promise<readonly ChatId[]> {
  const rows = await ground.db
    .selectFrom('chats as own')
    .innerJoin('chats', (join) =>
      join
        .onRef('chats.tenant_id', '=', 'own.tenant_id')
        .onRef('chats.contact_id', '=', 'own.contact_id')
        .onRef('chats.channel', '=', 'own.channel'),
    )
    .select('chats.id')
    .where('own.tenant_id', '=', ground.tenantId)
    .where('own.id', '=', chatId)
    .where('chats.deleted_at', 'is', null)
    .orderBy('chats.id')
    .execute()
  return rows.length > 0 ? rows.map((row) => asChatId(row.id)) : [chatId]
}
