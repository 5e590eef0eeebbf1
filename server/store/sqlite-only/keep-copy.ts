import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import type { SqliteFile } from '../../../common/kit/database.ts'
import { makeOuterFolder } from '../../../common/kit/files.ts'

/**
 * Writes a whole copy of an open database into a folder, readable by its owner only.
 * @returns the copy's path
 */
export function keepCopy(sqlite: SqliteFile, folder: string, name: string): string {
  makeOuterFolder(folder)
  const at = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const copy = join(folder, `${name}-${at}.db`)
  sqlite.prepare('VACUUM INTO ?').run(copy)
  chmodSync(copy, 0o600)
  return copy
}
