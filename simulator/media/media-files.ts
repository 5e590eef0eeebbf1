import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The encrypted bodies on the media host, named by their hashes; each may have several paths. */
export class MediaFiles implements Disposable {
  readonly #folder: string
  readonly #isTemporary: boolean
  readonly #gone = new Set<string>()
  #count = 0

  /** @param folder made when missing; without one everything goes when it is disposed */
  constructor(folder: string | undefined) {
    this.#folder = folder ?? mkdtempSync(join(tmpdir(), 'flotilla-media-host-'))
    this.#isTemporary = folder === undefined
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  /** @returns a path under which a body is found, a new one each time */
  pathFor(name: string): string {
    this.#count += 1
    return `/v/t62.7118-24/${name}.enc?ccb=11-4&n=${this.#count}`
  }

  /** The body behind a path; undefined when there is none, or none any more. */
  find(path: string): { readonly name: string; readonly size: number } | undefined {
    const name = nameIn(path)
    if (name === undefined || this.#gone.has(path) || !existsSync(this.#file(name))) {
      return undefined
    }
    return { name, size: statSync(this.#file(name)).size }
  }

  /** From here on the path leads nowhere; a phone that has the file can bring it again. */
  lose(path: string): void {
    this.#gone.add(path)
  }

  /**
   * A new path for the file behind an old one, as if a phone had brought it again.
   * @returns undefined when nobody has ever brought it
   */
  revive(path: string): string | undefined {
    const name = nameIn(path)
    return name !== undefined && existsSync(this.#file(name)) ? this.pathFor(name) : undefined
  }

  read(name: string): Buffer {
    return readFileSync(this.#file(name))
  }

  stream(name: string): AsyncIterable<Buffer> {
    return createReadStream(this.#file(name))
  }

  /**
   * Keeps what a stream brings.
   * @returns its name
   */
  async take(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
    this.#count += 1
    const beside = join(this.#folder, `${this.#count}.part`)
    const hash = createHash('sha256')
    const file = await open(beside, 'w')
    try {
      for await (const chunk of source) {
        hash.update(chunk)
        await file.writeFile(chunk)
      }
    } catch (error) {
      await rm(beside, { force: true })
      throw error
    } finally {
      await file.close()
    }
    const name = hash.digest().toString('base64url')
    await rename(beside, this.#file(name))
    return name
  }

  [Symbol.dispose](): void {
    if (this.#isTemporary) rmSync(this.#folder, { recursive: true, force: true })
  }

  #file(name: string): string {
    return join(this.#folder, name)
  }
}

const nameIn = (path: string): string | undefined =>
  /^\/v\/[^/]+\/([\w-]+)\.enc(?:\?|$)/.exec(path)?.[1]
