import { sql } from 'kysely'
import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * A shop's books. Bookings and their lines are only ever added: whatever is taken back stays, beside
 * the booking that takes it back. Money is in minor units, quantities in thousandths of a unit.
 */
export const ledger: Migration = {
  async up(db: Kysely<unknown>) {
    await products(db)
    await customers(db)
    await bookings(db)
    await lines(db)
    await questions(db)
  },
}

const table = (db: Kysely<unknown>, name: string): CreateTableBuilder<string> =>
  db.schema
    .createTable(name)
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('deleted_at', 'text')

async function products(db: Kysely<unknown>): Promise<void> {
  await table(db, 'retail_products')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('price', 'bigint')
    .addColumn('cost', 'bigint')
    .addColumn('stock', 'bigint', (column) => column.notNull())
    .addColumn('is_counted', 'integer', (column) => column.notNull())
    .addColumn('low_stock', 'bigint')
    .addColumn('retired_at', 'text')
    .execute()
  await db.schema
    .createIndex('retail_products_list')
    .on('retail_products')
    .columns(['tenant_id', 'id'])
    .execute()
  await table(db, 'retail_names')
    .addColumn('product_id', 'text', (column) => column.notNull().references('retail_products.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('folded', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('retail_names_folded')
    .unique()
    .on('retail_names')
    .columns(['tenant_id', 'folded'])
    .where(sql.ref('deleted_at'), 'is', null)
    .execute()
  await db.schema
    .createIndex('retail_names_of')
    .on('retail_names')
    .columns(['tenant_id', 'product_id'])
    .execute()
}

async function customers(db: Kysely<unknown>): Promise<void> {
  await table(db, 'retail_customers')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('folded', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('retail_customers_folded')
    .unique()
    .on('retail_customers')
    .columns(['tenant_id', 'folded'])
    .where(sql.ref('deleted_at'), 'is', null)
    .execute()
}

async function bookings(db: Kysely<unknown>): Promise<void> {
  await table(db, 'retail_bookings')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('customer_id', 'text', (column) => column.references('retail_customers.id'))
    .addColumn('total', 'bigint', (column) => column.notNull())
    .addColumn('discount', 'bigint', (column) => column.notNull())
    .addColumn('paid', 'bigint', (column) => column.notNull())
    .addColumn('cost', 'bigint', (column) => column.notNull())
    .addColumn('category', 'text')
    .addColumn('folded_category', 'text')
    .addColumn('changes', 'text')
    .addColumn('cause', 'text')
    .addColumn('reverses', 'text', (column) => column.references('retail_bookings.id'))
    .execute()
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('retail_bookings').columns(columns)
  await index('retail_bookings_list', ['tenant_id', 'id']).execute()
  await index('retail_bookings_day', ['tenant_id', 'day', 'kind']).execute()
  await index('retail_bookings_customer', ['tenant_id', 'customer_id', 'kind']).execute()
  // A booking is taken back once, whoever asks for it at the same time.
  await index('retail_bookings_reverses', ['tenant_id', 'reverses'])
    .unique()
    .where(sql.ref('reverses'), 'is not', null)
    .execute()
}

async function lines(db: Kysely<unknown>): Promise<void> {
  await table(db, 'retail_lines')
    .addColumn('booking_id', 'text', (column) => column.notNull().references('retail_bookings.id'))
    .addColumn('product_id', 'text', (column) => column.notNull().references('retail_products.id'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('quantity', 'bigint', (column) => column.notNull())
    .addColumn('moved', 'bigint', (column) => column.notNull())
    .addColumn('total', 'bigint', (column) => column.notNull())
    .addColumn('cost', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('retail_lines_booking')
    .on('retail_lines')
    .columns(['tenant_id', 'booking_id'])
    .execute()
  await db.schema
    .createIndex('retail_lines_product')
    .on('retail_lines')
    .columns(['tenant_id', 'product_id'])
    .execute()
}

/** What the bot has asked in a chat and still waits for. */
async function questions(db: Kysely<unknown>): Promise<void> {
  await table(db, 'retail_questions')
    .addColumn('chat_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('retail_questions_chat')
    .unique()
    .on('retail_questions')
    .columns(['tenant_id', 'chat_id'])
    .where(sql.ref('deleted_at'), 'is', null)
    .execute()
}
