import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { MediaError } from '../../../bot/channels/media.ts'
import { openFetcher } from '../../../bot/media/fetch.ts'
import { MediaFolder } from '../../../bot/media/files.ts'
import { Shelf } from '../../../bot/media/shelf.ts'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import type { Store } from '../../../bot/store/store.ts'
import { newTenantId } from '../../../common/domain/ids.ts'
import type { MediaId } from '../../../common/domain/ids.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import type { Queue } from '../../../common/kit/queue.ts'
import { ManualClock } from '../../bot/helpers/manual-clock.ts'
import { brings, fails, filesBelow } from '../helpers/deeds.ts'
import type { Deed } from '../helpers/deeds.ts'
import { jpeg, noise, pdf, voiceNote, zipBomb } from '../helpers/samples.ts'

const rethrow = (error: unknown): never => {
  throw error
}
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

let folder: string
let clock: ManualClock
let store: Store
let shelf: Shelf
let queue: Queue
let rules: { quotaBytes: number; evicts: boolean; largestBytes: number }
/** What the network does, in order; the last of it again and again. */
let network: Deed[]
let phone: () => Promise<string>
let asked: number
let openSince: string | undefined
let evicted: number[]

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'flotilla-media-')), 'media')
  clock = new ManualClock()
  const db = queriesOver<Tables>(openSqlite(':memory:'))
  await migrate(db, 'bot', BOT_MIGRATIONS)
  store = storeOver(db, newTenantId(), clock)
  rules = { quotaBytes: 100_000, evicts: true, largestBytes: 50_000 }
  network = []
  phone = async () => 'brought again'
  asked = 0
  openSince = 'monday'
  evicted = []
  open()
})
afterEach(async () => {
  await queue[Symbol.asyncDispose]()
  rmSync(join(folder, '..'), { recursive: true })
})

function open(): void {
  const media = new MediaFolder(folder)
  shelf = new Shelf({
    folder: media,
    store,
    rules: () => rules,
    evicted: (_sha256, bytes) => evicted.push(bytes),
  })
  queue = openFetcher({
    store,
    folder: media,
    shelf,
    clock,
    random: () => 1,
    channel: {
      fetchMedia: () =>
        (network.length > 1 ? network.shift() : network[0])?.() ?? Readable.from([]),
      askForMedia: () => {
        asked += 1
        return phone()
      },
    },
    openSince: () => openSince,
    rules: () => ({ ...rules, allowsPrivateLinks: false }),
    settled: () => undefined,
    putOff: () => undefined,
    puzzled: (_id, error) => rethrow(error),
    failed: rethrow,
  })
}

async function announce(claimedMime = 'image/jpeg', size?: number): Promise<MediaId> {
  const id = await store.media.add({ origin: 'message', source: 'somewhere', claimedMime, size })
  queue.wake()
  await queue.settle()
  return id
}

async function pass(ms: number): Promise<void> {
  clock.advance(ms)
  await new Promise((resolve) => setImmediate(resolve))
  queue.wake()
  await queue.settle()
}

it('stores a file under its hash, and tells what it is', async () => {
  const photo = jpeg(800, 600)
  network = [brings(photo)]
  const id = await announce()
  expect(await store.media.get(id)).toMatchObject({
    state: 'stored',
    sha256: hash(photo),
    size: photo.length,
    mime: 'image/jpeg',
    facts: { width: 800, height: 600 },
  })
  const file = join(folder, hash(photo).slice(0, 2), hash(photo))
  expect(readFileSync(file).equals(photo)).toBe(true)
  expect(filesBelow(folder)).toEqual([hash(photo)])
})

it('knows a voice note, and a lie', async () => {
  network = [brings(voiceNote(5)), brings(zipBomb(1))]
  const voice = await announce('audio/ogg; codecs=opus')
  expect((await store.media.get(voice))?.facts).toMatchObject({ channels: 1, seconds: 5 })
  const lie = await announce('image/webp')
  expect(await store.media.get(lie)).toMatchObject({
    state: 'stored',
    mime: 'application/zip',
    facts: { isLie: true },
  })
})

it('keeps the same content once', async () => {
  network = [brings(pdf(500))]
  await announce()
  await announce()
  expect(filesBelow(folder)).toHaveLength(1)
  expect(await store.media.used()).toBe(500)
})

it('tries again, ever more rarely, until the host is back', async () => {
  network = [fails('later', 'media_host_503'), fails('later', 'media_host_503'), brings(pdf())]
  const id = await announce()
  expect(await store.media.get(id)).toMatchObject({ state: 'pending', reason: 'media_host_503' })
  expect(filesBelow(folder)).toEqual([])
  await pass(1999)
  expect(network).toHaveLength(2)
  await pass(1)
  expect(network).toHaveLength(1)
  await pass(4000)
  expect(await store.media.get(id)).toMatchObject({ state: 'stored', reason: null })
})

it('gives up after three days', async () => {
  network = [fails('later', 'media_host_unreachable')]
  const id = await announce()
  for (let hour = 0; hour < 73; hour += 1) await pass(3_600_000)
  expect(await store.media.get(id)).toMatchObject({ state: 'failed', reason: 'unreachable' })
})

