import type { Statement } from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { shrinkMemory } from '../../../common/kit/database.ts'
import type { SqliteFile } from '../../../common/kit/database.ts'
import { messageOf } from '../../../common/kit/errors.ts'
import { makePrivateFolder } from '../../../common/kit/files.ts'
import { readShape } from './creds.ts'
import { fromJson, toJson } from './json.ts'
import { createSessionFile, openSessionFile, sessionBroken } from './session-file.ts'

/** Values by type and id; null deletes. The shape in which Baileys writes. */
export type KeyChanges = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

/** A decrypted message that is on the disk together with the ratchet step that decrypted it. */
export interface JournalRow {
  readonly seq: number
  readonly envelope: Readonly<Record<string, string>>
  /** Empty when the message could not be decrypted. */
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
 * that one process at a time can open. What is written in one turn of the event loop is one commit,
 * in the order of writing; reads see it at once. Whatever leaves the process because of a write has
 * to wait for `onceCommitted`.
 */
export interface SessionStore extends Disposable {
  /** Whether everything is on the disk that something may have to wait for. */
  readonly isCommitted: boolean
  /** Commits now what the end of this turn of the event loop would commit. */
  commit(): void
  /** Gives back what is kept of it in memory. */
  shrink(): void
  /** Calls back when all that is written until now is on the disk: at once, if it is. */
  onceCommitted(then: () => void): void
  /**
   * @returns undefined in a new store
   * @throws {Problem} `session_broken` when what is there are no credentials
   */
  readCreds(): unknown
  writeCreds(creds: unknown): void
  readKeys(type: string, ids: readonly string[]): Record<string, unknown>
  /** All keys, and the journal entry with them, or nothing. */
  writeKeys(changes: KeyChanges, entry?: JournalEntry): void
  /** Credentials and keys of another device in place of these, all or nothing, on the disk at once. */
  replace(creds: unknown, keys: KeyChanges): void
  /** Every key there is, for an export. */
  allKeys(): Iterable<{ readonly type: string; readonly id: string; readonly value: unknown }>
  /** The plaintext of a ciphertext that was decrypted before. */
  plaintextOf(hash: Buffer): Buffer | undefined
  /** Rows that are not in the tenant's database yet, oldest first. */
  unstored(limit: number): readonly JournalRow[]
  /** Rows that Baileys has not acted on, oldest first. */
  unhandled(limit: number): readonly JournalRow[]
  /**
   * The rows are in the tenant's database; those that Baileys need not act on are done with. It
   * goes along with the next commit, or makes one soon: a row that is carried over again is known.
   */
  markStored(rows: readonly { readonly seq: number; readonly isHandled: boolean }[]): void
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
  if (!existsSync(file)) createSessionFile(file)
  return new SqliteSessionStore(openSessionFile(file), file, writeFailed)
}

const keyRow = z.object({ type: z.string(), id: z.string(), value: z.string() })
const envelopeShape = z.record(z.string(), z.string())

/** Changes that a commit may gather: it holds up the process for as long as it takes. */
const MOST = 64
/** How long a change may wait for another one's commit that nothing waits for, in milliseconds. */
const SOON = 50

const JOURNAL = 'select seq, envelope, plaintext, at from journal'

type RawJournalRow = Omit<JournalRow, 'envelope'> & { readonly envelope: string }

const journalRow = (row: RawJournalRow): JournalRow => ({
  ...row,
  envelope: envelopeShape.parse(JSON.parse(row.envelope)),
})

/** Statements are prepared once: their memory is invisible to the garbage collector. */
class SqliteSessionStore implements SessionStore {
  readonly #sqlite: SqliteFile
  readonly #file: string
  readonly #writeFailed: (error: Error) => void
  readonly #putKey: Statement<[string, string, string]>
  readonly #dropKey: Statement<[string, string]>
  readonly #getKey: Statement<[string, string], { value: string }>
  readonly #putCreds: Statement<[string]>
  readonly #getPlaintext: Statement<[Buffer], { plaintext: Buffer }>
  readonly #unstored: Statement<[number], RawJournalRow>
  readonly #unhandled: Statement<[number], RawJournalRow>
  readonly #putEntry: Statement<[Buffer, string, Buffer, number]>
  readonly #markStored: Statement<[number, number]>
  readonly #markHandled: Statement<[number]>
  readonly #write: (changes: KeyChanges, entry: JournalEntry | undefined) => void
  #uncommitted = 0
  /** Of these, the ones that something may wait for. */
  #urgent = 0
  #soon: NodeJS.Timeout | undefined
  #waiting: (() => void)[] = []

