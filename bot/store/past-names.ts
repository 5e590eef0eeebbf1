import type { ContactId } from '../../common/domain/ids.ts'
import { newRowId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { folded } from '../../common/kit/folded.ts'
import { ownerOf } from './identities.ts'
import type { Identity } from './identities.ts'

/** A phone gives names apart from messages, and of people who have written nothing that is kept. */
export async function takeName(
  ground: Ground,
  channel: string,
  identity: Identity,
  name: string,
): Promise<void> {
  const owner = await ownerOf(ground, channel, identity)
  if (owner !== undefined) return await nameContact(ground, owner, name)
  const { kind, value } = identity
  await ground.db
    .insertInto('past_names')
    .values({ ...newRow(ground, newRowId()), channel, kind, value, name })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'channel', 'kind', 'value'])
        .doUpdateSet({ name, updated_at: nowIso(ground) }),
    )
    .execute()
}

/** What somebody calls itself by what a phone has told. */
export async function nameOf(
  ground: Ground,
  channel: string,
  identities: readonly Identity[],
): Promise<string | undefined> {
  for (const { kind, value } of identities) {
    const row = await ground.db
      .selectFrom('past_names')
      .select('name')
      .where('tenant_id', '=', ground.tenantId)
      .where('channel', '=', channel)
      .where('kind', '=', kind)
      .where('value', '=', value)
      .executeTakeFirst()
    if (row) return row.name
  }
  return undefined
}

/** Names a contact that has no name; what is known is newer. */
export async function nameContact(ground: Ground, id: ContactId, name: string): Promise<void> {
  const contact = ground.db
    .updateTable('contacts')
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .where('name', 'is', null)
  const named = await contact
    .set({ name, updated_at: nowIso(ground) })
    .returning('given_name')
    .executeTakeFirst()
  if (!named) return
  await ground.db
    .updateTable('contacts')
    .set({ search: folded(`${named.given_name ?? ''} ${name}`) })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .execute()
}

/** Nobody came of those whose names were told before that time. */
export async function forgetNames(ground: Ground, before: number): Promise<void> {
  await ground.db
    .deleteFrom('past_names')
    .where('tenant_id', '=', ground.tenantId)
    .where('created_at', '<', toIso(before))
    .execute()
}
