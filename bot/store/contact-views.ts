import { sql } from 'kysely'
import type { Contact } from '../../common/contracts/contacts.ts'
import type { ContactId } from '../../common/domain/ids.ts'
import type { Ground } from './base.ts'
import { folded } from '../../common/kit/folded.ts'
import { escapeLike, readTags, tagPattern } from './tags.ts'

export interface ContactQuery {
  /** A part of a name, or of a phone number. */
  readonly search?: string | undefined
  readonly tag?: string | undefined
  readonly isBlocked?: boolean | undefined
  /** The last id of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

export async function viewContact(ground: Ground, id: ContactId): Promise<Contact | undefined> {
  const rows = await selectContacts(ground).where('id', '=', id).execute()
  const [contact] = await withIdentities(ground, rows)
  return contact
}

/** A page of contacts, oldest first. */
export async function listContacts(
  ground: Ground,
  query: ContactQuery,
): Promise<readonly Contact[]> {
  let rows = selectContacts(ground).orderBy('id').limit(query.limit)
  if (query.search !== undefined) rows = rows.where(matches(ground, query.search))
  if (query.tag !== undefined) rows = rows.where(like('tags', tagPattern(query.tag)))
  if (query.isBlocked !== undefined) {
    rows = rows.where('blocked_at', query.isBlocked ? 'is not' : 'is', null)
  }
  if (query.after !== undefined) rows = rows.where('id', '>', query.after)
  return await withIdentities(ground, await rows.execute())
}

/** Alike in both kinds of database, which do not agree on what a backslash is by itself. */
const like = (column: string, pattern: string) =>
  sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`

function matches(ground: Ground, search: string) {
  const name = like('search', `%${escapeLike(folded(search))}%`)
  const digits = search.replaceAll(/[\s().+-]/g, '')
  if (!/^\d+$/.test(digits)) return name
  return sql<boolean>`(${name} or exists (select 1 from identities
    where identities.tenant_id = ${ground.tenantId} and identities.contact_id = contacts.id
      and identities.kind = 'phone' and identities.deleted_at is null
      and identities.value like ${`%${digits}%`}))`
}

const selectContacts = (ground: Ground) =>
  ground.db
    .selectFrom('contacts')
    .select([
      'id',
      'name',
      'given_name',
      'note',
      'tags',
      'blocked_at',
      'opted_out_at',
      'created_at',
      'updated_at',
    ])
    .where('tenant_id', '=', ground.tenantId)
    .where('deleted_at', 'is', null)

type Row = Awaited<ReturnType<ReturnType<typeof selectContacts>['executeTakeFirstOrThrow']>>

async function withIdentities(ground: Ground, rows: readonly Row[]): Promise<readonly Contact[]> {
  if (rows.length === 0) return []
  const identities = await ground.db
    .selectFrom('identities')
    .select(['contact_id', 'channel', 'kind', 'value'])
    .where('tenant_id', '=', ground.tenantId)
    .where(
      'contact_id',
      'in',
      rows.map(({ id }) => id),
    )
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  const byContact = Map.groupBy(identities, (identity) => identity.contact_id)
  return rows.map((row) => viewOf(row, byContact.get(row.id) ?? []))
}

const viewOf = (
  row: Row,
  identities: readonly Omit<Contact['identities'][number], ''>[],
): Contact => ({
  id: row.id,
  name: row.given_name ?? row.name,
  givenName: row.given_name,
  pushName: row.name,
  phone: identities.find(({ kind }) => kind === 'phone')?.value ?? null,
  identities: identities.map(({ channel, kind, value }) => ({ channel, kind, value })),
  note: row.note,
  tags: readTags(row.tags),
  blocked: row.blocked_at !== null,
  optedOutAt: row.opted_out_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