it('asks the phone for what is gone, and takes what it brings', async () => {
  network = [fails('gone', 'media_host_404'), brings(pdf())]
  const id = await announce()
  await pass(0)
  expect(await store.media.get(id)).toMatchObject({ state: 'stored', source: 'brought again' })
  expect(asked).toBe(1)
})

it('says that a file is gone when the phone does not have it either', async () => {
  network = [fails('gone', 'media_host_410')]
  phone = () => Promise.reject(new MediaError('gone', 'phone_refused'))
  const id = await announce()
  expect(await store.media.get(id)).toMatchObject({ state: 'gone', reason: 'expired' })
})

it('asks a silent phone for a day', async () => {
  network = [fails('gone', 'media_host_410')]
  phone = () => Promise.reject(new MediaError('later', 'phone_silent'))
  const id = await announce()
  await pass(23 * 3_600_000)
  expect(await store.media.get(id)).toMatchObject({ state: 'pending' })
  await pass(3_600_000)
  expect(await store.media.get(id)).toMatchObject({ state: 'gone', reason: 'expired' })
})

it('does not go round in circles over what comes damaged', async () => {
  network = [fails('corrupt', 'media_corrupt')]
  const id = await announce()
  for (let hour = 0; hour < 10; hour += 1) await pass(3_600_000)
  expect(await store.media.get(id)).toMatchObject({ state: 'failed', reason: 'corrupt' })
  expect(asked).toBe(5)
})

it.each([
  ['as it says itself', 60_000, brings(pdf(10))],
  ['although it says it were small', 10, brings(noise(60_000))],
])('does not fetch what is too large, %s', async (_what, size, deed) => {
  network = [deed]
  const id = await announce('application/pdf', size)
  expect(await store.media.get(id)).toMatchObject({ state: 'too_large' })
  expect(filesBelow(folder)).toEqual([])
})

it('makes room by removing what has been here for longest', async () => {
  network = [brings(pdf(40_000, 'a')), brings(pdf(40_000, 'b')), brings(pdf(45_000, 'c'))]
  const [first, second, third] = [await announce(), await announce(), await announce()]
  expect(await store.media.get(first)).toMatchObject({ state: 'gone', reason: 'evicted' })
  expect(await store.media.get(second)).toMatchObject({ state: 'stored' })
  expect(await store.media.get(third)).toMatchObject({ state: 'stored' })
  expect(filesBelow(folder)).toHaveLength(2)
  expect(evicted).toEqual([40_000])
})

it('refuses the new instead, where that is wanted, and what would never fit', async () => {
  rules.evicts = false
  network = [brings(pdf(45_000, 'a')), brings(pdf(45_000, 'b')), brings(pdf(45_000, 'c'))]
  const [first, , third] = [await announce(), await announce(), await announce()]
  expect(await store.media.get(first)).toMatchObject({ state: 'stored' })
  expect(await store.media.get(third)).toMatchObject({ state: 'quota' })
  expect(filesBelow(folder)).toHaveLength(2)
  rules = { ...rules, evicts: true, quotaBytes: 1000 }
  network = [brings(pdf(1001))]
  expect(await store.media.get(await announce())).toMatchObject({ state: 'quota' })
  expect(filesBelow(folder)).toHaveLength(2)
})

it('deletes a file with the last row that stands for it', async () => {
  network = [brings(pdf(500))]
  const [one, other] = [await announce(), await announce()]
  await shelf.delete(one)
  expect(filesBelow(folder)).toHaveLength(1)
  await shelf.delete(other)
  expect(filesBelow(folder)).toEqual([])
  expect(await store.media.get(other)).toMatchObject({ state: 'gone', reason: 'deleted' })
})

it('throws away what a crash left behind, and nothing else', async () => {
  network = [brings(pdf(500))]
  const id = await announce()
  await queue[Symbol.asyncDispose]()
  writeFileSync(join(folder, 'tmp', 'half'), 'half')
  const { sha256 } = (await store.media.get(id)) ?? {}
  const orphan = join(folder, sha256?.slice(0, 2) ?? '', 'ab'.repeat(32))
  writeFileSync(orphan, 'orphan')
  open()
  await shelf.tidy()
  expect(existsSync(orphan)).toBe(false)
  expect(filesBelow(folder)).toEqual([sha256])
})

it('asks nobody while there is no connection, and counts no try', async () => {
  openSince = undefined
  network = [brings(jpeg(10, 10))]
  const id = await announce()
  await pass(3_600_000)
  expect(await store.media.get(id)).toMatchObject({ state: 'pending', attempts: 0 })
  openSince = 'tuesday'
  await pass(0)
  expect(await store.media.get(id)).toMatchObject({ state: 'stored' })
})

it('goes on at once when the connection was opened while a try failed', async () => {
  network = [
    () => {
      openSince = 'tuesday'
      throw new MediaError('later', 'not_connected')
    },
    brings(jpeg(10, 10)),
  ]
  expect(await store.media.get(await announce())).toMatchObject({ state: 'stored' })
})
