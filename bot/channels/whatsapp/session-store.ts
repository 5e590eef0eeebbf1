import type { Statement } from 'better-sqlite3'
import { existsSync, linkSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { problem } from '../../../common/contracts/errors.ts'
import { openSqlite } from '../../../common/kit/database.ts'
import type { SqliteFile } from '../../../common/kit/database.ts'
import { codeOf, messageOf } from '../../../common/kit/errors.ts'
import { makePrivateFolder } from '../../../common/kit/files.ts'
import { fromJson, toJson } from './json.ts'

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
  create index journal_open on journal (seq) where stored = 0 or handled = 0;
  pragma application_id = ${APPLICATION_ID};
  pragma user_version = ${SCHEMA_VERSION};
`

/** Values by type and id; null deletes. The shape in which Baileys writes. */
export type KeyChanges = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

/** A decrypted message that is on the disk together with the ratchet step that decrypted it. */
export interface JournalRow {
  readonly seq: number
  readonly envelope: Readonly<Record<string, string>>
  readonly plaintext: Buffer
  /** Milliseconds since the epoch. */
  readonly at: number
}

export interface JournalEntry {
  /** SHA-256 of the ciphertext: a redelivery has the same. */
  readonly hash: Buffer
  readonly envelope: Readonly<Record<string, string>>
  readonly plaintext: Uint8Array
  readonly at: number
}

/**
 * The linked device: credentials, Signal keys and the journal of what was decrypted, in one file
 * that one process at a time can open. Every write is on the disk when the call returns.
 */
export interface SessionStore extends Disposable {
  /** @returns undefined in a new store */
  readCreds(): unknown
  writeCreds(creds: unknown): void
  readKeys(type: string, ids: readonly string[]): Record<string, unknown>
  /** All keys, and the journal entry with them, or nothing. */
  writeKeys(changes: KeyChanges, entry?: JournalEntry): void
  /** Every key there is, for an export. */
  allKeys(): Iterable<{ readonly type: string; readonly id: string; readonly value: unknown }>
  /** The plaintext of a ciphertext that was decrypted before. */
  plaintextOf(hash: Buffer): Buffer | undefined
  /** Rows that are not in the tenant's database yet, oldest first. */
  unstored(limit: number): readonly JournalRow[]
  /** Rows that Baileys has not acted on, oldest first. */
  unhandled(limit: number): readonly JournalRow[]
  markStored(seq: number): void
  markHandled(seq: number): void
  /** Forgets journal rows that are done and older than a time. */
  forgetBefore(at: number): void
  /** Keeps a copy of the whole session and empties this one but for its journal. */
  archive(reason: string): string
}

/**
 * Opens the session of a tenant, or makes an empty one where there is none. A session that cannot be
 * read is never replaced by a new one.
 * @param file `auth_info/session.db`
 * @param writeFailed hears of a commit that failed, before anybody else; it should end the process
 * @throws {Problem} `session_in_use` when another process has it, `session_broken` when it is
 *   damaged, unreadable or not ours
 */
export function openSessionStore(
  file: string,
  writeFailed: (error: Error) => void = () => undefined,
): SessionStore {
  if (!existsSync(file)) createFile(file)
  return new SqliteSessionStore(openChecked(file), file, writeFailed)
}

/** Made under another name first: a file called session.db is never half a session. */
function createFile(file: string): void {
  makePrivateFolder(dirname(file))
  if (existsSync(`${file}-wal`)) {
    throw broken(file, new Error('it is missing, but its write-ahead log is there'))
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

function openChecked(file: string): SqliteFile {
  let sqlite: SqliteFile | undefined
  try {
    sqlite = openSqlite(file, { exclusive: true })
    const verdict = sqlite.pragma('quick_check(1)', { simple: true })
    if (verdict !== 'ok') throw new Error(String(verdict))
    if (sqlite.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
      throw new Error('it is a database, but not a session of Flotilla')
    }
    const version = sqlite.pragma('user_version', { simple: true })
    if (version !== SCHEMA_VERSION) {
      throw new Error(`its version is ${String(version)}; this build reads ${SCHEMA_VERSION}`)
    }
    return sqlite
  } catch (error) {
    sqlite?.close()
    throw codeOf(error)?.startsWith('SQLITE_BUSY') ? inUse(file, error) : broken(file, error)
  }
}

const inUse = (file: string, cause: unknown): Error =>
  problem(
    'session_in_use',
    `${file} is in use by another process: this tenant's bot is already running. Stop that one first (pm2 ls shows it).`,
    { cause },
  )

const broken = (file: string, cause: unknown): Error =>
  problem(
    'session_broken',
    `The WhatsApp session ${file} cannot be used: ${messageOf(cause)}. The bot refuses to start and never makes new credentials in its place. ` +
      'Restore it from data/backups, or with `npm run import-session -- <tenant> <folder>`; only if the phone shall be linked anew, move the file away.',
    { cause },
  )

const keyRow = z.object({ type: z.string(), id: z.string(), value: z.string() })
const envelopeShape = z.record(z.string(), z.string())

