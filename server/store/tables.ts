/** The tables of `fleet.db`. Times are ISO 8601 in UTC, ids UUIDv7 text. */
export interface FleetTables {
  tenants: TenantsTable
  bot_reports: BotReportsTable
  bot_ends: BotEndsTable
}

export interface TenantsTable {
  id: string
  /** Always `id`: in this table the tenant is the row itself. */
  tenant_id: string
  slug: string
  name: string
  bot_host: string
  bot_port: number
  plan: string
  /** 0 switches a tenant off as a customer, whatever `desired_state` says. */
  is_active: number
  desired_state: string
  /** Grows whenever the tenant's bot gets another place to run at. */
  epoch: number
  /** The number of the Unix user that its bot runs under; null while it never had one. */
  unix_user: number | null
  /** In MiB; null is the usual limit. */
  memory_limit_mb: number | null
  created_at: string
  updated_at: string
  deleted_at: string | null
}

export interface BotReportsTable {
  tenant_id: string
  /** The last report as JSON, so that a restarted server knows what was. */
  report: string
  received_at: string
  deleted_at: string | null
}

/** Bots that the server ended, or saw end, for their memory or because they hung. */
export interface BotEndsTable {
  id: string
  tenant_id: string
  kind: string
  detail: string
  at: string
  /** When the bot had taken it among its incidents: it waits here until then. */
  deleted_at: string | null
}

/** Tables that hold no business facts, and so neither `tenant_id` nor `deleted_at`. */
export const TECHNICAL_TABLES: readonly string[] = ['migrations_fleet', 'migrations_fleet_lock']
