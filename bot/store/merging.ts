import { asChatId } from '../../common/domain/ids.ts'
import type { ContactId } from '../../common/domain/ids.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { folded } from './folded.ts'
import { carryOptOut } from './opt-outs.ts'
import { joinRanks } from './ranks.ts'
import { readTags, writeTags } from './tags.ts'

/**
 * Two contacts that are one person become one. Names and chats move, messages stay in the chats they
 * were written in. Whatever keeps the bot from writing to one of them holds for the person.
 * @param into keeps its id; the other's leads to it from then on
 */
export async function mergeContacts(
  ground: Ground,
  from: ContactId,
  into: ContactId,
): Promise<void> {
  const now = nowIso(ground)
  await joinFacts(ground, from, into)
  await carryOptOut(ground, from, into)
  for (const table of ['identities', 'chats'] as const) {
    await ground.db
      .updateTable(table)
      .set({ contact_id: into, updated_at: now })
      .where('tenant_id', '=', ground.tenantId)
      .where('contact_id', '=', from)
      .execute()
  }
  const contacts = ground.db.updateTable('contacts').where('tenant_id', '=', ground.tenantId)
  await contacts
    .set({ merged_into: into })
    .where((where) => where.or([where('id', '=', from), where('merged_into', '=', from)]))
    .execute()
  await contacts.set({ deleted_at: now, updated_at: now }).where('id', '=', from).execute()
  await joinChats(ground, into)
}

const factsOf = (ground: Ground, id: ContactId) =>
  ground.db
    .selectFrom('contacts')
    .select(['name', 'given_name', 'note', 'tags', 'blocked_at'])
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

async function joinFacts(ground: Ground, from: ContactId, into: ContactId): Promise<void> {
  const [other, own] = [await factsOf(ground, from), await factsOf(ground, into)]
  const name = own.name ?? other.name
  const given = own.given_name ?? other.given_name
  const notes = [own.note, other.note].filter((note) => note !== null)
  await ground.db
    .updateTable('contacts')
    .set({
      name,
      given_name: given,
      search: folded(`${given ?? ''} ${name ?? ''}`),
      note: notes.length > 0 ? [...new Set(notes)].join('\n') : null,
      tags: writeTags([...readTags(own.tags), ...readTags(other.tags)]),
      blocked_at: own.blocked_at ?? other.blocked_at,
      updated_at: nowIso(ground),
    })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', into)
    .execute()
}

/** What is known of one chat of a thread is known of all. */
async function joinChats(ground: Ground, contactId: ContactId): Promise<void> {
  const chats = await ground.db
    .selectFrom('chats')
    .select(['id', 'channel', 'address', 'silent_until', 'silent_reason', 'last_at'])
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', contactId)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const [channel, family] of Map.groupBy(chats, (chat) => chat.channel)) {
    const quiet = family.reduce((one, other) =>
      (other.silent_until ?? '') > (one.silent_until ?? '') ? other : one,
    )
    await joinRanks(
      ground,
      family.map(({ id }) => asChatId(id)),
    )
    const own = ground.db
      .updateTable('chats')
      .where('tenant_id', '=', ground.tenantId)
      .where('contact_id', '=', contactId)
      .where('channel', '=', channel)
    await own
      .set({
        silent_until: quiet.silent_until,
        silent_reason: quiet.silent_reason,
        last_at: family.map((chat) => chat.last_at ?? '').reduce((a, b) => (a > b ? a : b)) || null,
      })
      .execute()
    const address = family.find((chat) => chat.address !== null)?.address
    if (address) await own.set({ address }).where('address', 'is', null).execute()
  }
}
