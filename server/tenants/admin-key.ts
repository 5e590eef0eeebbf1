import { linkSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../../common/kit/errors.ts'
import { makeOuterFolder, readTextIfThere, writeFileAtomically } from '../../common/kit/files.ts'
import { hashSecret, isSecret, newSecret } from '../../common/kit/secrets.ts'

export const adminKeyFile = (dataDir: string): string => join(dataDir, 'admin-key')

/**
 * The key of the installation's API: the one in `data/admin-key`, made when it is missing. A key
 * that is given (from `ADMIN_API_KEY`) is written there first, so that commands in another shell
 * and a server under PM2, which gets no secrets in its environment, know it too.
 */
export function adminKey(dataDir: string, given?: string): string {
  makeOuterFolder(dataDir)
  const file = adminKeyFile(dataDir)
  const kept = readTextIfThere(file)?.trim()
  if (given !== undefined && given !== kept) writeFileAtomically(file, `${given}\n`)
  return given ?? (kept || madeOnce(file))
}

/** Two processes may start at once; the second one takes the first one's key. */
function madeOnce(file: string): string {
  const key = newSecret('admin')
  const beside = `${file}.${process.pid}.new`
  writeFileAtomically(beside, `${key}\n`)
  try {
    // Linking, unlike renaming, fails when the file is already there.
    linkSync(beside, file)
    return key
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    const kept = readTextIfThere(file)?.trim()
    if (kept) return kept
    renameSync(beside, file)
    return key
  } finally {
    rmSync(beside, { force: true })
  }
}

/** Recognises the admin key; keeps its hash only, and follows `data/admin-key` when it changes. */
export type AdminKeyCheck = (given: string) => boolean

export function adminKeyCheck(dataDir: string, given?: string): AdminKeyCheck {
  let hash = hashSecret(adminKey(dataDir, given))
  let changedAt = changeTime(dataDir)
  return (candidate) => {
    if (isSecret(candidate, hash)) return true
    const now = changeTime(dataDir)
    if (now === changedAt) return false
    changedAt = now
    hash = hashSecret(adminKey(dataDir))
    return isSecret(candidate, hash)
  }
}

const changeTime = (dataDir: string): number | undefined =>
  statSync(adminKeyFile(dataDir), { throwIfNoEntry: false })?.mtimeMs
