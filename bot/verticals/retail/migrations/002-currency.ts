import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The currency that a shop's books are kept in: that of `config.json` when something was booked first. */
export const currency: Migration = {
  async up(db) {
    await db.schema
      .createTable('retail_currency')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('tenant_id', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addColumn('deleted_at', 'text')
      .addColumn('currency', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('retail_currency_one')
      .unique()
      .on('retail_currency')
      .columns(['tenant_id'])
      .where(sql.ref('deleted_at'), 'is', null)
      .execute()
  },
}
