import type { ChannelMessageId, MessageId } from '../../common/domain/ids.ts'
import { UNDECRYPTED } from '../../common/domain/message.ts'
import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { familyOf } from './family.ts'
import type { MessageRow } from './schema.ts'
import { contentOfRow, storedMessage } from './stored-message.ts'
import type { StoredMessage } from './stored-message.ts'

/** What a message said before it was changed. */
export interface Earlier {
  readonly text: string | null
  /** When it was changed. */
  readonly until: string
  /** The message that changed it. */
  readonly by: string
}

/** Messages that do something to others: change them or take them back. */
export interface Deeds {
  /**
   * Does to the message that a stored `edit` or `revoke` is about what it says; doing it twice does
   * no more.
   */
  take(deed: StoredMessage): Promise<void>
  /** Does what was asked of a message before it could be read. */
  catchUp(id: MessageId): Promise<void>
  /** A poll, whoever asked it. */
  poll(id: ChannelMessageId): Promise<StoredMessage | undefined>
}

export function deedsOver(ground: Ground): Deeds {
  return {
    take: (deed) => take(ground, deed),
    catchUp: (id) => catchUp(ground, id),
    async poll(id) {
      const row = await rows(ground)
        .where('channel_message_id', '=', id)
        .where('type', '=', 'poll')
        .limit(1)
        .executeTakeFirst()
      return row && storedMessage(row)
    },
  }
}

const rows = (ground: Ground) =>
  ground.db
    .selectFrom('messages')
    .selectAll()
    .where('tenant_id', '=', ground.tenantId)
    .where('deleted_at', 'is', null)

interface Named {
  readonly edit?: { readonly original_message_id: string }
  readonly revoke?: { readonly original_message_id: string }
}

const originalOf = ({ edit, revoke }: Named): string | undefined =>
  (edit ?? revoke)?.original_message_id

async function take(ground: Ground, deed: StoredMessage): Promise<void> {
  const id = originalOf(deed.content ?? {})
  if (id === undefined || !id.startsWith('msg_')) return
  const original = await rows(ground)
    .where('id', '=', id)
    .where('chat_id', 'in', [...(await familyOf(ground, deed.chatId))])
    .executeTakeFirst()
  if (!original || !mayChange(deed, original)) return
  if (deed.type === 'edit') await rewrite(ground, original, deed)
  else await change(ground, original.id, { revoked_at: toIso(deed.at) })
}

/** Nobody changes what somebody else wrote, nor what is gone, nor what nobody could read. */
const mayChange = (deed: StoredMessage, original: MessageRow): boolean =>
  deed.fromMe === (original.from_me === 1) &&
  deed.writer?.id === (original.writer_id ?? undefined) &&
  original.revoked_at === null &&
  (deed.type === 'revoke' || original.type !== UNDECRYPTED)

async function rewrite(ground: Ground, original: MessageRow, deed: StoredMessage): Promise<void> {
  const at = toIso(deed.at)
  const before = earlierOf(original)
  // An edit that comes late is older than what is there already.
  const isLate = original.edited_at !== null && original.edited_at > at
  if (isLate || before.some(({ by }) => by === deed.id)) return
  const earlier = [...before, { text: original.text, until: at, by: deed.id }]
  await change(ground, original.id, {
    text: deed.text,
    content: captioned(original, deed.text),
    earlier: JSON.stringify(earlier),
    edited_at: at,
  })
}

/** What an edited message has said before, oldest first. */
export function earlierOf({ earlier }: Pick<MessageRow, 'earlier'>): readonly Earlier[] {
  const kept: unknown = earlier === null ? [] : JSON.parse(earlier)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only `rewrite` writes it
  return kept as readonly Earlier[]
}

function captioned(row: MessageRow, caption: string | null): string | null {
  const content = contentOfRow(row)
  const object: unknown = content && new Map(Object.entries(content)).get(row.type)
  if (typeof object !== 'object' || object === null || row.type === 'text') return row.content
  if (Array.isArray(object)) return row.content
  return JSON.stringify({ ...content, [row.type]: { ...object, caption: caption ?? undefined } })
}

async function change(
  ground: Ground,
  id: string,
  to: Partial<Pick<MessageRow, 'text' | 'content' | 'earlier' | 'edited_at' | 'revoked_at'>>,
): Promise<void> {
  await ground.db
    .updateTable('messages')
    .set({ ...to, updated_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .execute()
}

async function catchUp(ground: Ground, id: MessageId): Promise<void> {
  const original = await rows(ground).where('id', '=', id).executeTakeFirst()
  if (!original) return
  const found = await rows(ground)
    .where('chat_id', '=', original.chat_id)
    .where('id', '>', id)
    .where('type', 'in', ['edit', 'revoke'])
    .where('content', 'like', `%"original_message_id":"${id}"%`)
    .orderBy('id')
    .execute()
  for (const row of found) await take(ground, storedMessage(row))
}

/** Takes the deeds among messages that have left. */
export async function takeDeeds(ground: Ground, moved: readonly MessageRow[]): Promise<void> {
  for (const row of moved) {
    if (row.type === 'edit' || row.type === 'revoke') await take(ground, storedMessage(row))
  }
}
