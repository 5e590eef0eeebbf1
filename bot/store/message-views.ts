import type { Message } from '../../common/contracts/messages.ts'
import type { ContactId, MessageId } from '../../common/domain/ids.ts'
import { deliverySchema } from '../../common/domain/message.ts'
import type { Direction } from '../../common/domain/message.ts'
import type { Ground } from './base.ts'

export interface MessageQuery {
  readonly direction?: Direction | undefined
  readonly contactId?: ContactId | undefined
  /** The last id of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

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
  text: row.text,
  delivery: row.delivery === null ? null : deliverySchema.parse(row.delivery),
  reason: row.reason,
  at: row.at,
})
