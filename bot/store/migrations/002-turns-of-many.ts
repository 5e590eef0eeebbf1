import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Messages say which turn they belong to and whether they have begun to leave; chats may be silent;
 * incidents are remembered.
 */
export const turnsOfMany: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('messages').addColumn('claimed_at', 'text').execute()
    await db.schema.alterTable('messages').addColumn('turn_id', 'text').execute()
    await db.schema.alterTable('chats').addColumn('silent_until', 'text').execute()
    await db.schema.alterTable('chats').addColumn('silent_reason', 'text').execute()
    // Turns that wait were begun by one message each.
    await sql`update messages set turn_id =
      (select turns.id from turns where turns.tenant_id = messages.tenant_id
        and turns.message_id = messages.id)
      where direction = 'inbound'`.execute(db)
    await db.schema
      .createIndex('messages_expiry')
      .on('messages')
      .columns(['tenant_id', 'expires_at'])
      .where(sql.ref('delivery'), '=', sql.lit('queued'))
      .execute()
    await db.schema
      .createIndex('chats_silent')
      .on('chats')
      .columns(['tenant_id', 'silent_until'])
      .where(sql.ref('silent_until'), 'is not', null)
      .execute()
    await db.schema
      .createTable('incidents')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('tenant_id', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addColumn('deleted_at', 'text')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('detail', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('incidents_kind')
      .on('incidents')
      .columns(['tenant_id', 'kind', 'at'])
      .execute()
  },
}
