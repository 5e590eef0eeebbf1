import { sql } from 'kysely'
import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Files, the keys they travel under, and which message has which. */
export const media: Migration = {
  async up(db: Kysely<unknown>) {
    await table(db, 'media')
      .addColumn('origin', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('claimed_mime', 'text')
      .addColumn('mime_type', 'text')
      .addColumn('sha256', 'text')
      .addColumn('size', 'integer')
      .addColumn('filename', 'text')
      .addColumn('facts', 'text')
      .addColumn('source', 'text')
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('next_at', 'text')
      .execute()
    await db.schema
      .createIndex('media_pending')
      .on('media')
      .columns(['tenant_id', 'next_at'])
      .where(sql.ref('state'), '=', sql.lit('pending'))
      .execute()
    await db.schema
      .createIndex('media_stored')
      .on('media')
      .columns(['tenant_id', 'sha256', 'size', 'id'])
      .where(sql.ref('state'), '=', sql.lit('stored'))
      .execute()
    await table(db, 'media_uploads')
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('sha256', 'text', (column) => column.notNull())
      .addColumn('media_key', 'text', (column) => column.notNull())
      .addColumn('place', 'text')
      .addColumn('uploaded_at', 'text')
      .execute()
    await db.schema
      .createIndex('media_uploads_once')
      .on('media_uploads')
      .unique()
      .columns(['tenant_id', 'channel', 'type', 'sha256'])
      .execute()
    await db.schema.alterTable('messages').addColumn('media_id', 'text').execute()
    await db.schema
      .createIndex('messages_media')
      .on('messages')
      .columns(['tenant_id', 'media_id'])
      .where(sql.ref('media_id'), 'is not', null)
      .execute()
  },
}

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
