import { closeSync, existsSync, linkSync, openSync, readSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { diskFull, problem } from '../../../common/contracts/errors.ts'
import { isNoRoom, openSqlite } from '../../../common/kit/database.ts'
import type { SqliteFile } from '../../../common/kit/database.ts'
import { codeOf, messageOf } from '../../../common/kit/errors.ts'
import { makePrivateFolder } from '../../../common/kit/files.ts'

/** `FLOT` in ASCII: it tells our file from any other SQLite database. */
const APPLICATION_ID = 0x464c4f54
const SCHEMA_VERSION = 1

const SCHEMA = `
  create table creds (one integer primary key check (one = 1), value text not null);
  create table keys (
    type text not null, id text not null, value text not null, primary key (type, id)
  ) without rowid;
  create table journal (
    seq integer primary key, hash blob not null unique, envelope text not null,
    plaintext blob not null, at integer not null,
    stored integer not null default 0, handled integer not null default 0
  );
  create index journal_unstored on journal (seq) where stored = 0;
  create index journal_unhandled on journal (seq) where handled = 0;
  pragma application_id = ${APPLICATION_ID};
  pragma user_version = ${SCHEMA_VERSION};
`

/**
 * Makes an empty session. It is made under another name first: a file called
 * session.db is never half a session.
 */
export function createSessionFile(file: string): void {
  makePrivateFolder(dirname(file))
  if (existsSync(`${file}-wal`)) {
    throw sessionBroken(file, new Error('it is missing, but its write-ahead log is there'))
  }
  const beside = `${file}.${process.pid}.new`
  rmSync(beside, { force: true })
  const sqlite = openSqlite(beside)
  sqlite.transaction(() => sqlite.exec(SCHEMA))()
  sqlite.close()
  try {
    // Unlike renaming, linking never replaces what another process may just have opened.
    linkSync(beside, file)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(beside, { force: true })
  }
}

/**
 * Opens a session for this process alone.
 * @throws {Problem} `session_in_use`, `session_broken`, `disk_full`
 */
export function openSessionFile(file: string): SqliteFile {
  let sqlite: SqliteFile | undefined
  try {
    // Before SQLite touches it: opening alone would change a file that is not ours.
    checkHeader(file)
    sqlite = openSqlite(file, { exclusive: true })
    const verdict = sqlite.pragma('quick_check(1)', { simple: true })
    if (verdict !== 'ok') throw new Error(String(verdict))
    const version = sqlite.pragma('user_version', { simple: true })
    if (version !== SCHEMA_VERSION) {
      throw new Error(`its version is ${String(version)}; this build reads ${SCHEMA_VERSION}`)
    }
    return sqlite
  } catch (error) {
    sqlite?.close()
    if (isNoRoom(error)) throw diskFull(file, error)
    throw codeOf(error)?.startsWith('SQLITE_BUSY') ? inUse(file, error) : sessionBroken(file, error)
  }
}

/** SQLite's own header: 16 bytes of name, and the application's id at byte 68. */
function checkHeader(file: string): void {
  const header = Buffer.alloc(100)
  const handle = openSync(file, 'r')
  try {
    if (readSync(handle, header, 0, header.length, 0) < header.length) {
      throw new Error('it is empty or cut off')
    }
  } finally {
    closeSync(handle)
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw new Error('it is no database')
  }
  if (header.readUInt32BE(68) !== APPLICATION_ID) {
    throw new Error('it is a database, but not a session of Flotilla')
  }
}

const inUse = (file: string, cause: unknown): Error =>
  problem(
    'session_in_use',
    `${file} is in use by another process: this tenant's bot is already running. Stop that one first (pm2 ls shows it).`,
    { cause },
  )

/** The session is there and cannot be used. */
export const sessionBroken = (file: string, cause: unknown): Error =>
  problem(
    'session_broken',
    `The WhatsApp session ${file} cannot be used: ${messageOf(cause)}. The bot refuses to start and never makes new credentials in its place. ` +
      'Restore it from data/backups, or with `npm run import-session -- <tenant> <folder>`; only if the phone shall be linked anew, move the file away.',
    { cause },
  )
