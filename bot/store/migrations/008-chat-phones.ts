import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * A chat knows the number it is with, for its contact may have two. Where the contact has one
 * number, it is that; where it has more, nobody can tell any more, and the next message says it.
 */
export const chatPhones: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('chats').addColumn('phone', 'text').execute()
    await sql`update chats set phone = (
      select min(identities.value) from identities
      where identities.tenant_id = chats.tenant_id and identities.contact_id = chats.contact_id
        and identities.channel = chats.channel and identities.kind = 'phone'
        and identities.deleted_at is null
      having count(*) = 1)`.execute(db)
  },
}
