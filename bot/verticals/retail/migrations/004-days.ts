import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { newRowId } from '../../../../common/domain/ids.ts'

/**
 * What each day comes to, by kind of booking and of sales by product too: kept with each booking, so
 * that no figure has to add up a whole year. `product_id` is empty where all products are meant.
 */
export const days: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('retail_days')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('tenant_id', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addColumn('deleted_at', 'text')
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('product_id', 'text', (column) => column.notNull())
      .addColumn('standing', 'bigint', (column) => column.notNull())
      .addColumn('quantity', 'bigint', (column) => column.notNull())
      .addColumn('total', 'bigint', (column) => column.notNull())
      .addColumn('cost', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('retail_days_once')
      .unique()
      .on('retail_days')
      .columns(['tenant_id', 'kind', 'product_id', 'day'])
      .execute()
    await addUp(db)
  },
}

interface DayRow {
  readonly tenant_id: string
  readonly day: string
  readonly kind: string
  readonly product_id: string
  readonly at: string
}

/** What was booked before there were days. */
async function addUp(db: Kysely<unknown>): Promise<void> {
  const byKind = await sql<DayRow>`
    select tenant_id, day, kind, '' as product_id, max(at) as at,
      count(*) - 2 * count(reverses) as standing, 0 as quantity,
      sum(total) as total, sum(cost) as cost
    from retail_bookings group by tenant_id, day, kind`.execute(db)
  const byProduct = await sql<DayRow>`
    select booking.tenant_id as tenant_id, booking.day as day, booking.kind as kind,
      line.product_id as product_id, max(booking.at) as at, 0 as standing,
      sum(line.quantity) as quantity, sum(line.total) as total, sum(line.cost) as cost
    from retail_lines line join retail_bookings booking on booking.id = line.booking_id
    where booking.kind = 'sale'
    group by booking.tenant_id, booking.day, booking.kind, line.product_id`.execute(db)
  for (const { at, ...row } of [...byKind.rows, ...byProduct.rows]) {
    const stamps = { id: newRowId(), created_at: at, updated_at: at, deleted_at: null }
    await insertInto(db, { ...row, ...stamps })
  }
}

const insertInto = (db: Kysely<unknown>, row: object): Promise<unknown> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table was made just above
  (db as unknown as Kysely<{ retail_days: object }>).insertInto('retail_days').values(row).execute()
