import type { Kysely } from 'kysely'

/** The Unix user that a tenant's bot runs under, once it has had one: it keeps it for good. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('tenants').addColumn('unix_user', 'integer').execute()
}
