import type { ContactId, MessageId } from '../../common/domain/ids.ts'
import { asMessageId } from '../../common/domain/ids.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { folded } from '../../common/kit/folded.ts'
import { writeTags } from './tags.ts'
import { tellContact, tellContactDeleted, tellMessage } from './webhook-events.ts'

/** What an operator says of a person; what is undefined stays as it is. */
export interface ContactChange {
  /** Wins over what the person calls itself; null takes it back. */
  readonly name?: string | null | undefined
  readonly note?: string | null | undefined
  /** All of them. */
  readonly tags?: readonly string[] | undefined
}

export async function changeContact(
  ground: Ground,
  id: ContactId,
  { name, note, tags }: ContactChange,
): Promise<void> {
  if (name === undefined && note === undefined && tags === undefined) return
  const contact = ground.db
    .updateTable('contacts')
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
  await contact
    .set({
      ...(name !== undefined && { given_name: name }),
      ...(note !== undefined && { note }),
      ...(tags !== undefined && { tags: writeTags(tags) }),
      updated_at: nowIso(ground),
    })
    .execute()
  if (name !== undefined) {
    const { name: own } = await ground.db
      .selectFrom('contacts')
      .select('name')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await contact.set({ search: folded(`${name ?? ''} ${own ?? ''}`) }).execute()
  }
  await tellContact(ground, id)
}

/** @returns messages that had not left and are not sent now */
export async function setBlocked(
  ground: Ground,
  id: ContactId,
  isBlocked: boolean,
): Promise<readonly MessageId[]> {
  const now = nowIso(ground)
  const changed = await ground.db
    .updateTable('contacts')
    .set({ blocked_at: isBlocked ? now : null, updated_at: now })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .where('blocked_at', isBlocked ? 'is' : 'is not', null)
    .executeTakeFirst()
  if (changed.numUpdatedRows > 0n) await tellContact(ground, id)
  return isBlocked ? await takeBack(ground, id, 'contact_blocked') : []
}

/**
 * Marks a contact, its names and its chats as deleted. Its messages go with the chats: they are not
 * shown any more. Whoever writes again is somebody new, but stays silenced.
 * @returns messages that had not left and are not sent now
 */
export async function deleteContact(ground: Ground, id: ContactId): Promise<readonly MessageId[]> {
  const now = nowIso(ground)
  const cancelled = await takeBack(ground, id, 'contact_deleted')
  await ground.db
    .updateTable('turns')
    .set({ state: 'done', next_at: null, reason: 'contact_deleted', updated_at: now })
    .where('tenant_id', '=', ground.tenantId)
    .where('state', '=', 'waiting')
    .where('chat_id', 'in', chatsOf(ground, id))
    .execute()
  for (const table of ['identities', 'chats'] as const) {
    await ground.db
      .updateTable(table)
      .set({ deleted_at: now, updated_at: now })
      .where('tenant_id', '=', ground.tenantId)
      .where('contact_id', '=', id)
      .where('deleted_at', 'is', null)
      .execute()
  }
  await ground.db
    .updateTable('contacts')
    .set({ deleted_at: now, updated_at: now })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .execute()
  await tellContactDeleted(ground, id)
  return cancelled
}

const chatsOf = (ground: Ground, id: ContactId) =>
  ground.db
    .selectFrom('chats')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', id)

/** @returns messages that had not left and are not sent now */
export async function takeBack(
  ground: Ground,
  id: ContactId,
  reason: string,
): Promise<readonly MessageId[]> {
  const rows = await ground.db
    .updateTable('messages')
    .set({ delivery: 'cancelled', reason, next_at: null, updated_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', 'in', chatsOf(ground, id))
    .where('delivery', 'in', ['queued', 'held'])
    .where('claimed_at', 'is', null)
    .where('deleted_at', 'is', null)
    .returning('id')
    .execute()
  const cancelled = rows.map((row) => asMessageId(row.id))
  await tellMessage(ground, 'message.status', cancelled.toSorted())
  return cancelled
}
