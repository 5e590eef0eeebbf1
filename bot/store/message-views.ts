import { sql } from 'kysely'
import { contentView } from '../../common/contracts/content/view.ts'
import type { Message } from '../../common/contracts/messages.ts'
import type { ChatId, ContactId, MessageId } from '../../common/domain/ids.ts'
import { holdSentence } from '../../common/domain/holds.ts'
import { deliverySchema } from '../../common/domain/message.ts'
import type { Direction } from '../../common/domain/message.ts'
import { inBase64, mediaSentence, misfitSentence } from '../../common/domain/media.ts'
import type { Ground } from './base.ts'
import { earlierOf } from './deeds.ts'
import type { Earlier } from './deeds.ts'
import { mediaFacts } from './media-rows.ts'
import { contentOfRow } from './stored-message.ts'

export interface MessageQuery {
  readonly direction?: Direction | undefined
  readonly contactId?: ContactId | undefined
  /** The chats of a thread. */
  readonly chatIds?: readonly ChatId[] | undefined
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
  if (query.chatIds) rows = rows.where('messages.chat_id', 'in', [...query.chatIds])
  if (query.after) rows = rows.where('messages.id', '>', query.after)
  return (await rows.execute()).map(viewOf)
}

function selectViews(ground: Ground) {
  return ground.db
    .selectFrom('messages')
    .innerJoin('chats', 'chats.id', 'messages.chat_id')
    .innerJoin('contacts', 'contacts.id', 'chats.contact_id')
    .leftJoin('media', 'media.id', 'messages.media_id')
    .leftJoin('contacts as writers', (join) =>
      join.onRef('writers.id', '=', 'messages.writer_id').on('writers.deleted_at', 'is', null),
    )
    .select((select) => [
      'messages.id',
      'messages.channel_message_id',
      'messages.direction',
      'messages.type',
      'messages.text',
      'messages.delivery',
      'messages.reason',
      'messages.next_at',
      'messages.at',
      'messages.content',
      'messages.earlier',
      'messages.edited_at',
      'messages.revoked_at',
      'messages.media_id',
      'messages.past',
      'media.state as media_state',
      'media.reason as media_reason',
      'media.mime_type as media_mime',
      'media.sha256 as media_sha256',
      'media.size as media_size',
      'media.facts as media_facts',
      'contacts.id as contact_id',
      select.fn.coalesce('contacts.given_name', 'contacts.name').as('name'),
      'writers.id as writer_id',
      select.fn.coalesce('writers.given_name', 'writers.name').as('writer_name'),
      identityOf(ground, 'contacts', 'phone').as('phone'),
      identityOf(ground, 'contacts', 'group').as('group'),
      identityOf(ground, 'writers', 'phone').as('writer_phone'),
    ])
    .where('messages.tenant_id', '=', ground.tenantId)
    .where('messages.deleted_at', 'is', null)
    .where('chats.deleted_at', 'is', null)
}

/** The first name of a kind that a contact has. */
const identityOf = (ground: Ground, contact: 'contacts' | 'writers', kind: string) =>
  ground.db
    .selectFrom('identities')
    .select('identities.value')
    .where('identities.contact_id', '=', sql.ref<string>(`${contact}.id`))
    .where('identities.tenant_id', '=', ground.tenantId)
    .where('identities.kind', '=', kind)
    .where('identities.deleted_at', 'is', null)
    .orderBy('identities.id')
    .limit(1)

type ViewRow = Awaited<ReturnType<ReturnType<typeof selectViews>['executeTakeFirstOrThrow']>>

const viewOf = (row: ViewRow): Message => ({
  id: row.id,
  channelMessageId: row.channel_message_id,
  direction: row.direction,
  contact: { id: row.contact_id, name: row.name, phone: row.phone },
  ...(row.group !== null && { group_id: row.group }),
  ...(row.writer_id !== null && {
    from: { id: row.writer_id, name: row.writer_name, phone: row.writer_phone },
  }),
  type: row.type,
  text: row.revoked_at === null ? row.text : null,
  ...shownContent(row),
  ...(row.edited_at !== null && {
    edited: { at: row.edited_at, earlier: earlierOf(row).map(withoutText(row)) },
  }),
  ...(row.revoked_at !== null && { deleted: { at: row.revoked_at } }),
  delivery: row.delivery === null ? null : deliverySchema.parse(row.delivery),
  reason: row.reason,
  ...shownHold(row),
  at: row.at,
  ...(row.past === 1 && { past: true }),
})

function shownHold(row: ViewRow): Pick<Message, 'until' | 'sentence'> {
  const sentence = holdSentence(row.reason)
  if (row.delivery !== 'held' || sentence === null || row.next_at === null) return {}
  return { until: row.next_at, sentence }
}

/** What a message taken back has said is not shown, not even what it said before. */
const withoutText =
  ({ revoked_at }: Pick<ViewRow, 'revoked_at'>) =>
  ({ text, until }: Earlier) => ({ text: revoked_at === null ? text : null, until })

/** The parts of what is stored that callers see, under the names that Meta's Cloud API gives them. */
function shownContent(row: ViewRow): Shown {
  if (row.revoked_at !== null) return {}
  const content = contentOfRow(row) ?? {}
  const file = shownFile(row)
  const entries = Object.entries(content)
    .filter(([name]) => SHOWN.has(name))
    .map(([name, part]): [string, unknown] =>
      name === row.type && file ? [name, { ...part, ...file }] : [name, part],
    )
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- shaped so when it was stored
  return Object.fromEntries(entries) as Shown
}

/** What is known by now of the file that a message brings or takes along. */
function shownFile(row: ViewRow): Shown['image'] {
  const { media_id: id, media_state: state, media_reason: reason } = row
  if (id === null || state === null) return undefined
  const isLie = row.media_facts !== null && mediaFacts(row.media_facts).isLie === true
  return {
    id,
    ...(row.media_mime !== null && { mime_type: row.media_mime }),
    ...(row.media_sha256 !== null && { sha256: inBase64(row.media_sha256) }),
    ...(row.media_size !== null && { file_size: row.media_size }),
    state,
    detail: misfitSentence(row.reason) ?? mediaSentence(state, reason, isLie),
  }
}
