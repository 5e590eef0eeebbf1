import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Messages from before the linking are known as such; names wait for those whom they belong to. */
export const past: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('messages')
      .addColumn('past', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createTable('past_names')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('tenant_id', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addColumn('deleted_at', 'text')
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('past_names_identity')
      .unique()
      .on('past_names')
      .columns(['tenant_id', 'channel', 'kind', 'value'])
      .execute()
  },
}
