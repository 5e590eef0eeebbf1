import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, Problem } from '../../common/kit/errors.ts'
import { openSqlite } from '../../common/kit/database.ts'
import type { SqliteFile } from '../../common/kit/database.ts'

export type { SqliteFile }

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (
  phone TEXT PRIMARY KEY, lid TEXT NOT NULL UNIQUE, name TEXT NOT NULL, addressing TEXT NOT NULL,
  online INTEGER NOT NULL, identity_public BLOB NOT NULL, identity_private BLOB NOT NULL,
  registration_id INTEGER NOT NULL, skey_public BLOB NOT NULL, skey_private BLOB NOT NULL,
  skey_signature BLOB NOT NULL, next_prekey INTEGER NOT NULL, next_device INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS phone_prekeys (
  phone TEXT NOT NULL, id INTEGER NOT NULL, public BLOB NOT NULL, private BLOB NOT NULL,
  PRIMARY KEY (phone, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS devices (
  phone TEXT NOT NULL, id INTEGER NOT NULL, noise_key BLOB NOT NULL, identity BLOB NOT NULL,
  registration_id INTEGER NOT NULL, skey_id INTEGER NOT NULL, skey_value BLOB NOT NULL,
  skey_signature BLOB NOT NULL, platform TEXT NOT NULL, linked_at INTEGER NOT NULL,
  bootstrapped INTEGER NOT NULL, PRIMARY KEY (phone, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS device_prekeys (
  phone TEXT NOT NULL, device INTEGER NOT NULL, id INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (phone, device, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
  owner TEXT NOT NULL, peer TEXT NOT NULL, device INTEGER NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (owner, peer, device)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS queue (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, phone TEXT NOT NULL, device INTEGER NOT NULL,
  kind TEXT NOT NULL, id TEXT NOT NULL, stanza TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS queue_by_device ON queue (phone, device, seq);
CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, direction TEXT NOT NULL,
  peer TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,
  copies INTEGER NOT NULL, status TEXT NOT NULL, device INTEGER NOT NULL, address TEXT NOT NULL,
  hash BLOB, payload BLOB, UNIQUE (owner, direction, peer, id));
CREATE TABLE IF NOT EXISTS groups (
  id TEXT PRIMARY KEY, subject TEXT NOT NULL, addressing TEXT NOT NULL, members TEXT NOT NULL,
  made_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sender_keys (
  owner TEXT NOT NULL, group_id TEXT NOT NULL, author TEXT NOT NULL, device INTEGER NOT NULL,
  record TEXT NOT NULL, PRIMARY KEY (owner, group_id, author, device)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sender_key_holders (
  owner TEXT NOT NULL, group_id TEXT NOT NULL, peer TEXT NOT NULL, device INTEGER NOT NULL,
  PRIMARY KEY (owner, group_id, peer, device)) WITHOUT ROWID;
`

/**
 * Opens the simulator's state. Commits outlive a killed process but not a power cut: nothing here
 * is worth waiting for the disk.
 * @param folder made when missing; without one everything stays in memory
 * @throws {Problem} `state_in_use` when another simulator has the folder open
 */
export function openState(folder: string | undefined): SqliteFile {
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    const sqlite =
      folder === undefined
        ? openSqlite(':memory:')
        : openSqlite(join(folder, 'simulator.db'), { exclusive: true })
    sqlite.pragma('synchronous = OFF')
    sqlite.exec(SCHEMA)
    return sqlite
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_BUSY') throw error
    throw new Problem(
      'state_in_use',
      409,
      `Another simulator has the state folder ${folder} open. Stop it, or choose another folder.`,
      { cause: error },
    )
  }
}

/** How often this state has been opened before; counts this opening. */
export function countOpening(sqlite: SqliteFile): number {
  const row = sqlite
    .prepare<[], { value: string }>(`SELECT value FROM meta WHERE name = 'openings'`)
    .get()
  const openings = Number(row?.value ?? 0)
  sqlite
    .prepare(`INSERT OR REPLACE INTO meta (name, value) VALUES ('openings', ?)`)
    .run(String(openings + 1))
  return openings
}
