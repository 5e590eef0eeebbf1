import { sql } from 'kysely'
import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Contacts, chats, messages, turns and idempotency keys. */
export const init: Migration = {
  async up(db: Kysely<unknown>) {
    await contactsAndChats(db)
    await messages(db)
    await turnsAndKeys(db)
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

async function contactsAndChats(db: Kysely<unknown>): Promise<void> {
  await table(db, 'contacts').addColumn('name', 'text').execute()
  await table(db, 'identities')
    .addColumn('contact_id', 'text', (column) => column.notNull().references('contacts.id'))
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('identities_value')
    .on('identities')
    .unique()
    .columns(['tenant_id', 'channel', 'kind', 'value'])
    .where(sql.ref('deleted_at'), 'is', null)
    .execute()
  await db.schema
    .createIndex('identities_contact')
    .on('identities')
    .columns(['tenant_id', 'contact_id'])
    .execute()
  await table(db, 'chats')
    .addColumn('contact_id', 'text', (column) => column.notNull().references('contacts.id'))
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('address', 'text')
    .execute()
  await db.schema
    .createIndex('chats_contact')
    .on('chats')
    .columns(['tenant_id', 'contact_id', 'channel'])
    .execute()
}

async function messages(db: Kysely<unknown>): Promise<void> {
  await table(db, 'messages')
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('chat_id', 'text', (column) => column.notNull().references('chats.id'))
    .addColumn('from_me', 'integer', (column) => column.notNull())
    .addColumn('channel_message_id', 'text', (column) => column.notNull())
    .addColumn('direction', 'text', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('text', 'text')
    .addColumn('content', 'text')
    .addColumn('delivery', 'text')
    .addColumn('reason', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'text')
    .addColumn('expires_at', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('messages_once')
    .on('messages')
    .unique()
    .columns(['tenant_id', 'channel', 'chat_id', 'from_me', 'channel_message_id'])
    .execute()
  await db.schema.createIndex('messages_list').on('messages').columns(['tenant_id', 'id']).execute()
  await db.schema
    .createIndex('messages_chat')
    .on('messages')
    .columns(['tenant_id', 'chat_id', 'id'])
    .execute()
  await db.schema
    .createIndex('messages_by_network_id')
    .on('messages')
    .columns(['tenant_id', 'channel_message_id'])
    .execute()
  await db.schema
    .createIndex('messages_outbox')
    .on('messages')
    .columns(['tenant_id', 'chat_id', 'id'])
    .where(sql.ref('delivery'), '=', sql.lit('queued'))
    .execute()
}

async function turnsAndKeys(db: Kysely<unknown>): Promise<void> {
  await table(db, 'turns')
    .addColumn('chat_id', 'text', (column) => column.notNull().references('chats.id'))
    .addColumn('message_id', 'text', (column) => column.notNull().references('messages.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'text')
    .addColumn('reason', 'text')
    .execute()
  await db.schema
    .createIndex('turns_once')
    .on('turns')
    .unique()
    .columns(['tenant_id', 'message_id'])
    .execute()
  await db.schema
    .createIndex('turns_waiting')
    .on('turns')
    .columns(['tenant_id', 'chat_id', 'id'])
    .where(sql.ref('state'), '=', sql.lit('waiting'))
    .execute()
  await table(db, 'idempotency_keys')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) => column.notNull().references('messages.id'))
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('idempotency_keys_once')
    .on('idempotency_keys')
    .unique()
    .columns(['tenant_id', 'key'])
    .execute()
}
