import { asMediaId } from '../../common/domain/ids.ts'
import type { MediaId } from '../../common/domain/ids.ts'
import type { MediaState } from '../../common/domain/media.ts'
import type { Clock, Random } from '../../common/kit/clock.ts'
import { isNoRoom } from '../../common/kit/database.ts'
import { backoff, openCuttableQueue } from '../../common/kit/queue.ts'
import type { Queue } from '../../common/kit/queue.ts'
import { MediaError } from '../channels/media.ts'
import type { MediaChannel } from '../channels/media.ts'
import type { StoredMedia } from '../store/media.ts'
import type { Store } from '../store/store.ts'
import { TooLarge } from './files.ts'
import type { MediaFolder } from './files.ts'
import { LinkRefused, openLink } from './link.ts'
import { examine } from './shelf.ts'
import type { Shelf } from './shelf.ts'

export interface FetchParts {
  readonly store: Store
  readonly channel: Pick<MediaChannel, 'fetchMedia' | 'askForMedia'>
  readonly folder: MediaFolder
  readonly shelf: Shelf
  readonly clock: Clock
  readonly random: Random
  /** When the channel's connection was opened, while it is open. */
  openSince(): string | undefined
  rules(): {
    /** The largest file that is fetched, in bytes. */
    readonly largestBytes: number
    readonly allowsPrivateLinks: boolean
  }
  /** A file has come, or will not come. */
  settled(media: StoredMedia, state: MediaState, reason: string | null): void
  putOff(id: MediaId, reason: string): void
  /** Something that should not be possible; the file is tried again. */
  puzzled(id: MediaId, error: unknown): void
  failed(error: Error): void
}

/** Files that are fetched at the same time. */
const LANES = 2
const RETRY = { first: 2000, longest: 600_000 }
/** Tries of what comes damaged, before it is given up. */
const DAMAGED = 6
const HOUR = 3_600_000
/** How long a file that nobody gives is asked for, in milliseconds. */
const PATIENCE = { gone: 24 * HOUR, later: 72 * HOUR, link: HOUR } as const

/**
 * Fetches the files that messages announce and links lead to, each once, until it is here or will
 * never be. A crash costs the transfer that was under way and nothing else.
 */
export function openFetcher(parts: FetchParts): Queue {
  const { store, clock } = parts
  // What messages announce is to be had through the connection only.
  const reachable = () => (parts.openSince() === undefined ? ('link' as const) : undefined)
  return openCuttableQueue((ending) => ({
    name: 'media',
    clock,
    lanes: LANES,
    take: (busy, limit) => store.media.due(busy, limit, reachable()),
    nextDue: (after) => store.media.nextDue(after, reachable()),
    failed: (error) => parts.failed(error),
    async work(lane) {
      const media = await store.media.get(asMediaId(lane))
      if (media?.state === 'pending') await fetchOne(parts, media, ending)
      return false
    },
  }))
}

async function fetchOne(parts: FetchParts, found: StoredMedia, end: AbortSignal): Promise<void> {
  const { largestBytes } = parts.rules()
  const media: Tried = { ...found, openSince: parts.openSince() }
  try {
    if ((media.size ?? 0) > largestBytes) throw new TooLarge(largestBytes)
    const { bytes, mime } = await open(parts, media, end)
    const draft = await parts.folder.write(bytes, largestBytes)
    const file = await examine(draft, mime)
    const isKept = await parts.shelf.put(file, (inside) => inside.media.keep(media.id, file))
    if (isKept) parts.settled(media, 'stored', null)
    else await settle(parts, media, 'quota', null)
  } catch (error) {
    if (end.aborted) return
    await afterFailure(parts, media, error, end)
  }
}

/** A file that is being fetched. */
interface Tried extends StoredMedia {
  /** Of the connection at the beginning of the try. */
  readonly openSince: string | undefined
}

async function open(parts: FetchParts, media: StoredMedia, signal: AbortSignal) {
  const { source, claimedMime } = media
  if (source === null) throw new Error(`the file ${media.id} has no source`)
  if (media.origin === 'message') {
    return { bytes: parts.channel.fetchMedia(source, signal), mime: claimedMime ?? undefined }
  }
  return await openLink(source, parts.rules().allowsPrivateLinks, signal)
}

async function afterFailure(
  parts: FetchParts,
  media: Tried,
  error: unknown,
  end: AbortSignal,
): Promise<void> {
  if (error instanceof TooLarge) return await settle(parts, media, 'too_large', null)
  if (error instanceof LinkRefused) return await settle(parts, media, 'failed', error.reason)
  if (isNoRoom(error)) return await putOff(parts, media, 'disk_full')
  if (media.origin === 'link') {
    const reason = 'link_unreachable'
    return await later(parts, media, reason, PATIENCE.link, ['failed', reason])
  }
  if (!(error instanceof MediaError)) {
    parts.puzzled(media.id, error)
    return await later(parts, media, 'internal', PATIENCE.later)
  }
  if (error.fate === 'later') return await later(parts, media, error.reason, PATIENCE.later)
  const isHopeless = error.fate === 'corrupt' && media.attempts + 1 >= DAMAGED
  if (isHopeless) return await settle(parts, media, 'failed', 'corrupt')
  await askAgain(parts, media, error, end)
}

/** The phone that the message came to may still have the file. */
async function askAgain(
  parts: FetchParts,
  media: Tried,
  why: MediaError,
  end: AbortSignal,
): Promise<void> {
  try {
    const source = await parts.channel.askForMedia(media.source ?? '', end)
    // At once the first time; a phone that brings nothing better each time must not be a loop.
    const wait = media.attempts === 0 ? 0 : waitAfter(parts, media)
    const until = parts.clock.now() + wait
    await parts.store.media.putOff(media.id, until, { reason: why.reason, source })
    parts.putOff(media.id, why.reason)
  } catch (error) {
    if (end.aborted) return
    if (!(error instanceof MediaError)) throw error
    if (error.fate === 'gone') await settle(parts, media, 'gone', 'expired')
    else await later(parts, media, why.reason, PATIENCE.gone, ['gone', 'expired'])
  }
}

async function later(
  parts: FetchParts,
  media: Tried,
  reason: string,
  patience: number,
  end: readonly [MediaState, string] = ['failed', 'unreachable'],
): Promise<void> {
  const isOver = parts.clock.now() - media.createdAt >= patience
  if (isOver) await settle(parts, media, ...end)
  else await putOff(parts, media, reason)
}

const waitAfter = (parts: FetchParts, media: Tried): number =>
  backoff(media.attempts + 1, parts.random, RETRY)

async function putOff(parts: FetchParts, media: Tried, reason: string): Promise<void> {
  const openSince = parts.openSince()
  // Whoever opened the connection meanwhile has hurried what waited then; this did not wait yet.
  const isReopened = openSince !== undefined && openSince !== media.openSince
  const until = parts.clock.now() + (isReopened ? 0 : waitAfter(parts, media))
  await parts.store.media.putOff(media.id, until, { reason })
  parts.putOff(media.id, reason)
}

async function settle(
  parts: FetchParts,
  media: Tried,
  state: MediaState,
  reason: string | null,
): Promise<void> {
  await parts.store.transaction((inside) => inside.media.settle(media.id, state, reason))
  parts.settled(media, state, reason)
}
