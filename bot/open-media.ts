import { join } from 'node:path'
import type { MediaId } from '../common/domain/ids.ts'
import type { MediaState } from '../common/domain/media.ts'
import type { Queue } from '../common/kit/queue.ts'
import type { Channel } from './channels/channel.ts'
import type { MediaChannel } from './channels/media.ts'
import type { Base } from './base.ts'
import { mediaDesk } from './media/desk.ts'
import type { MediaDesk } from './media/desk.ts'
import { openFetcher } from './media/fetch.ts'
import { MediaFolder } from './media/files.ts'
import { Shelf } from './media/shelf.ts'
import type { Store } from './store/store.ts'
import type { OpenTenantConfig } from './tenant-config.ts'

/** The tenant's files, and those who wait for one. */
export interface TenantMedia {
  readonly folder: MediaFolder
  readonly shelf: Shelf
  /** The largest file that is taken in, in bytes. */
  readonly largestBytes: () => number
  /** Calls back with every file that has come or will not come; returns what ends that. */
  readonly listen: (settled: (id: MediaId) => void) => () => void
  readonly settled: (id: MediaId, state: MediaState, reason: string | null) => void
}

const MIB = 2 ** 20

/** Opens the tenant's `media` folder; what a crash left half done in it is thrown away. */
export async function openTenantMedia(
  { config, events }: Pick<Base, 'config' | 'events'>,
  store: Store,
  business: OpenTenantConfig,
): Promise<TenantMedia> {
  const rules = () => business.current().media
  const folder = new MediaFolder(join(config.folder, 'media'))
  const shelf = new Shelf({
    folder,
    store,
    rules: () => ({
      quotaBytes: rules().quota_mb * MIB,
      evicts: rules().when_full === 'remove_oldest',
    }),
    evicted: (_sha256, bytes) => events.fileRemoved(bytes),
  })
  await shelf.tidy()
  const listeners = new Set<(id: MediaId) => void>()
  return {
    folder,
    shelf,
    largestBytes: () => rules().largest_mb * MIB,
    listen(settled) {
      listeners.add(settled)
      return () => listeners.delete(settled)
    },
    settled(id, state, reason) {
      events.fileSettled(id, state, reason)
      for (const settled of listeners) settled(id)
    },
  }
}

/** Fetches what messages announce and links lead to. */
export const openTenantFetcher = (
  { config, clock, random, die, events }: Base,
  store: Store,
  { folder, shelf, largestBytes, settled }: TenantMedia,
  channel: MediaChannel & Pick<Channel, 'connection'>,
): Queue =>
  openFetcher({
    store,
    channel,
    folder,
    shelf,
    clock,
    random,
    openSince() {
      const { state, since } = channel.connection()
      return state === 'open' ? since : undefined
    },
    rules: () => ({
      largestBytes: largestBytes(),
      allowsPrivateLinks: config.linksMayBePrivate,
    }),
    settled: ({ id }, state, reason) => settled(id, state, reason),
    putOff: (id, reason) => events.filePutOff(id, reason),
    puzzled: (id, error) => events.filePuzzled(id, error),
    failed: die,
  })

/** What the API does with files. */
export const openMediaDesk = (
  { clock }: Pick<Base, 'clock'>,
  store: Store,
  { folder, shelf, largestBytes, listen }: TenantMedia,
  wanted: () => void,
): MediaDesk =>
  mediaDesk({
    store,
    folder,
    shelf,
    largestBytes,
    wanted,
    async settled(awaited, ms) {
      const over = new AbortController()
      const end = listen((id) => {
        if (id === awaited) over.abort()
      })
      // It may have come between the question and the listening.
      if ((await store.media.get(awaited))?.state !== 'pending') over.abort()
      await clock.sleep(ms, over.signal).catch(() => undefined)
      end()
    },
  })
