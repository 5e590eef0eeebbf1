import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Messages are changed and taken back, with what they said before kept; chats know how far the
 * contact is to be told that its messages were read.
 */
export const deeds: Migration = {
  async up(db: Kysely<unknown>) {
    for (const column of ['earlier', 'edited_at', 'revoked_at']) {
      await db.schema.alterTable('messages').addColumn(column, 'text').execute()
    }
    for (const column of ['read_wanted', 'read_told']) {
      await db.schema.alterTable('chats').addColumn(column, 'text').execute()
    }
    await db.schema
      .createIndex('chats_read_wanted')
      .on('chats')
      .columns(['tenant_id', 'id'])
      .where(sql.ref('read_wanted'), 'is not', null)
      .execute()
  },
}
