import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What is to be sent again is remembered until it is done. Deliveries can be read and changed by their
 * ids without looking at all of them, and events be forgotten: they are referred to the way they are
 * found, by tenant and id, for without such an index each that is deleted has every delivery read.
 */
export const webhookRedrives: Migration = {
  async up(db: Kysely<unknown>) {
    await redrives(db)
    await db.schema
      .createIndex('webhook_events_id')
      .unique()
      .on('webhook_events')
      .columns(['tenant_id', 'id'])
      .execute()
    await deliveries(db)
    await deliveryIndexes(db)
  },
}

async function redrives(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_redrives')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('deleted_at', 'text')
    .addColumn('endpoint_id', 'text', (column) => column.references('webhook_endpoints.id'))
    .addColumn('type', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('from_at', 'text', (column) => column.notNull())
    .addColumn('to_at', 'text', (column) => column.notNull())
    .addColumn('last_id', 'text', (column) => column.notNull())
    .addColumn('after_id', 'text', (column) => column.notNull())
    .addColumn('redriven', 'integer', (column) => column.notNull())
    .addColumn('finished_at', 'text')
    .execute()
  await db.schema
    .createIndex('webhook_redrives_open')
    .on('webhook_redrives')
    .columns(['tenant_id', 'id'])
    .where(sql.ref('finished_at'), 'is', null)
    .execute()
}

const COLUMNS = [
  'id',
  'tenant_id',
  'created_at',
  'updated_at',
  'deleted_at',
  'endpoint_id',
  'event_id',
  'type',
  'line',
  'state',
  'tries',
  'next_at',
  'failed_at',
  'settled_at',
  'attempts',
].map((column) => sql.ref(column))

/** SQLite cannot change a reference of a table that is there. */
async function deliveries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_deliveries_new')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('deleted_at', 'text')
    .addColumn('endpoint_id', 'text', (column) =>
      column.notNull().references('webhook_endpoints.id'),
    )
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('line', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'text')
    .addColumn('failed_at', 'text')
    .addColumn('settled_at', 'text')
    .addColumn('attempts', 'text', (column) => column.notNull())
    .addForeignKeyConstraint(
      'webhook_deliveries_of_event',
      ['tenant_id', 'event_id'],
      'webhook_events',
      ['tenant_id', 'id'],
    )
    .execute()
  const columns = sql.join(COLUMNS)
  await sql`insert into webhook_deliveries_new (${columns}) select ${columns} from webhook_deliveries`.execute(
    db,
  )
  await db.schema.dropTable('webhook_deliveries').execute()
  await db.schema.alterTable('webhook_deliveries_new').renameTo('webhook_deliveries').execute()
}

async function deliveryIndexes(db: Kysely<unknown>): Promise<void> {
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
  await index('webhook_deliveries_id', ['tenant_id', 'id']).execute()
  await index('webhook_deliveries_event', ['tenant_id', 'event_id', 'endpoint_id'])
    .unique()
    .execute()
}