class SqliteSessionStore implements SessionStore {
  readonly #sqlite: SqliteFile
  readonly #file: string
  readonly #writeFailed: (error: Error) => void
  readonly #putKey: Statement<[string, string, string]>
  readonly #dropKey: Statement<[string, string]>
  readonly #getKey: Statement<[string, string], { value: string }>
  readonly #putEntry: Statement<[Buffer, string, Buffer, number]>
  readonly #markStored: Statement<[number]>
  readonly #markHandled: Statement<[number]>
  readonly #write: (changes: KeyChanges, entry: JournalEntry | undefined) => void

  constructor(sqlite: SqliteFile, file: string, writeFailed: (error: Error) => void) {
    this.#sqlite = sqlite
    this.#file = file
    this.#writeFailed = writeFailed
    this.#putKey = sqlite.prepare('insert or replace into keys (type, id, value) values (?, ?, ?)')
    this.#dropKey = sqlite.prepare('delete from keys where type = ? and id = ?')
    this.#getKey = sqlite.prepare('select value from keys where type = ? and id = ?')
    this.#putEntry = sqlite.prepare(
      'insert or ignore into journal (hash, envelope, plaintext, at) values (?, ?, ?, ?)',
    )
    this.#markStored = sqlite.prepare('update journal set stored = 1 where seq = ?')
    this.#markHandled = sqlite.prepare('update journal set handled = 1 where seq = ?')
    this.#write = sqlite.transaction((changes: KeyChanges, entry: JournalEntry | undefined) => {
      for (const [type, values] of Object.entries(changes)) this.#writeType(type, values ?? {})
      if (entry) {
        const { hash, envelope, plaintext, at } = entry
        this.#putEntry.run(hash, JSON.stringify(envelope), Buffer.from(plaintext), at)
      }
    })
  }

  readCreds(): unknown {
    const row = this.#sqlite
      .prepare<[], { value: string }>('select value from creds where one = 1')
      .get()
    return row && this.#readJson(row.value)
  }

  writeCreds(creds: unknown): void {
    this.#commit(() =>
      this.#sqlite
        .prepare('insert or replace into creds (one, value) values (1, ?)')
        .run(toJson(creds)),
    )
  }

  readKeys(type: string, ids: readonly string[]): Record<string, unknown> {
    const found: Record<string, unknown> = {}
    for (const id of ids) {
      const row = this.#getKey.get(type, id)
      if (row) found[id] = this.#readJson(row.value)
    }
    return found
  }

  writeKeys(changes: KeyChanges, entry?: JournalEntry): void {
    this.#commit(() => this.#write(changes, entry))
  }

  *allKeys(): Iterable<{ type: string; id: string; value: unknown }> {
    const rows = this.#sqlite.prepare('select type, id, value from keys').all()
    for (const row of z.array(keyRow).parse(rows)) {
      yield { type: row.type, id: row.id, value: this.#readJson(row.value) }
    }
  }

  plaintextOf(hash: Buffer): Buffer | undefined {
    const row = this.#sqlite
      .prepare<[Buffer], { plaintext: Buffer }>('select plaintext from journal where hash = ?')
      .get(hash)
    return row?.plaintext
  }

  unstored(limit: number): readonly JournalRow[] {
    return this.#rowsWhere('stored = 0', limit)
  }

  unhandled(limit: number): readonly JournalRow[] {
    return this.#rowsWhere('handled = 0', limit)
  }

  markStored(seq: number): void {
    this.#commit(() => this.#markStored.run(seq))
  }

  markHandled(seq: number): void {
    this.#commit(() => this.#markHandled.run(seq))
  }

  forgetBefore(at: number): void {
    this.#sqlite.prepare('delete from journal where at < ? and stored = 1 and handled = 1').run(at)
  }

  archive(reason: string): string {
    const folder = join(dirname(this.#file), 'archive')
    makePrivateFolder(folder)
    const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
    const copy = join(folder, `session-${stamp}-${reason}.db`)
    this.#sqlite.prepare('vacuum into ?').run(copy)
    this.#sqlite.transaction(() => this.#sqlite.exec('delete from creds; delete from keys;'))()
    return copy
  }

  [Symbol.dispose](): void {
    this.#sqlite.close()
  }

  #commit(write: () => unknown): void {
    try {
      write()
    } catch (error) {
      this.#writeFailed(error instanceof Error ? error : new Error(messageOf(error)))
      throw error
    }
  }

  #writeType(type: string, values: Readonly<Record<string, unknown>>): void {
    for (const [id, value] of Object.entries(values)) {
      if (value === null || value === undefined) this.#dropKey.run(type, id)
      else this.#putKey.run(type, id, toJson(value))
    }
  }

  #rowsWhere(condition: 'stored = 0' | 'handled = 0', limit: number): readonly JournalRow[] {
    return this.#sqlite
      .prepare<[number], { seq: number; envelope: string; plaintext: Buffer; at: number }>(
        `select seq, envelope, plaintext, at from journal where ${condition} order by seq limit ?`,
      )
      .all(limit)
      .map((row) => ({ ...row, envelope: envelopeShape.parse(JSON.parse(row.envelope)) }))
  }

  #readJson(text: string): unknown {
    try {
      return fromJson(text)
    } catch (error) {
      throw broken(this.#file, error)
    }
  }
}
