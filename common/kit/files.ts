import {
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from './errors.ts'

/** Makes a folder (and its parents) that only its owner can enter. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // An older folder, or a generous umask, may have left it open.
  chmodSync(folder, 0o700)
}

/**
 * Makes a folder in which others may have folders of their own. Only its owner lists it and writes in
 * it; whoever may pass through it already still may.
 */
export function makeOuterFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700 | (statSync(folder).mode & 0o011))
}

/**
 * Replaces a file's content as one step: a reader, or a crash, sees the old text or the new one.
 * The file is 0600.
 */
export function writeFileAtomically(file: string, text: string): void {
  const beside = `${file}.${process.pid}.tmp`
  const { O_WRONLY, O_CREAT, O_TRUNC, O_SYNC } = constants
  try {
    // On the disk with the write itself: a process under Node's permission model may not ask for it.
    const handle = openSync(beside, O_WRONLY | O_CREAT | O_TRUNC | O_SYNC, 0o600)
    try {
      writeSync(handle, text)
    } finally {
      closeSync(handle)
    }
    renameSync(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
  syncFolder(dirname(file))
}

/** What a fenced process writes this way it can make again: that it is there may come a bit later. */
function syncFolder(folder: string): void {
  if (process.permission !== undefined) return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** A file's text, or undefined when there is no such file; any other failure is thrown. */
export function readTextIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
