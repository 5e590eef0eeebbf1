import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What a customer owes: kept with each booking, for a chat asks for it at every message. */
export const debts: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('retail_customers')
      .addColumn('owes', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute()
    await sql`
      update retail_customers set owes = coalesce((
        select sum(case when booking.kind = 'sale' then booking.total - booking.paid
          else -booking.total end)
        from retail_bookings booking
        where booking.tenant_id = retail_customers.tenant_id
          and booking.customer_id = retail_customers.id
          and booking.kind in ('sale', 'payment')
      ), 0)`.execute(db)
  },
}
