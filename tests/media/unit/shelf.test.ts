import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { MediaFolder } from '../../../bot/media/files.ts'
import { examine, Shelf } from '../../../bot/media/shelf.ts'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import type { Store } from '../../../bot/store/store.ts'
import { newTenantId } from '../../../common/domain/ids.ts'
import type { MediaId } from '../../../common/domain/ids.ts'
import { systemClock } from '../../../common/kit/clock.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import { pdf } from '../helpers/samples.ts'

let path: string
let folder: MediaFolder
let store: Store
let shelf: Shelf
/** How often all rows have been gone through. */
let counted: number

beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'flotilla-shelf-'))
  folder = new MediaFolder(join(path, 'media'))
  const db = queriesOver<Tables>(openSqlite(':memory:'))
  await migrate(db, 'bot', BOT_MIGRATIONS)
  const whole = storeOver(db, newTenantId(), systemClock)
  counted = 0
  const used = () => whole.media.used().finally(() => (counted += 1))
  store = { ...whole, media: { ...whole.media, used } }
  const rules = () => ({ quotaBytes: 100, evicts: true })
  shelf = new Shelf({ folder, store, rules, evicted: () => undefined })
})
afterEach(() => rmSync(path, { recursive: true }))

async function put(seed: string): Promise<MediaId> {
  const id = await store.media.add({ origin: 'message', source: 'there' })
  await arrive(id, seed)
  return id
}

async function arrive(id: MediaId, seed: string): Promise<void> {
  const draft = await folder.write(Readable.from([pdf(30, seed)]), 1000)
  const file = await examine(draft, 'application/pdf')
  await shelf.put(file, ({ media }) => media.keep(id, file))
}

const files = (): number =>
  readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    .length

it('knows how much is on it without counting each time, whatever comes and goes', async () => {
  const ids: MediaId[] = []
  for (const seed of 'abcdefgh') ids.push(await put(seed))
  expect([counted, files(), await store.media.used()]).toEqual([1, 3, 90])
  await put('h')
  expect([files(), await store.media.used()]).toEqual([3, 90])
  await shelf.delete(ids[6] ?? (await put('x')))
  await put('i')
  expect([files(), await store.media.used()]).toEqual([3, 90])
  expect((await store.media.get(ids[5] ?? (await put('x'))))?.state).toBe('stored')
})

it('keeps no file whose row was settled while it was on its way', async () => {
  const id = await store.media.add({ origin: 'message', source: 'there' })
  await shelf.delete(id)
  await arrive(id, 'late')
  expect([files(), await store.media.used()]).toEqual([0, 0])
})