  constructor(sqlite: SqliteFile, file: string, writeFailed: (error: Error) => void) {
    this.#sqlite = sqlite
    this.#file = file
    this.#writeFailed = writeFailed
    this.#putKey = sqlite.prepare('insert or replace into keys (type, id, value) values (?, ?, ?)')
    this.#dropKey = sqlite.prepare('delete from keys where type = ? and id = ?')
    this.#getKey = sqlite.prepare('select value from keys where type = ? and id = ?')
    this.#putCreds = sqlite.prepare('insert or replace into creds (one, value) values (1, ?)')
    this.#getPlaintext = sqlite.prepare('select plaintext from journal where hash = ?')
    this.#unstored = sqlite.prepare(`${JOURNAL} where stored = 0 order by seq limit ?`)
    this.#unhandled = sqlite.prepare(`${JOURNAL} where handled = 0 order by seq limit ?`)
    this.#putEntry = sqlite.prepare(
      'insert or ignore into journal (hash, envelope, plaintext, at) values (?, ?, ?, ?)',
    )
    this.#markStored = sqlite.prepare(
      'update journal set stored = 1, handled = max(handled, ?) where seq = ?',
    )
    this.#markHandled = sqlite.prepare('update journal set handled = 1 where seq = ?')
    this.#write = sqlite.transaction((changes: KeyChanges, entry: JournalEntry | undefined) => {
      for (const [type, values] of Object.entries(changes)) this.#writeType(type, values ?? {})
      if (entry) {
        const { hash, envelope, plaintext, at } = entry
        this.#putEntry.run(hash, JSON.stringify(envelope), Buffer.from(plaintext), at)
      }
    })
  }

  get isCommitted(): boolean {
    return this.#urgent === 0
  }

  commit(): void {
    if (this.#uncommitted === 0) return
    this.#orDie(() => this.#sqlite.exec('commit'))
    this.#uncommitted = 0
    this.#urgent = 0
    clearTimeout(this.#soon)
    const waiting = this.#waiting
    this.#waiting = []
    for (const then of waiting) then()
  }

  onceCommitted(then: () => void): void {
    if (this.isCommitted) then()
    else this.#waiting.push(then)
  }

  readCreds(): unknown {
    const row = this.#sqlite
      .prepare<[], { value: string }>('select value from creds where one = 1')
      .get()
    if (row) return this.#checkedCreds(this.#readJson(row.value))
    const { count } = z
      .object({ count: z.number() })
      .parse(this.#sqlite.prepare('select count(*) as count from keys').get())
    if (count > 0)
      throw sessionBroken(this.#file, new Error('its keys are there, but no credentials'))
    return undefined
  }

  writeCreds(creds: unknown): void {
    this.#change(() => this.#putCreds.run(toJson(creds)))
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
    this.#change(() => this.#write(changes, entry))
  }

  replace(creds: unknown, keys: KeyChanges): void {
    this.#change(() => {
      this.#sqlite.exec('delete from creds; delete from keys;')
      this.#putCreds.run(toJson(creds))
      this.#write(keys, undefined)
    })
    this.commit()
  }

  *allKeys(): Iterable<{ type: string; id: string; value: unknown }> {
    const rows = this.#sqlite.prepare('select type, id, value from keys').all()
    for (const row of z.array(keyRow).parse(rows)) {
      yield { type: row.type, id: row.id, value: this.#readJson(row.value) }
    }
  }

  plaintextOf(hash: Buffer): Buffer | undefined {
    const row = this.#getPlaintext.get(hash)
    return row?.plaintext
  }

  unstored(limit: number): readonly JournalRow[] {
    return this.#unstored.all(limit).map(journalRow)
  }

  unhandled(limit: number): readonly JournalRow[] {
    return this.#unhandled.all(limit).map(journalRow)
  }

  markStored(rows: readonly { readonly seq: number; readonly isHandled: boolean }[]): void {
    const mark = this.#sqlite.transaction(() => {
      for (const { seq, isHandled } of rows) this.#markStored.run(isHandled ? 1 : 0, seq)
    })
    this.#changeSoon(mark)
  }

  markHandled(seq: number): void {
    this.#change(() => this.#markHandled.run(seq))
  }

  forgetBefore(at: number): void {
    const forget = 'delete from journal where at < ? and stored = 1 and handled = 1'
    this.#change(() => this.#sqlite.prepare(forget).run(at))
  }

  shrink(): void {
    shrinkMemory(this.#sqlite)
  }

  archive(reason: string): string {
    const folder = join(dirname(this.#file), 'archive')
    makePrivateFolder(folder)
    const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
    const copy = join(folder, `session-${stamp}-${reason}.db`)
    // A copy cannot be taken inside a transaction.
    this.commit()
    this.#sqlite.prepare('vacuum into ?').run(copy)
    this.#change(() => this.#sqlite.exec('delete from creds; delete from keys;'))
    this.commit()
    return copy
  }

  [Symbol.dispose](): void {
    this.commit()
    this.#sqlite.close()
  }

  #change(write: () => unknown): void {
    this.#apply(write)
    this.#urgent += 1
    if (this.#uncommitted >= MOST) this.commit()
    else if (this.#urgent === 1) setImmediate(() => this.commit())
  }

  #changeSoon(write: () => unknown): void {
    this.#apply(write)
    if (this.#uncommitted === 1) this.#soon = setTimeout(() => this.commit(), SOON)
  }

  #apply(write: () => unknown): void {
    this.#orDie(() => {
      if (this.#uncommitted === 0) this.#sqlite.exec('begin immediate')
      this.#uncommitted += 1
      write()
    })
  }

  #orDie(write: () => unknown): void {
    try {
      write()
    } catch (error) {
      // Nothing may leave the process any more.
      this.#urgent += 1
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

  #checkedCreds(creds: unknown): unknown {
    const wrong = readShape(creds)
    if (wrong) throw sessionBroken(this.#file, new Error(`its credentials are damaged (${wrong})`))
    return creds
  }

  #readJson(text: string): unknown {
    try {
      return fromJson(text)
    } catch (error) {
      throw sessionBroken(this.#file, error)
    }
  }
}
