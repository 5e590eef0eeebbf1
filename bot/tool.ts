import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { problem } from '../common/contracts/errors.ts'
import { EXIT } from '../common/domain/exit-codes.ts'
import { Problem, messageOf } from '../common/kit/errors.ts'
import { exportSession, importSession } from './channels/whatsapp/session-files.ts'
import { openSessionStore } from './channels/whatsapp/session-store.ts'
import type { SessionStore } from './channels/whatsapp/session-store.ts'
import { openBusinessDatabase } from './store/sqlite-only/open-business-db.ts'

/**
 * What the server and the commands ask of tenants' databases while their bots are not running: only
 * the bot's own code opens them. One line of JSON for each folder; ends with 1 if one has failed.
 */
const USAGE = `usage: tool migrate <tenantFolder>...
       tool import-session <tenantFolder> <multiFileFolder> [--force]
       tool export-session <tenantFolder> <outFolder>
`

type Answer = Readonly<Record<string, unknown>>
type Command = (folders: readonly string[], force: boolean) => Promise<boolean>

const COMMANDS: Readonly<Record<string, Command>> = {
  async migrate(folders) {
    let isWell = folders.length > 0
    for (const folder of folders) isWell = (await answer(folder, () => migrate(folder))) && isWell
    return isWell
  },
  'import-session': ([tenant = '', from = ''], force) =>
    answer(tenant, () =>
      withSession(tenant, (session) => ({ ...importSession(session, from, { force }) })),
    ),
  'export-session': ([tenant = '', into = '']) =>
    answer(tenant, () =>
      withSession(tenant, (session) => ({ keys: exportSession(session, into), folder: into })),
    ),
}

const FOLDERS: Readonly<Record<string, number>> = {
  migrate: 1,
  'import-session': 2,
  'export-session': 2,
}

async function main(args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args
  const folders = rest.filter((arg) => !arg.startsWith('--')).map((path) => resolve(path))
  const command = COMMANDS[name]
  if (!command || folders.length < (FOLDERS[name] ?? 0)) {
    process.stderr.write(USAGE)
    return EXIT.failed
  }
  return (await command(folders, rest.includes('--force'))) ? EXIT.ok : EXIT.failed
}

async function answer(folder: string, work: () => Promise<Answer>): Promise<boolean> {
  const slug = basename(folder)
  try {
    if (!existsSync(folder)) throw problem('unknown_tenant', `There is no folder ${folder}.`)
    say({ slug, ok: true, ...(await work()) })
    return true
  } catch (error) {
    const code = error instanceof Problem ? error.code : 'internal'
    say({ slug, ok: false, code, detail: messageOf(error) })
    return false
  }
}

const say = (line: Answer): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

async function migrate(folder: string): Promise<Answer> {
  const file = sessionFile(folder)
  // A folder without a session has no bot running on it, and gets none here.
  if (!existsSync(file)) return await migrateBusiness(folder)
  let session: SessionStore
  try {
    session = openSessionStore(file)
  } catch (error) {
    // Its bot is running: it has brought the database up to date itself.
    if (error instanceof Problem && error.code === 'session_in_use') return { inUse: true }
    throw error
  }
  using _lock = session
  return await migrateBusiness(folder)
}

async function migrateBusiness(folder: string): Promise<Answer> {
  const backups = join(dirname(dirname(folder)), 'backups', basename(folder))
  await using database = await openBusinessDatabase(join(folder, 'business.db'), backups)
  return { migrated: database.migrated, ...(database.copy && { copy: database.copy }) }
}

async function withSession(
  folder: string,
  work: (session: SessionStore) => Answer,
): Promise<Answer> {
  using session = openSessionStore(sessionFile(folder))
  return work(session)
}

const sessionFile = (folder: string): string => join(folder, 'auth_info', 'session.db')

process.umask(0o077)
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code
})
