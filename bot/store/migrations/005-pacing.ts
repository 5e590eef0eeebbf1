import { sql } from 'kysely'
import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Chats and what waits in them have a rank, by which replies go first; what has been sent is
 * remembered for the limits; messages may be held; contacts may want to hear nothing.
 */
export const pacing: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('contacts').addColumn('opted_out_at', 'text').execute()
    for (const ranked of ['chats', 'messages'] as const) {
      await db.schema
        .alterTable(ranked)
        .addColumn('rank', 'integer', (column) => column.notNull().defaultTo(2))
        .execute()
    }
    await db.schema.alterTable('messages').addColumn('held_reason', 'text').execute()
    await linesByRank(db)
    await sends(db)
    await brakes(db)
  },
}

async function linesByRank(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('messages_outbox').execute()
  await db.schema
    .createIndex('messages_outbox')
    .on('messages')
    .columns(['tenant_id', 'rank', 'chat_id', 'id'])
    .where(sql.ref('delivery'), '=', sql.lit('queued'))
    .execute()
  await db.schema
    .createIndex('messages_held')
    .on('messages')
    .columns(['tenant_id', 'next_at'])
    .where(sql.ref('delivery'), '=', sql.lit('held'))
    .execute()
  await db.schema
    .createIndex('messages_held_chat')
    .on('messages')
    .columns(['tenant_id', 'chat_id', 'id'])
    .where(sql.ref('delivery'), '=', sql.lit('held'))
    .execute()
  await db.schema
    .createIndex('messages_held_expiry')
    .on('messages')
    .columns(['tenant_id', 'expires_at'])
    .where(sql.ref('delivery'), '=', sql.lit('held'))
    .execute()
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

async function sends(db: Kysely<unknown>): Promise<void> {
  await table(db, 'sends')
    .addColumn('chat_id', 'text', (column) => column.notNull().references('chats.id'))
    .addColumn('message_id', 'text', (column) => column.notNull().references('messages.id'))
    .addColumn('class', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('gap', 'integer', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('sends_chat')
    .on('sends')
    .columns(['tenant_id', 'chat_id', 'at'])
    .execute()
  await db.schema
    .createIndex('sends_class')
    .on('sends')
    .columns(['tenant_id', 'class', 'at'])
    .execute()
}

async function brakes(db: Kysely<unknown>): Promise<void> {
  await table(db, 'brakes')
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('until', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'text')
    .execute()
  await db.schema
    .createIndex('brakes_on')
    .on('brakes')
    .columns(['tenant_id', 'id'])
    .where(sql.ref('ended_at'), 'is', null)
    .execute()
}
