import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What the linked phone gives of the time before, part by part, and how far each has been read. */
export const history: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('history_parts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('tenant_id', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addColumn('deleted_at', 'text')
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('handled', 'integer', (column) => column.notNull())
      .addColumn('stored', 'integer', (column) => column.notNull())
      .addColumn('bytes', 'integer', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('next_at', 'text')
      .execute()
    await db.schema
      .createIndex('history_parts_name')
      .unique()
      .on('history_parts')
      .columns(['tenant_id', 'channel', 'name'])
      .execute()
  },
}
