import { asChatId } from '../../common/domain/ids.ts'
import type { ContactId } from '../../common/domain/ids.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { takeBack } from './contact-changes.ts'
import { folded } from '../../common/kit/folded.ts'
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
  // In groups a person is named by message.
  await ground.db
    .updateTable('messages')
    .set({ writer_id: into })
    .where('tenant_id', '=', ground.tenantId)
    .where('writer_id', '=', from)
    .execute()
  const contacts = ground.db.updateTable('contacts').where('tenant_id', '=', ground.tenantId)
  await contacts
    .set({ merged_into: into })
    .where((where) => where.or([where('id', '=', from), where('merged_into', '=', from)]))
    .execute()
  await contacts.set({ deleted_at: now, updated_at: now }).where('id', '=', from).execute()
  await joinChats(ground, into)
  // What waits for one of them must not reach the person under the other name.
  const joined = await factsOf(ground, into)
  if (joined.blocked_at !== null) await takeBack(ground, into, 'contact_blocked')
  if (joined.opted_out_at !== null) await takeBack(ground, into, 'contact_opted_out')
}

const factsOf = (ground: Ground, id: ContactId) =>
  ground.db
    .selectFrom('contacts')
    .select(['name', 'given_name', 'note', 'tags', 'blocked_at', 'opted_out_at'])
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

/** What is known of one chat of a thread is known of all, but for where each leads to. */
async function joinChats(ground: Ground, contactId: ContactId): Promise<void> {
  const chats = await ground.db
    .selectFrom('chats')
    .select(['id', 'channel', 'silent_until', 'silent_reason', 'last_at'])
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
    await changeChats(ground, contactId, channel)
      .set({
        silent_until: quiet.silent_until,
        silent_reason: quiet.silent_reason,
        last_at: family.map((chat) => chat.last_at ?? '').reduce((a, b) => (a > b ? a : b)) || null,
      })
      .execute()
    await joinAddresses(ground, contactId, channel)
  }
}

const changeChats = (ground: Ground, contactId: ContactId, channel: string) =>
  ground.db
    .updateTable('chats')
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', contactId)
    .where('channel', '=', channel)
    .where('deleted_at', 'is', null)

/** Of somebody with one number all chats lead to it; of somebody with two, each to its own. */
async function joinAddresses(ground: Ground, contactId: ContactId, channel: string): Promise<void> {
  const phones = await ground.db
    .selectFrom('identities')
    .select('value')
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', contactId)
    .where('channel', '=', channel)
    .where('kind', '=', 'phone')
    .where('deleted_at', 'is', null)
    .execute()
  const [phone] = phones
  if (!phone || phones.length > 1) return
  await changeChats(ground, contactId, channel).set({ phone: phone.value }).execute()
  const known = await ground.db
    .selectFrom('chats')
    .select('address')
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', contactId)
    .where('channel', '=', channel)
    .where('address', 'is not', null)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!known) return
  await changeChats(ground, contactId, channel)
    .set({ address: known.address })
    .where('address', 'is', null)
    .execute()
}
