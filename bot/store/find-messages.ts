import type { ChatId } from '../../common/domain/ids.ts'
import type { Ground } from './base.ts'
import { storedMessage } from './stored-message.ts'
import type { StoredMessage } from './stored-message.ts'

/**
 * A message of one of the chats.
 * @param id ours or the network's
 */
export async function findIn(
  ground: Ground,
  chats: readonly ChatId[],
  id: string,
): Promise<StoredMessage | undefined> {
  const row = await ground.db
    .selectFrom('messages')
    .selectAll()
    .where('tenant_id', '=', ground.tenantId)
    .where(id.startsWith('msg_') ? 'id' : 'channel_message_id', '=', id)
    .where('chat_id', 'in', [...chats])
    .where('deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row && storedMessage(row)
}

/** The newest messages of the chats, the newest first; each chat is read by its key. */
export async function newestIn(
  ground: Ground,
  chats: readonly ChatId[],
  limit: number,
): Promise<readonly StoredMessage[]> {
  const found: StoredMessage[] = []
  for (const chatId of chats) {
    const rows = await ground.db
      .selectFrom('messages')
      .selectAll()
      .where('tenant_id', '=', ground.tenantId)
      .where('chat_id', '=', chatId)
      .where('deleted_at', 'is', null)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    found.push(...rows.map(storedMessage))
  }
  return found.sort((one, other) => (one.id < other.id ? 1 : -1)).slice(0, limit)
}
