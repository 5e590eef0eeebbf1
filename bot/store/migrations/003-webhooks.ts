import { sql } from 'kysely'
import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Endpoints, events and their deliveries; chats count their events. */
export const webhooks: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('chats')
      .addColumn('event_sequence', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await endpoints(db)
    await events(db)
    await deliveries(db)
  },
}

/** What every table has. */
function table<Name extends string>(
  db: Kysely<unknown>,
  name: Name,
): CreateTableBuilder<Name, 'id' | 'tenant_id' | 'created_at' | 'updated_at' | 'deleted_at'> {
  return db.schema
    .createTable(name)
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('deleted_at', 'text')
}

async function endpoints(db: Kysely<unknown>): Promise<void> {
  await table(db, 'webhook_endpoints')
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('events', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('enabled', 'integer', (column) => column.notNull())
    .addColumn('disabled_reason', 'text')
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('previous_secret', 'text')
    .addColumn('previous_secret_until', 'text')
    .addColumn('failing_since', 'text')
    .addColumn('last_error', 'text')
    .addColumn('paused_until', 'text')
    .execute()
  await db.schema
    .createIndex('webhook_endpoints_list')
    .on('webhook_endpoints')
    .columns(['tenant_id', 'id'])
    .execute()
}

async function events(db: Kysely<unknown>): Promise<void> {
  await table(db, 'webhook_events')
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('line', 'text', (column) => column.notNull())
    .addColumn('chat_id', 'text', (column) => column.references('chats.id'))
    .addColumn('sequence', 'integer')
    .addColumn('data', 'text', (column) => column.notNull())
    .execute()
}

async function deliveries(db: Kysely<unknown>): Promise<void> {
  await table(db, 'webhook_deliveries')
    .addColumn('endpoint_id', 'text', (column) =>
      column.notNull().references('webhook_endpoints.id'),
    )
    .addColumn('event_id', 'text', (column) => column.notNull().references('webhook_events.id'))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('line', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'text')
    .addColumn('failed_at', 'text')
    .addColumn('settled_at', 'text')
    .addColumn('attempts', 'text', (column) => column.notNull())
    .execute()
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('webhook_deliveries').columns(columns)
  const waiting = [sql.ref('state'), '=', sql.lit('waiting')] as const
  await index('webhook_deliveries_due', ['tenant_id', 'endpoint_id', 'next_at'])
    .where(...waiting)
    .execute()
  await index('webhook_deliveries_line', ['tenant_id', 'endpoint_id', 'line', 'event_id'])
    .where(...waiting)
    .execute()
  await index('webhook_deliveries_list', ['tenant_id', 'state', 'id']).execute()
  await index('webhook_deliveries_event', ['tenant_id', 'event_id', 'endpoint_id'])
    .unique()
    .execute()
}
