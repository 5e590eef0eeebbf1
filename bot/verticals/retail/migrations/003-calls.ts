import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What was booked under which key, so that a call which is made again books nothing more. */
export const calls: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('retail_calls')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('tenant_id', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addColumn('deleted_at', 'text')
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('made', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('retail_calls_key')
      .unique()
      .on('retail_calls')
      .columns(['tenant_id', 'key'])
      .execute()
    await db.schema
      .createIndex('retail_calls_expiry')
      .on('retail_calls')
      .columns(['tenant_id', 'expires_at'])
      .execute()
  },
}
