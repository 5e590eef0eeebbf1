import type { ContactId } from '../../common/domain/ids.ts'
import { asContactId, newContactId, newRowId } from '../../common/domain/ids.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { folded } from '../../common/kit/folded.ts'
import { mergeContacts } from './merging.ts'
import { tellContact } from './webhook-events.ts'

/** One of a person's names on a channel: a phone number, a LID; or a group's address. */
export interface Identity {
  readonly kind: string
  readonly value: string
}

interface Known {
  readonly id: string
  readonly contactId: ContactId
  readonly pairedWith: string | null
}

/**
 * The contact behind names that were told together, made if there is none. What was not known of
 * the person is learned; contacts that turn out to be one are merged.
 * @param name what the person calls itself
 * @param isPast it comes from the time before the linking: only of contacts that become one are
 *   webhooks told then, not of each of the thousands that a phone knows
 */
export async function contactBehind(
  ground: Ground,
  channel: string,
  identities: readonly Identity[],
  name: string | undefined,
  isPast = false,
): Promise<ContactId> {
  const known = await Promise.all(identities.map((one) => knownIdentity(ground, channel, one)))
  const found = known.map((one) => one?.contactId).filter((id) => id !== undefined)
  const [oldest, ...others] = [...new Set(found)].sort()
  const contactId = oldest ?? (await addContact(ground, channel, identities, name))
  for (const other of others) await mergeContacts(ground, other, contactId)
  for (const [index, identity] of identities.entries()) {
    if (!known[index]) await addIdentity(ground, channel, contactId, identity)
  }
  const isPaired = await pair(ground, channel, contactId, identities, known)
  const isRenamed =
    oldest !== undefined && name !== undefined && (await callItself(ground, contactId, name))
  const isMore = oldest === undefined || known.includes(undefined) || isPaired || isRenamed
  if (others.length > 0 || (isMore && !isPast)) await tellContact(ground, contactId, others)
  return contactId
}

/**
 * Identities are told to be one person's: what is not known is learned, if the person is known.
 * @returns the contact, if there is one and something about it has changed
 */
export async function learnPerson(
  ground: Ground,
  channel: string,
  identities: readonly Identity[],
  isPast = false,
): Promise<ContactId | undefined> {
  const owners = await Promise.all(identities.map((one) => ownerOf(ground, channel, one)))
  const isNews = new Set(owners).size > 1
  if (!isNews) return undefined
  return await contactBehind(ground, channel, identities, undefined, isPast)
}

/** Who has a name just now, without making or changing anything. */
export async function ownerOf(
  ground: Ground,
  channel: string,
  identity: Identity,
): Promise<ContactId | undefined> {
  return (await knownIdentity(ground, channel, identity))?.contactId
}

export async function lidsWithoutPhone(
  ground: Ground,
  channel: string,
): Promise<readonly string[]> {
  const rows = await ground.db
    .selectFrom('identities')
    .select('identities.value')
    .where('identities.tenant_id', '=', ground.tenantId)
    .where('identities.channel', '=', channel)
    .where('identities.kind', '=', 'lid')
    .where('identities.deleted_at', 'is', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('identities as other')
            .select('other.id')
            .whereRef('other.tenant_id', '=', 'identities.tenant_id')
            .whereRef('other.contact_id', '=', 'identities.contact_id')
            .where('other.kind', '=', 'phone')
            .where('other.deleted_at', 'is', null),
        ),
      ),
    )
    .execute()
  return rows.map(({ value }) => value)
}

async function knownIdentity(
  ground: Ground,
  channel: string,
  { kind, value }: Identity,
): Promise<Known | undefined> {
  const row = await ground.db
    .selectFrom('identities')
    .select(['id', 'contact_id', 'paired_with'])
    .where('tenant_id', '=', ground.tenantId)
    .where('channel', '=', channel)
    .where('kind', '=', kind)
    .where('value', '=', value)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row && { id: row.id, contactId: asContactId(row.contact_id), pairedWith: row.paired_with }
}

