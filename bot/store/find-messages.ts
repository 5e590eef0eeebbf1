import type { ChatId } from '../../common/domain/ids.ts'
import type { Delivery } from '../../common/domain/message.ts'
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

/**
 * The newest message of the chats that both sides have before them; each chat is read by its key.
 * @param beside types that do not count
 */
export async function lastSaidIn(
  ground: Ground,
  chats: readonly ChatId[],
  beside: readonly string[],
): Promise<StoredMessage | undefined> {
  const found: StoredMessage[] = []
  for (const chatId of chats) {
    const row = await ground.db
      .selectFrom('messages')
      .selectAll()
      .where('tenant_id', '=', ground.tenantId)
      .where('chat_id', '=', chatId)
      .where('type', 'not in', [...beside])
      .where((is) =>
        is.or([
          is('delivery', 'is', null),
          is('delivery', 'not in', [...NOWHERE]),
          is.and([is('delivery', '=', 'queued'), is('claimed_at', 'is not', null)]),
        ]),
      )
      .where('deleted_at', 'is', null)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (row) found.push(storedMessage(row))
  }
  return found.sort((one, other) => (one.id < other.id ? 1 : -1))[0]
}

/** What waits here, or never left, nobody else has. */
const NOWHERE: readonly Delivery[] = ['queued', 'held', 'failed', 'cancelled']
