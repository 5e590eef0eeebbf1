import type { ChannelMessageId, ChatId, MessageId } from '../../common/domain/ids.ts'
import { asChannelMessageId, asChatId, asMessageId } from '../../common/domain/ids.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'

/** Messages of a chat of which the contact is to be told that they were read. */
export interface Unread {
  readonly chatId: ChatId
  readonly address: string
  readonly ids: readonly ChannelMessageId[]
  readonly upTo: MessageId
}

/** How far contacts were told that their messages were read, and how far they are to be told. */
export interface Reads {
  want(chatId: ChatId, upTo: MessageId): Promise<void>
  /** What is still to be told, a chat each. */
  wanted(): Promise<readonly Unread[]>
  told(chatId: ChatId, upTo: MessageId): Promise<void>
}

/** Of a long chat that was never read, its end is enough. */
const MOST = 50

export function readsOver(ground: Ground): Reads {
  const chat = (id: ChatId) =>
    ground.db.updateTable('chats').where('tenant_id', '=', ground.tenantId).where('id', '=', id)
  return {
    async want(chatId, upTo) {
      await chat(chatId)
        .set({ read_wanted: upTo, updated_at: nowIso(ground) })
        .where((is) => is.or([is('read_told', 'is', null), is('read_told', '<', upTo)]))
        .where((is) => is.or([is('read_wanted', 'is', null), is('read_wanted', '<', upTo)]))
        .execute()
    },
    wanted: () => wanted(ground),
    async told(chatId, upTo) {
      await chat(chatId).set({ read_told: upTo }).execute()
      await chat(chatId).set({ read_wanted: null }).where('read_wanted', '<=', upTo).execute()
    },
  }
}

async function wanted(ground: Ground): Promise<readonly Unread[]> {
  const chats = await ground.db
    .selectFrom('chats')
    .select(['id', 'address', 'read_wanted', 'read_told'])
    .where('tenant_id', '=', ground.tenantId)
    .where('read_wanted', 'is not', null)
    .where('address', 'is not', null)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  const all: Unread[] = []
  for (const { id, address, read_wanted: upTo, read_told: since } of chats) {
    if (address === null || upTo === null) continue
    const rows = await ground.db
      .selectFrom('messages')
      .select('channel_message_id')
      .where('tenant_id', '=', ground.tenantId)
      .where('chat_id', '=', id)
      .where('from_me', '=', 0)
      .where('id', '<=', upTo)
      .where('id', '>', since ?? '')
      .orderBy('id', 'desc')
      .limit(MOST)
      .execute()
    const ids = rows.map((row) => asChannelMessageId(row.channel_message_id)).toReversed()
    all.push({ chatId: asChatId(id), address, ids, upTo: asMessageId(upTo) })
  }
  return all
}
