import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../../common/contracts/errors.ts'
import { messageOf } from '../../../common/kit/errors.ts'
import { isLinked, readShape } from './creds.ts'
import { fromJson, toJson } from './json.ts'
import type { KeyChanges, SessionStore } from './session-store.ts'

/** The types of keys that Baileys keeps, the longest first: `sender-key` begins two of them. */
const KEY_TYPES = [
  'app-state-sync-version',
  'app-state-sync-key',
  'sender-key-memory',
  'identity-key',
  'lid-mapping',
  'device-list',
  'sender-key',
  'pre-key',
  'session',
  'tctoken',
] as const

export interface Imported {
  readonly keys: number
  /** Files that are no keys, or that cannot be read; Baileys takes these for missing too. */
  readonly skipped: readonly string[]
  /** Where the session that was there before is kept, if there was one. */
  readonly archived: string | undefined
}

/**
 * Takes over a linked device that Baileys keeps in a folder of files (`useMultiFileAuthState`). All
 * of it is taken over, or nothing.
 * @throws {Problem} `session_broken` when the folder holds no linked device, `already_linked` when
 *   the store does and `force` is not given
 */
export function importSession(
  session: SessionStore,
  folder: string,
  options: { readonly force: boolean },
): Imported {
  const creds = credsIn(folder)
  const before = session.readCreds()
  if (isLinked(before) && !options.force) {
    throw problem(
      'already_linked',
      'This tenant is linked already. With --force the session is replaced and the old one kept.',
    )
  }
  const { keys, count, skipped } = keysIn(folder)
  const archived = before === undefined ? undefined : session.archive('replaced')
  session.replace(creds, keys)
  return { keys: count, skipped, archived }
}

function credsIn(folder: string): unknown {
  const file = join(folder, 'creds.json')
  let creds: unknown
  try {
    creds = fromJson(readFileSync(file, 'utf8'))
  } catch (error) {
    throw problem(
      'session_broken',
      `${file} cannot be read: ${messageOf(error)}. Name the folder that Baileys' useMultiFileAuthState was given.`,
    )
  }
  const wrong = readShape(creds)
  if (wrong) throw problem('session_broken', `${file} holds no credentials of Baileys: ${wrong}.`)
  if (!isLinked(creds))
    throw problem('session_broken', `${file} is of a device that was never linked.`)
  return creds
}

function keysIn(folder: string): { keys: KeyChanges; count: number; skipped: readonly string[] } {
  const keys: Record<string, Record<string, unknown>> = {}
  const skipped: string[] = []
  let count = 0
  for (const name of readdirSync(folder).sort()) {
    if (name === 'creds.json') continue
    const type = KEY_TYPES.find((known) => name.startsWith(`${known}-`) && name.endsWith('.json'))
    const value = type && readKey(join(folder, name))
    if (type === undefined || value === undefined || value === null) {
      skipped.push(name)
      continue
    }
    const id = idIn(type, name.slice(type.length + 1, -'.json'.length))
    keys[type] = { ...keys[type], [id]: value }
    count += 1
  }
  return { keys, count, skipped }
}

function readKey(file: string): unknown {
  try {
    return fromJson(readFileSync(file, 'utf8'))
  } catch {
    return undefined // half written when somebody's process died; counted among the skipped
  }
}

/**
 * Baileys writes `/` as `__` and `:` as `-` in file names. Only two types have such ids; in others
 * the same letters mean themselves.
 */
function idIn(type: string, escaped: string): string {
  if (type === 'app-state-sync-key') return escaped.replaceAll('__', '/')
  return type === 'sender-key' ? escaped.replaceAll('--', '::') : escaped
}

const escapeId = (id: string): string => id.replaceAll('/', '__').replaceAll(':', '-')

/**
 * Writes the session as Baileys' `useMultiFileAuthState` reads it.
 * @param folder must be new or empty
 * @returns how many keys there are
 * @throws {Problem} `not_linked`, or `clash` when the folder is not empty
 */
export function exportSession(session: SessionStore, folder: string): number {
  const creds = session.readCreds()
  if (!isLinked(creds)) throw problem('not_linked', 'This tenant is not linked to a phone.')
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw problem('clash', `${folder} is not empty. Name a new folder.`)
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let count = 0
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), toJson(value), { mode: 0o600, flag: 'wx' })
  for (const { type, id, value } of session.allKeys()) {
    write(`${type}-${escapeId(id)}.json`, value)
    count += 1
  }
  // Last: a folder without it is not taken for a session.
  write('creds.json', creds)
  return count
}
