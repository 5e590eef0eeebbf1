import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tenants')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('slug', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('bot_host', 'text', (column) => column.notNull())
    .addColumn('bot_port', 'integer', (column) => column.notNull())
    .addColumn('plan', 'text', (column) => column.notNull().defaultTo('standard'))
    .addColumn('is_active', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('desired_state', 'text', (column) => column.notNull())
    .addColumn('epoch', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('deleted_at', 'text')
    .execute()
  // Slugs and ports are the fleet's, not a tenant's: unique among those that are not archived.
  await db.schema
    .createIndex('tenants_live_slug')
    .unique()
    .on('tenants')
    .column('slug')
    .where(sql.ref('deleted_at'), 'is', null)
    .execute()
  await db.schema
    .createIndex('tenants_live_port')
    .unique()
    .on('tenants')
    .columns(['bot_host', 'bot_port'])
    .where(sql.ref('deleted_at'), 'is', null)
    .execute()
  await db.schema
    .createTable('bot_reports')
    .addColumn('tenant_id', 'text', (column) => column.primaryKey())
    .addColumn('report', 'text', (column) => column.notNull())
    .addColumn('received_at', 'text', (column) => column.notNull())
    .addColumn('deleted_at', 'text')
    .execute()
}
