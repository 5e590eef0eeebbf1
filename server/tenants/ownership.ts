import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lchownSync,
  lstatSync,
  openSync,
  readFileSync,
  readdirSync,
} from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../common/contracts/errors.ts'
import { codeOf } from '../../common/kit/errors.ts'
import { makePrivateFolder, readTextIfThere } from '../../common/kit/files.ts'

/** A folder that may hold very many files: whoever owns it in a whole one owns what lies in it. */
const VAST = 'media'

interface Walk {
  readonly user: number
  /** Whether the folder was given as a whole before, and only what came later is looked for. */
  readonly isWhole: boolean
  /** Files with several names, by their number on the disk: how many names have not been found. */
  readonly links: Map<number, { readonly left: number; readonly path: string }>
}

/**
 * Makes a folder and all that lies in it a user's own, with a group of the same number; for root only,
 * while no process of that user runs. The folder itself is given last: after a crash in between it
 * belongs to root still, and is begun anew. Links are not followed.
 * @throws {Problem} `invalid_config` for a file that also lies elsewhere: to give it would give that too
 */
export function giveFolder(folder: string, user: number): void {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (!found) makePrivateFolder(folder)
  else if (!found.isDirectory()) {
    throw problem('invalid_config', `${folder} is no folder. Move it away.`)
  }
  takeFolder(folder)
  const walk: Walk = { user, isWhole: found?.uid === user, links: new Map() }
  giveInside(folder, walk)
  for (const { left, path } of walk.links.values()) {
    if (left > 0) {
      throw problem(
        'invalid_config',
        `${path} is a hard link to a file that lies outside of ${folder} too. Put a copy in its place.`,
      )
    }
    lchownSync(path, user, user)
  }
  lchownSync(folder, user, user)
}

/** The user that a folder belongs to; root where there is none. */
export const ownerOf = (folder: string): number =>
  lstatSync(folder, { throwIfNoEntry: false })?.uid ?? 0

/** Makes a folder root's alone, so that root can work in it and nobody can lead it astray. */
export function takeFolder(folder: string): void {
  lchownSync(folder, process.getuid?.() ?? 0, process.getgid?.() ?? 0)
  chmodSync(folder, 0o700)
}

/** No file of a tenant that the server reads is anywhere near as long. */
const LONGEST = 4 * 1024 * 1024

/**
 * A file's text out of a tenant's folder, or undefined when there is none. Where the folder is another
 * user's, only a plain file counts that has no other name: that user could have put a link there to
 * what only root may read, and would be told what stands in it.
 */
export function readTenantFile(folder: string, name: string): string | undefined {
  const file = join(folder, name)
  if (ownerOf(folder) === process.getuid?.()) return readTextIfThere(file)
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  let handle: number
  try {
    // A pipe in its place must not hold the server up.
    handle = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (MISSING.has(codeOf(error) ?? '')) return undefined
    throw error
  }
  try {
    const stats = fstatSync(handle)
    const isPlain = stats.isFile() && stats.nlink === 1 && stats.size <= LONGEST
    return isPlain ? readFileSync(handle, 'utf8') : undefined
  } finally {
    closeSync(handle)
  }
}

/** `ELOOP` is said of a link, `ENXIO` of a socket. */
const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'])

function giveInside(folder: string, walk: Walk): void {
  const { user, isWhole, links } = walk
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const stats = lstatSync(path)
    const isDone = stats.uid === user && stats.gid === user
    if (stats.isDirectory() && !(isWhole && isDone && name === VAST)) giveInside(path, walk)
    if (isDone) continue
    if (stats.isFile() && stats.nlink > 1) {
      const left = links.get(stats.ino)?.left ?? stats.nlink
      links.set(stats.ino, { left: left - 1, path })
    } else lchownSync(path, user, user)
  }
}
