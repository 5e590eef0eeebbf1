import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** A message in a group knows who wrote it: the person, and its address there. */
export const groups: Migration = {
  async up(db: Kysely<unknown>) {
    for (const column of ['writer_id', 'writer_address']) {
      await db.schema.alterTable('messages').addColumn(column, 'text').execute()
    }
    await db.schema
      .createIndex('messages_writer')
      .on('messages')
      .columns(['tenant_id', 'writer_id'])
      .where(sql.ref('writer_id'), 'is not', null)
      .execute()
  },
}
