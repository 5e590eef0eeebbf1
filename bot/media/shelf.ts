import { createReadStream } from 'node:fs'
import type { MediaId } from '../../common/domain/ids.ts'
import type { MediaFacts } from '../../common/domain/media.ts'
import { oneAfterAnother } from '../../common/kit/in-turn.ts'
import type { KeptFile } from '../store/media.ts'
import type { Repositories, Store } from '../store/store.ts'
import { dimensionsOf } from './dimensions.ts'
import type { Draft, MediaFolder } from './files.ts'
import { readOpus } from './ogg.ts'
import { baseOf, sniff } from './sniff.ts'

/** How much may lie on the shelf, and what happens when it is full. */
export interface ShelfRules {
  readonly quotaBytes: number
  /** Whether the oldest files make room, or else nothing more is taken. */
  readonly evicts: boolean
}

export interface ShelfParts {
  readonly folder: MediaFolder
  readonly store: Store
  rules(): ShelfRules
  /** A file had to go to make room for another. */
  evicted(sha256: string, bytes: number): void
}

/** A file together with what its content says. */
export interface Examined extends KeptFile {
  readonly draft: Draft
}

/** What a draft is, by its content. */
export async function examine(draft: Draft, claimedMime: string | undefined): Promise<Examined> {
  const { mime, isLie } = sniff(draft.head, claimedMime)
  const opus = baseOf(mime) === 'audio/ogg' ? await readOpus(createReadStream(draft.path)) : null
  const facts: MediaFacts = {
    ...dimensionsOf(mime, draft.head),
    ...(opus && { ...opus, waveform: Buffer.from(opus.waveform).toString('base64') }),
    ...(isLie && { isLie }),
  }
  return { draft, sha256: draft.sha256, size: draft.size, mime, facts }
}

/**
 * The tenant's files and their rows. Whatever changes both does so one at a time, so that a file is
 * never counted twice and never removed while another row is being given it.
 */
export class Shelf {
  readonly #parts: ShelfParts
  readonly #inTurn = oneAfterAnother()
  /** Bytes on it; to be counted when it is not known. */
  #used: number | undefined

  constructor(parts: ShelfParts) {
    this.#parts = parts
  }

  /** Throws away files without a row; before anything else is done with the shelf. */
  async tidy(): Promise<void> {
    this.#parts.folder.sweep(new Set(await this.#parts.store.media.hashes()))
  }

  /**
   * Puts a file on the shelf, in one step with `record`, making room first if the rules say so.
   * The draft is used up either way.
   * @returns whether there was room
   */
  put(file: Examined, record: (inside: Repositories) => Promise<void>): Promise<boolean> {
    return this.#inTurn(async () => {
      const { folder, store } = this.#parts
      const isHere = await store.media.isKept(file.sha256)
      if (!isHere && !(await this.#makeRoom(file.size))) {
        await folder.discard(file.draft)
        return false
      }
      const before = await this.#bytes()
      this.#used = undefined
      await folder.adopt(file.draft)
      await store.transaction(record)
      // The row may have been settled meanwhile, and then nobody stands for the file.
      const isKept = isHere || (await store.media.isKept(file.sha256))
      if (!isKept) await folder.remove(file.sha256)
      this.#used = before + (isKept && !isHere ? file.size : 0)
      return true
    })
  }

  /** Takes a row's file off the shelf, unless other rows stand for the same content. */
  delete(id: MediaId): Promise<void> {
    return this.#inTurn(async () => {
      const { folder, store } = this.#parts
      const row = await store.media.get(id)
      this.#used = undefined
      await store.transaction(({ media }) => media.settle(id, 'gone', 'deleted'))
      if (row?.sha256 && !(await store.media.isKept(row.sha256))) await folder.remove(row.sha256)
    })
  }

  async #makeRoom(bytes: number): Promise<boolean> {
    const { folder, store } = this.#parts
    const { quotaBytes, evicts } = this.#parts.rules()
    if (bytes > quotaBytes) return false
    while ((await this.#bytes()) + bytes > quotaBytes) {
      const oldest = evicts ? await store.media.oldest() : undefined
      if (!oldest) return false
      const before = await this.#bytes()
      this.#used = undefined
      await store.media.evict(oldest.sha256)
      await folder.remove(oldest.sha256)
      this.#used = before - oldest.size
      this.#parts.evicted(oldest.sha256, oldest.size)
    }
    return true
  }

  /** Counting goes through all rows: once is enough, for nobody else changes what is here. */
  async #bytes(): Promise<number> {
    this.#used ??= await this.#parts.store.media.used()
    return this.#used
  }
}
