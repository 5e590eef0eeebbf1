import type { Migration } from 'kysely/migration'
import { init } from './001-init.ts'

/** The bot's own tables, numbered and forward only; verticals count theirs apart. */
export const BOT_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-init': init,
}
