import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../bot/store/migrations/index.ts'
import type { Tables } from '../../bot/store/schema.ts'
import { storeOver } from '../../bot/store/store.ts'
import type { Store } from '../../bot/store/store.ts'
import { newTenantId } from '../../common/domain/ids.ts'
import type { MediaId } from '../../common/domain/ids.ts'
import { migrate } from '../../common/kit/database.ts'
import { addMessage, engines } from '../bot/helpers/engines.ts'
import { ManualClock } from '../bot/helpers/manual-clock.ts'

describe.each(Object.entries(engines))('files on %s', (engine, open) => {
  let db: Kysely<Tables>
  let store: Store
  let clock: ManualClock

  beforeEach(async () => {
    db = await open()
    clock = new ManualClock()
    await migrate(db, 'bot', BOT_MIGRATIONS)
    store = storeOver(db, newTenantId(), clock)
  })
  afterEach(async () => {
    // PGlite itself is kept for the next test.
    if (engine === 'SQLite') await db.destroy()
  })

  const announced = (source = 'somewhere'): Promise<MediaId> =>
    store.media.add({ origin: 'message', source, claimedMime: 'image/jpeg', size: 7 })
  async function kept(sha256: string, size = 10): Promise<MediaId> {
    const id = await announced()
    await store.media.keep(id, { sha256, size, mime: 'image/png', facts: { width: 3 } })
    return id
  }

  it('gives what is due, oldest first, and says when more is', async () => {
    const [one, two, three] = [await announced(), await announced(), await announced()]
    const upload = await store.media.add({ origin: 'upload' })
    expect(await store.media.due([], 9)).toEqual([one, two, three])
    expect(await store.media.due([one], 1)).toEqual([two])
    await store.media.putOff(one, clock.now() + 5000, { reason: 'media_host_503' })
    await store.media.settle(two, 'gone', 'expired')
    expect(await store.media.due([], 9)).toEqual([three])
    expect(await store.media.nextDue(clock.now())).toBe(clock.now() + 5000)
    clock.advance(5000)
    expect(await store.media.due([], 9)).toEqual([one, three])
    expect(await store.media.get(one)).toMatchObject({
      attempts: 1,
      reason: 'media_host_503',
      source: 'somewhere',
      state: 'pending',
    })
    await store.media.putOff(one, clock.now() + 5000, { reason: 'x', source: 'elsewhere' })
    await store.media.hurry()
    expect(await store.media.due([], 9)).toEqual([one, three])
    expect(await store.media.get(one)).toMatchObject({ source: 'elsewhere' })
    expect(await store.media.get(upload)).toMatchObject({ state: 'pending', source: null })
  })

  it('remembers what a file is once it is here, and only then', async () => {
    const id = await kept('aa')
    expect(await store.media.get(id)).toMatchObject({
      state: 'stored',
      mime: 'image/png',
      claimedMime: 'image/jpeg',
      size: 10,
      facts: { width: 3 },
    })
    const late = await announced()
    await store.media.settle(late, 'gone', 'deleted')
    await store.media.keep(late, { sha256: 'bb', size: 1, mime: 'image/png', facts: {} })
    expect(await store.media.get(late)).toMatchObject({ state: 'gone', sha256: null })
  })

  it('counts the same content once, and lets the oldest go first', async () => {
    const first = await kept('aa', 100)
    await kept('bb', 20)
    const again = await kept('aa', 100)
    expect(await store.media.used()).toBe(120)
    expect(await store.media.oldest()).toMatchObject({ sha256: 'bb', size: 20 })
    expect([...(await store.media.hashes())].sort()).toEqual(['aa', 'bb'])
    await store.media.evict('aa')
    expect(await store.media.isKept('aa')).toBe(false)
    for (const id of [first, again]) {
      expect(await store.media.get(id)).toMatchObject({ state: 'gone', reason: 'evicted' })
    }
    expect(await store.media.used()).toBe(20)
  })

  it('lets nothing go that a waiting message needs', async () => {
    const mediaId = await kept('aa')
    const chat = await store.contacts.chatWith('whatsapp', [{ kind: 'phone', value: '+525550001' }])
    const id = await addMessage(store, chat.id, clock.now(), { mediaId })
    expect(await store.media.oldest()).toBeUndefined()
    await store.messages.advance({ ids: [id] }, 'sent')
    expect(await store.media.oldest()).toMatchObject({ sha256: 'aa' })
  })

  it('keeps the key of an upload for good', async () => {
    const name = { channel: 'whatsapp', type: 'image', sha256: 'aa' }
    expect(await store.mediaUploads.claim(name, 'one')).toMatchObject({ mediaKey: 'one' })
    expect(await store.mediaUploads.claim(name, 'two')).toMatchObject({
      mediaKey: 'one',
      place: undefined,
      uploadedAt: 0,
      keyMadeAt: clock.now(),
    })
    await store.mediaUploads.keep(name, 'there')
    expect(await store.mediaUploads.claim(name, 'x')).toMatchObject({
      place: 'there',
      uploadedAt: clock.now(),
    })
    const document = { ...name, type: 'document' }
    expect(await store.mediaUploads.claim(document, 'two')).toMatchObject({ mediaKey: 'two' })
  })

  it('shows nothing of another tenant', async () => {
    const id = await kept('aa')
    const other = storeOver(db, newTenantId(), clock)
    expect(await other.media.get(id)).toBeUndefined()
    expect(await other.media.used()).toBe(0)
    expect(await other.media.hashes()).toEqual([])
    await other.media.evict('aa')
    expect(await store.media.isKept('aa')).toBe(true)
  })
})
