import { contentView } from '../../common/contracts/content/view.ts'
import type { Message } from '../../common/contracts/messages.ts'
import type { ContactId, MessageId } from '../../common/domain/ids.ts'
import { deliverySchema } from '../../common/domain/message.ts'
import type { Direction } from '../../common/domain/message.ts'
import type { Ground } from './base.ts'
import { earlierOf } from './deeds.ts'
import type { Earlier } from './deeds.ts'
import { contentOfRow } from './stored-message.ts'

export interface MessageQuery {
  readonly direction?: Direction | undefined
  readonly contactId?: ContactId | undefined
  /** The last id of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

type Shown = Partial<Pick<Message, keyof typeof contentView>>

const SHOWN: ReadonlySet<string> = new Set(Object.keys(contentView))

/** One message as the API shows it. */
export async function viewMessage(ground: Ground, id: MessageId): Promise<Message | undefined> {
  const row = await selectViews(ground).where('messages.id', '=', id).executeTakeFirst()
  return row && viewOf(row)
}

/** A page of messages, oldest first. */
export async function listMessages(
  ground: Ground,
  query: MessageQuery,
): Promise<readonly Message[]> {
  let rows = selectViews(ground).orderBy('messages.id').limit(query.limit)
  if (query.direction) rows = rows.where('messages.direction', '=', query.direction)
  if (query.contactId) rows = rows.where('chats.contact_id', '=', query.contactId)
  if (query.after) rows = rows.where('messages.id', '>', query.after)
  return (await rows.execute()).map(viewOf)
}

function selectViews(ground: Ground) {
  return ground.db
    .selectFrom('messages')
    .innerJoin('chats', 'chats.id', 'messages.chat_id')
    .innerJoin('contacts', 'contacts.id', 'chats.contact_id')
    .select((select) => [
      'messages.id',
      'messages.channel_message_id',
      'messages.direction',
      'messages.type',
      'messages.text',
      'messages.delivery',
      'messages.reason',
      'messages.at',
      'messages.content',
      'messages.earlier',
      'messages.edited_at',
      'messages.revoked_at',
      'contacts.id as contact_id',
      select.fn.coalesce('contacts.given_name', 'contacts.name').as('name'),
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
    .where('messages.tenant_id', '=', ground.tenantId)
    .where('messages.deleted_at', 'is', null)
    .where('chats.deleted_at', 'is', null)
}

type ViewRow = Awaited<ReturnType<ReturnType<typeof selectViews>['executeTakeFirstOrThrow']>>

const viewOf = (row: ViewRow): Message => ({
  id: row.id,
  channelMessageId: row.channel_message_id,
  direction: row.direction,
  contact: { id: row.contact_id, name: row.name, phone: row.phone },
  type: row.type,
  text: row.revoked_at === null ? row.text : null,
  ...shownContent(row),
  ...(row.edited_at !== null && {
    edited: { at: row.edited_at, earlier: earlierOf(row).map(withoutText(row)) },
  }),
  ...(row.revoked_at !== null && { deleted: { at: row.revoked_at } }),
  delivery: row.delivery === null ? null : deliverySchema.parse(row.delivery),
  reason: row.reason,
  at: row.at,
})

/** What a message taken back has said is not shown, not even what it said before. */
const withoutText =
  ({ revoked_at }: Pick<ViewRow, 'revoked_at'>) =>
  ({ text, until }: Earlier) => ({ text: revoked_at === null ? text : null, until })

/** The parts of what is stored that callers see, under the names that Meta's Cloud API gives them. */
function shownContent(row: Pick<ViewRow, 'content' | 'type' | 'revoked_at'>): Shown {
  if (row.revoked_at !== null) return {}
  const content = contentOfRow(row) ?? {}
  const entries = Object.entries(content).filter(([name]) => SHOWN.has(name))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- shaped so when it was stored
  return Object.fromEntries(entries) as Shown
}
