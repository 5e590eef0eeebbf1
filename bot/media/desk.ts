import { relative } from 'node:path'
import type { StoredFile } from '../../common/contracts/media-api.ts'
import { problem } from '../../common/contracts/errors.ts'
import { asMediaId } from '../../common/domain/ids.ts'
import type { MediaId } from '../../common/domain/ids.ts'
import { inBase64, mediaSentence } from '../../common/domain/media.ts'
import type { StoredMedia } from '../store/media.ts'
import type { Store } from '../store/store.ts'
import { TooLarge } from './files.ts'
import type { MediaFolder } from './files.ts'
import { readable } from './fit.ts'
import { examine } from './shelf.ts'
import type { Shelf } from './shelf.ts'
import { baseOf } from './sniff.ts'

export interface MediaDeskParts {
  readonly store: Store
  readonly folder: MediaFolder
  readonly shelf: Shelf
  /** The largest file that is taken, in bytes. */
  readonly largestBytes: () => number
  /** A file is to be fetched once more. */
  wanted(): void
  /** Resolves when a file that is on its way has come or will not come, or the time is over. */
  settled(id: MediaId, ms: number): Promise<void>
}

/** A file as it is served. */
export interface ServedFile {
  readonly root: string
  /** Below the root. */
  readonly path: string
  readonly mime: string
  readonly sha256: string
  readonly filename: string | null
  /** Browsers may show it; everything else is only to be saved. */
  readonly isShown: boolean
}

/** What is done with files at the API's order. */
export interface MediaDesk {
  /**
   * Refuses what says beforehand that it is too large.
   * @throws {Problem} `media_too_large`
   */
  insistOnSize(bytes: number): void
  /**
   * Takes in a file. The same content under the same name is the same file.
   * @throws {Problem} `media_too_large`, `media_quota`, `invalid_request` when it is empty, and
   *   whatever the chunks throw
   */
  take(
    chunks: AsyncIterable<Uint8Array>,
    as: { readonly mime?: string | undefined; readonly filename?: string | undefined },
  ): Promise<StoredFile>
  /**
   * Finds a file, waiting a few seconds for one that is on its way. What was here and can be had
   * again is fetched again.
   * @throws {Problem} `unknown_media`, `media_pending`, `media_gone`
   */
  give(id: string): Promise<ServedFile>
  /** @throws {Problem} `unknown_media` */
  remove(id: string): Promise<void>
}

/** How long whoever asks for a file waits for it, in milliseconds. */
const PATIENCE = 5000
const RETRY_SECONDS = 5
/** What browsers show without running any of it. */
const SHOWN = /^(?:image\/(?:jpeg|png|gif|webp)|audio\/|video\/)/

export const mediaDesk = (parts: MediaDeskParts): MediaDesk => ({
  insistOnSize(bytes) {
    const limit = parts.largestBytes()
    if (bytes > limit) throw tooLarge(limit)
  },
  take: (chunks, as) => take(parts, chunks, as),
  give: (id) => give(parts, asMediaId(id)),
  async remove(id) {
    await find(parts, asMediaId(id))
    await parts.shelf.delete(asMediaId(id))
  },
})

async function take(
  { store, folder, shelf, largestBytes }: MediaDeskParts,
  chunks: AsyncIterable<Uint8Array>,
  { mime, filename }: Parameters<MediaDesk['take']>[1],
): Promise<StoredFile> {
  const draft = await folder.write(chunks, largestBytes()).catch((error: unknown) => {
    throw error instanceof TooLarge ? tooLarge(error.limit) : error
  })
  if (draft.size === 0) {
    await folder.discard(draft)
    throw problem('invalid_request', 'The body is empty. Send the bytes of the file as the body.')
  }
  const file = await examine(draft, mime)
  let id: MediaId | undefined
  const hasRoom = await shelf.put(file, async ({ media }) => {
    id = await media.uploaded(file, filename)
    if (id) return
    id = await media.add({ origin: 'upload', claimedMime: mime, filename })
    await media.keep(id, file)
  })
  const stored = id && (await store.media.get(id))
  if (hasRoom && stored) return viewOf(stored)
  throw problem('media_quota', mediaSentence('quota', null))
}

const tooLarge = (limit: number): Error =>
  problem(
    'media_too_large',
    `A file may have at most ${readable(limit)} (media.largest_mb in config.json).`,
  )

async function give(parts: MediaDeskParts, id: MediaId): Promise<ServedFile> {
  let file = await find(parts, id)
  if (file.state !== 'stored' && (await parts.store.media.again(id))) {
    parts.wanted()
    file = await find(parts, id)
  }
  if (file.state === 'pending') {
    await parts.settled(id, PATIENCE)
    file = await find(parts, id)
  }
  const { state, reason, sha256, mime, filename, facts } = file
  if (state === 'pending') {
    throw problem('media_pending', mediaSentence(state, null), { retryAfterSeconds: RETRY_SECONDS })
  }
  if (state !== 'stored' || sha256 === null || mime === null) {
    throw problem('media_gone', mediaSentence(state, reason))
  }
  return {
    root: parts.folder.path,
    path: relative(parts.folder.path, parts.folder.pathOf(sha256)),
    mime,
    sha256,
    filename,
    isShown: facts.isLie !== true && SHOWN.test(baseOf(mime) ?? ''),
  }
}

async function find({ store }: MediaDeskParts, id: MediaId): Promise<StoredMedia> {
  const file = await store.media.get(id)
  if (file) return file
  throw problem('unknown_media', `There is no file ${id}.`)
}

const viewOf = ({ id, state, reason, mime, sha256, size, filename }: StoredMedia): StoredFile => ({
  id,
  state,
  detail: mediaSentence(state, reason),
  mime_type: mime,
  sha256: sha256 === null ? null : inBase64(sha256),
  file_size: size,
  filename,
})
