import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Null is the usual limit, whatever that is in the version at hand.
  await db.schema.alterTable('tenants').addColumn('memory_limit_mb', 'integer').execute()
  await db.schema
    .createTable('bot_ends')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('deleted_at', 'text')
    .execute()
  await db.schema
    .createIndex('bot_ends_by_tenant')
    .on('bot_ends')
    .columns(['tenant_id', 'at'])
    .execute()
}
