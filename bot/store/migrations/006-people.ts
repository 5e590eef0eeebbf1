import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { asPhone } from '../../../common/domain/ids.ts'
import { digitsOf, phoneOfDigits } from '../../../common/domain/phone.ts'
import type { Tables } from '../schema.ts'
import { folded } from '../../../common/kit/folded.ts'

/**
 * Contacts have what an operator says of them, chats what an inbox shows; every phone number is the
 * person's one canonical number.
 */
export const people: Migration = {
  async up(db: Kysely<Tables>) {
    await addColumns(db)
    await fillColumns(db)
    await makeCanonical(db)
  },
}

async function addColumns(db: Kysely<Tables>): Promise<void> {
  for (const column of ['given_name', 'search', 'note', 'tags', 'blocked_at', 'merged_into']) {
    await db.schema.alterTable('contacts').addColumn(column, 'text').execute()
  }
  await db.schema.alterTable('identities').addColumn('paired_with', 'text').execute()
  for (const column of ['last_at', 'read_up_to', 'unreachable_until', 'unreachable_reason']) {
    await db.schema.alterTable('chats').addColumn(column, 'text').execute()
  }
  await db.schema.createIndex('contacts_list').on('contacts').columns(['tenant_id', 'id']).execute()
  await db.schema
    .createIndex('chats_activity')
    .on('chats')
    .columns(['tenant_id', 'last_at', 'id'])
    .execute()
}

/** Nobody is told of thousands of unread messages because of an update. */
async function fillColumns(db: Kysely<Tables>): Promise<void> {
  await db
    .updateTable('chats')
    .set((set) => {
      const own = set
        .selectFrom('messages')
        .whereRef('messages.tenant_id', '=', 'chats.tenant_id')
        .whereRef('messages.chat_id', '=', 'chats.id')
      return {
        last_at: own.select((select) => select.fn.max('messages.at').as('at')),
        read_up_to: own.select((select) => select.fn.max('messages.id').as('id')),
      }
    })
    .execute()
  const named = await db
    .selectFrom('contacts')
    .select(['id', 'name'])
    .where('name', 'is not', null)
    .execute()
  for (const { id, name } of named) {
    await db
      .updateTable('contacts')
      .set({ search: folded(name ?? '') })
      .where('id', '=', id)
      .execute()
  }
}

interface Stored {
  readonly id: string
  readonly tenant_id: string
  readonly contact_id: string
  readonly channel: string
  readonly value: string
}

async function makeCanonical(db: Kysely<Tables>): Promise<void> {
  const rows = await db
    .selectFrom('identities')
    .select(['id', 'tenant_id', 'contact_id', 'channel', 'value'])
    .where('kind', '=', 'phone')
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const { id, value } of rows) {
    const canonical = phoneOfDigits(digitsOf(asPhone(value)))
    if (canonical !== value) await renumber(db, id, canonical)
  }
}

/** One row at a time, read again: an earlier one may have moved it to another contact. */
async function renumber(db: Kysely<Tables>, id: string, canonical: string): Promise<void> {
  const own = await db
    .selectFrom('identities')
    .select(['id', 'tenant_id', 'contact_id', 'channel', 'value'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const holder = await db
    .selectFrom('identities')
    .select(['id', 'contact_id'])
    .where('tenant_id', '=', own.tenant_id)
    .where('channel', '=', own.channel)
    .where('kind', '=', 'phone')
    .where('value', '=', canonical)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!holder) {
    await db.updateTable('identities').set({ value: canonical }).where('id', '=', id).execute()
    return
  }
  // First of all: no two rows may be alive with one value.
  await softDelete(db, 'identities', id)
  if (holder.contact_id !== own.contact_id) await mergeInto(db, own, holder.contact_id)
}

/** As the store merges, but frozen here: a migration must not change with the code. */
async function mergeInto(db: Kysely<Tables>, own: Stored, other: string): Promise<void> {
  const [into, from] = [own.contact_id, other].sort()
  if (into === undefined || from === undefined) return
  for (const table of ['identities', 'chats'] as const) {
    await db
      .updateTable(table)
      .set({ contact_id: into })
      .where('tenant_id', '=', own.tenant_id)
      .where('contact_id', '=', from)
      .execute()
  }
  await db
    .updateTable('contacts')
    .set({ merged_into: into })
    .where('tenant_id', '=', own.tenant_id)
    .where((where) => where.or([where('id', '=', from), where('merged_into', '=', from)]))
    .execute()
  await keepSilence(db, own.tenant_id, into)
  await softDelete(db, 'contacts', from)
}

/** A human who has taken one of the chats over has taken over the person. */
async function keepSilence(db: Kysely<Tables>, tenantId: string, contact: string): Promise<void> {
  const [longest] = await db
    .selectFrom('chats')
    .select(['channel', 'silent_until', 'silent_reason'])
    .where('tenant_id', '=', tenantId)
    .where('contact_id', '=', contact)
    .where('silent_until', 'is not', null)
    .orderBy('silent_until', 'desc')
    .limit(1)
    .execute()
  if (!longest) return
  await db
    .updateTable('chats')
    .set({ silent_until: longest.silent_until, silent_reason: longest.silent_reason })
    .where('tenant_id', '=', tenantId)
    .where('contact_id', '=', contact)
    .where('channel', '=', longest.channel)
    .execute()
}

async function softDelete(
  db: Kysely<Tables>,
  table: 'identities' | 'contacts',
  id: string,
): Promise<void> {
  const now = new Date().toISOString()
  await db
    .updateTable(table)
    .set({ deleted_at: now, updated_at: now })
    .where('id', '=', id)
    .execute()
}
