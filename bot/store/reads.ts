import type { ChannelMessageId, ChatId, MessageId } from '../../common/domain/ids.ts'
import { asChannelMessageId, asChatId, asMessageId } from '../../common/domain/ids.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { familyOf } from './family.ts'

/** Messages of a chat of which the contact is to be told that they were read. */
export interface Unread {
  readonly chatId: ChatId
  readonly address: string
  readonly messages: readonly {
    readonly id: ChannelMessageId
    /** The address of whoever wrote it in a group. */
    readonly writer: string | undefined
  }[]
  readonly upTo: MessageId
}

/** How far contacts were told that their messages were read, and how far they are to be told. */
export interface Reads {
  /**
   * The contact is to be told that a chat was read up to there. What counts as read already needs no
   * telling: so this comes before `Chats.markRead`.
   */
  want(chatId: ChatId, upTo: MessageId): Promise<void>
  /** The same of everything that came in, in all chats of the thread. */
  wantAll(chatId: ChatId): Promise<void>
  /** What is still to be told, a chat each. */
  wanted(): Promise<readonly Unread[]>
  told(chatId: ChatId, upTo: MessageId): Promise<void>
}

/** Of a long chat that was never read, its end is enough. */
const MOST = 50

export function readsOver(ground: Ground): Reads {
  return {
    want: (chatId, upTo) => want(ground, chatId, upTo),
    async wantAll(chatId) {
      for (const id of await familyOf(ground, chatId)) {
        const newest = await newestInbound(ground, id)
        if (newest !== undefined) await want(ground, id, newest)
      }
    },
    wanted: () => wanted(ground),
    async told(chatId, upTo) {
      const chat = () => chatOf(ground, chatId)
      await chat().set({ read_told: upTo }).execute()
      await chat().set({ read_wanted: null }).where('read_wanted', '<=', upTo).execute()
    },
  }
}

const chatOf = (ground: Ground, id: ChatId) =>
  ground.db.updateTable('chats').where('tenant_id', '=', ground.tenantId).where('id', '=', id)

async function want(ground: Ground, chatId: ChatId, upTo: MessageId): Promise<void> {
  // Whatever was read in another way was read on the phone, which has told of it.
  await chatOf(ground, chatId)
    .set((set) => ({ read_told: set.ref('read_up_to') }))
    .where('read_wanted', 'is', null)
    .where('read_up_to', 'is not', null)
    .where((is) => is.or([is('read_told', 'is', null), is('read_told', '<', is.ref('read_up_to'))]))
    .execute()
  await chatOf(ground, chatId)
    .set({ read_wanted: upTo, updated_at: nowIso(ground) })
    .where((is) => is.or([is('read_told', 'is', null), is('read_told', '<', upTo)]))
    .where((is) => is.or([is('read_wanted', 'is', null), is('read_wanted', '<', upTo)]))
    .execute()
}

async function newestInbound(ground: Ground, chatId: ChatId): Promise<MessageId | undefined> {
  const row = await ground.db
    .selectFrom('messages')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', '=', chatId)
    .where('from_me', '=', 0)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && asMessageId(row.id)
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
      .select(['channel_message_id', 'writer_address'])
      .where('tenant_id', '=', ground.tenantId)
      .where('chat_id', '=', id)
      .where('from_me', '=', 0)
      .where('id', '<=', upTo)
      .where('id', '>', since ?? '')
      .orderBy('id', 'desc')
      .limit(MOST)
      .execute()
    const messages = rows.map(({ channel_message_id: own, writer_address: writer }) => ({
      id: asChannelMessageId(own),
      writer: writer ?? undefined,
    }))
    const [chatId, last] = [asChatId(id), asMessageId(upTo)]
    all.push({ chatId, address, messages: messages.toReversed(), upTo: last })
  }
  return all
}