/**
 * Remembers that a number and a LID are one account. Who takes a new number keeps the LID: the old
 * number is left behind then, for it may become somebody else's.
 * @returns whether that is news
 */
async function pair(
  ground: Ground,
  channel: string,
  contactId: ContactId,
  identities: readonly Identity[],
  known: readonly (Known | undefined)[],
): Promise<boolean> {
  const lid = identities.find(({ kind }) => kind === 'lid')?.value
  const at = identities.findIndex(({ kind }) => kind === 'phone')
  const phone = identities[at]?.value
  if (lid === undefined || phone === undefined || known[at]?.pairedWith === lid) {
    return false
  }
  const phones = ground.db
    .updateTable('identities')
    .where('tenant_id', '=', ground.tenantId)
    .where('contact_id', '=', contactId)
    .where('channel', '=', channel)
    .where('kind', '=', 'phone')
    .where('deleted_at', 'is', null)
  const now = nowIso(ground)
  const left = await phones
    .set({ deleted_at: now, updated_at: now })
    .where('paired_with', '=', lid)
    .where('value', '!=', phone)
    .returning('value')
    .execute()
  if (left.length > 0) {
    await ground.db
      .updateTable('chats')
      .set({ phone, updated_at: now })
      .where('tenant_id', '=', ground.tenantId)
      .where('contact_id', '=', contactId)
      .where('channel', '=', channel)
      .where(
        'phone',
        'in',
        left.map(({ value }) => value),
      )
      .execute()
  }
  await phones.set({ paired_with: lid, updated_at: now }).where('value', '=', phone).execute()
  return true
}

/** Who was silenced and then deleted is not heard again by writing anew. */
async function addContact(
  ground: Ground,
  channel: string,
  identities: readonly Identity[],
  name: string | undefined,
): Promise<ContactId> {
  const id = newContactId()
  const before = await deletedOwner(ground, channel, identities)
  await ground.db
    .insertInto('contacts')
    .values({
      ...newRow(ground, id),
      name: name ?? null,
      given_name: null,
      search: name === undefined ? null : folded(name),
      note: null,
      tags: null,
      blocked_at: before?.blocked_at ?? null,
      opted_out_at: before?.opted_out_at ?? null,
      merged_into: null,
    })
    .execute()
  return id
}

async function deletedOwner(ground: Ground, channel: string, identities: readonly Identity[]) {
  return await ground.db
    .selectFrom('identities')
    .innerJoin('contacts', 'contacts.id', 'identities.contact_id')
    .select(['contacts.blocked_at', 'contacts.opted_out_at'])
    .where('identities.tenant_id', '=', ground.tenantId)
    .where('identities.channel', '=', channel)
    .where((where) =>
      where.or(
        identities.map(({ kind, value }) =>
          where.and([where('identities.kind', '=', kind), where('identities.value', '=', value)]),
        ),
      ),
    )
    .where('contacts.deleted_at', 'is not', null)
    .where('contacts.merged_into', 'is', null)
    .orderBy('contacts.id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

async function addIdentity(
  ground: Ground,
  channel: string,
  contactId: ContactId,
  { kind, value }: Identity,
): Promise<void> {
  await ground.db
    .insertInto('identities')
    .values({
      ...newRow(ground, newRowId()),
      contact_id: contactId,
      channel,
      kind,
      value,
      paired_with: null,
    })
    .execute()
}

/** @returns whether it had another name */
export async function callItself(ground: Ground, id: ContactId, name: string): Promise<boolean> {
  const row = await ground.db
    .selectFrom('contacts')
    .select(['name', 'given_name'])
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row || row.name === name) return false
  await ground.db
    .updateTable('contacts')
    .set({
      name,
      search: folded(`${row.given_name ?? ''} ${name}`),
      updated_at: nowIso(ground),
    })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .execute()
  return true
}
