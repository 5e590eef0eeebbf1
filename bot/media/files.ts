import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { makePrivateFolder } from '../../common/kit/files.ts'
import { HEADER_REACH } from './dimensions.ts'

/** A file that has come in whole and has no name yet. */
export interface Draft {
  readonly path: string
  /** Hexadecimal. */
  readonly sha256: string
  /** In bytes. */
  readonly size: number
  /** Its first bytes, enough to tell what it is. */
  readonly head: Buffer
}

/** More bytes came than are wanted. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
  /** In bytes. */
  readonly limit: number

  constructor(limit: number) {
    super(`larger than ${limit} bytes`)
    this.limit = limit
  }
}

/** Files are read in pieces of so many bytes: larger ones save little, smaller ones cost time. */
const PIECE = 262_144

/**
 * The tenant's `media` folder. A file is named by the SHA-256 of its content and lies below the
 * first two letters of it, so that the same content lies there once.
 */
export class MediaFolder {
  readonly #folder: string
  readonly #tmp: string

  /** Makes the folder when it is missing, and throws away what a crash left half done. */
  constructor(folder: string) {
    this.#folder = folder
    this.#tmp = join(folder, 'tmp')
    rmSync(this.#tmp, { recursive: true, force: true })
    makePrivateFolder(this.#folder)
    makePrivateFolder(this.#tmp)
  }

  /**
   * Writes what comes in to the disk, a chunk at a time. Nothing is left of it when it fails.
   * @param limit bytes beyond which it is given up
   * @throws {TooLarge} and whatever the chunks throw
   */
  async write(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Draft> {
    const path = join(this.#tmp, randomBytes(12).toString('hex'))
    const file = await open(path, 'wx', 0o600)
    try {
      const draft = await pour(chunks, file, limit)
      await file.sync()
      return { path, ...draft }
    } catch (error) {
      await rm(path, { force: true })
      throw error
    } finally {
      await file.close()
    }
  }

  /** Gives a draft its name: after a crash the file is there whole, or not at all. */
  async adopt({ path, sha256 }: Draft): Promise<void> {
    const folder = join(this.#folder, sha256.slice(0, 2))
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await rename(path, this.pathOf(sha256))
    for (const changed of [folder, this.#folder]) await syncFolder(changed)
  }

  async discard({ path }: Pick<Draft, 'path'>): Promise<void> {
    await rm(path, { force: true })
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true })
  }

  /**
   * A content's bytes, all of them in one and the same buffer: each piece is good until the next is
   * asked for.
   * @throws {Error} `ENOENT` when it is not here
   */
  async *read(sha256: string): AsyncGenerator<Uint8Array, void, undefined> {
    const file = await open(this.pathOf(sha256), 'r')
    try {
      const piece = Buffer.allocUnsafeSlow(PIECE)
      for (;;) {
        const { bytesRead } = await file.read(piece, 0, PIECE)
        if (bytesRead === 0) return
        yield piece.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  }

  /** Throws away files that nobody knows: a crash came between file and row. */
  sweep(known: ReadonlySet<string>): void {
    for (const prefix of readdirSync(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(prefix)) continue
      for (const name of readdirSync(join(this.#folder, prefix))) {
        if (!known.has(name)) rmSync(join(this.#folder, prefix, name), { force: true })
      }
    }
  }

  get path(): string {
    return this.#folder
  }

  pathOf(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256)
  }
}

async function pour(
  chunks: AsyncIterable<Uint8Array>,
  file: FileHandle,
  limit: number,
): Promise<Omit<Draft, 'path'>> {
  const hash = createHash('sha256')
  const head: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    const wanted = HEADER_REACH - size
    if (wanted > 0) head.push(Buffer.from(chunk.subarray(0, wanted)))
    size += chunk.byteLength
    if (size > limit) throw new TooLarge(limit)
    hash.update(chunk)
    await file.writeFile(chunk)
  }
  return { sha256: hash.digest('hex'), size, head: Buffer.concat(head) }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
