import type { Migration } from 'kysely/migration'
import { up as init } from './001-init.ts'
import { up as caps } from './002-caps.ts'
import { up as unixUsers } from './003-unix-users.ts'

/** In the order of their names; a migration that has been released is never changed. */
export const FLEET_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-init': { up: init },
  '002-caps': { up: caps },
  '003-unix-users': { up: unixUsers },
}
