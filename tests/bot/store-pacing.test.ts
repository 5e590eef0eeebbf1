import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../bot/store/migrations/index.ts'
import type { Tables } from '../../bot/store/schema.ts'
import { storeOver } from '../../bot/store/store.ts'
import type { Store } from '../../bot/store/store.ts'
import { asChannelMessageId, newTenantId } from '../../common/domain/ids.ts'
import type { ChatId, MessageId } from '../../common/domain/ids.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { migrate } from '../../common/kit/database.ts'
import { addMessage, engines } from './helpers/engines.ts'

const HOUR = 3_600_000

describe.each(Object.entries(engines))('pacing in the store on %s', (engine, open) => {
  let db: Kysely<Tables>
  let store: Store
  let now = Date.parse('2026-01-01T00:00:00Z')
  const clock = { ...systemClock, now: () => now }

  beforeEach(async () => {
    db = await open()
    await migrate(db, 'bot', BOT_MIGRATIONS)
    store = storeOver(db, newTenantId(), clock)
  })
  afterEach(async () => {
    if (engine === 'SQLite') await db.destroy()
  })

  const chatWith = async (value: string) =>
    (await store.contacts.chatWith('whatsapp', [{ kind: 'phone', value }])).id
  const add = (chatId: ChatId, change: Parameters<typeof addMessage>[3] = {}) =>
    addMessage(store, chatId, now, change)
  const send = async (chatId: ChatId, kind: 'opening' | 'new' | 'known', gap = 0) => {
    const messageId = await add(chatId)
    await store.outbox.claim(chatId)
    await store.sends.add({ chatId, messageId, class: kind, gap })
    return messageId
  }
  const delivery = async (id: MessageId) => (await store.messages.view(id))?.delivery

  it('holds a message out of its line, and puts it back when its hold ends', async () => {
    const ana = await chatWith('+525550000001')
    const [one, two] = [await add(ana), await add(ana)]
    const hold = { reason: 'quiet_hours', until: now + HOUR } as const
    expect(await store.holds.hold(one, hold)).toBe(true)
    expect(await store.holds.hold(one, hold)).toBe(false)
    expect((await store.outbox.head(ana))?.id).toBe(two)
    expect(await store.holds.ahead([ana], two)).toEqual(hold)
    expect(await store.holds.ahead([ana], two, asChannelMessageId('another'))).toBeUndefined()
    expect(await store.holds.ahead([ana], one)).toBeUndefined()
    expect(await store.holds.next()).toBe(hold.until)
    expect(await store.holds.overview()).toEqual([{ ...hold, count: 1 }])
    expect(await store.outbox.depth()).toBe(2)
    expect(await store.holds.release()).toEqual([])
    now += HOUR
    expect(await store.holds.release()).toEqual([one])
    expect((await store.outbox.head(ana))?.id).toBe(one)
  })

  it('puts back what is held before its time: all, of some chats, or of known people', async () => {
    const [ana, luis] = [await chatWith('+525550000001'), await chatWith('+525550000002')]
    const [one, two] = [await add(ana), await add(luis)]
    const hold = { reason: 'new_chats_today', until: now + HOUR } as const
    for (const id of [one, two]) await store.holds.hold(id, hold)
    expect(await store.holds.chatsFromBefore()).toEqual([])
    await db.updateTable('messages').set({ past: 1 }).where('id', '=', two).execute()
    expect(await store.holds.chatsFromBefore()).toEqual([luis])
    expect(await store.holds.releaseIn([luis])).toEqual([two])
    await store.holds.move('new_chats_today', now + 2 * HOUR)
    expect(await store.holds.next()).toBe(now + 2 * HOUR)
    expect(await store.holds.release(true)).toEqual([one])
  })

  it('cancels and expires what is held, and keeps claimed what may have left', async () => {
    const ana = await chatWith('+525550000001')
    const hold = { reason: 'restricted_463', until: now + HOUR } as const
    const one = await add(ana, { expiresAt: now + 1000 })
    await store.outbox.claim(ana)
    await store.holds.hold(one, hold, true)
    expect(await store.outbox.cancel(one)).toBe(false)
    expect(await store.outbox.nextExpiry()).toBe(now + 1000)
    const two = await add(ana)
    await store.outbox.claim(ana)
    await store.holds.hold(two, hold, false)
    expect(await store.outbox.cancel(two)).toBe(true)
    now += 1000
    expect(await store.outbox.expire()).toEqual([one])
    expect([await delivery(one), await delivery(two)]).toEqual(['failed', 'cancelled'])
  })

  it('counts what was sent, newest first, and takes back what did not leave', async () => {
    const [ana, luis] = [await chatWith('+525550000001'), await chatWith('+525550000002')]
    await send(ana, 'opening', 30)
    const first = now
    now += 1000
    const two = await send(luis, 'opening', 45.4)
    expect(await store.sends.times(['opening'], first - 1, 9)).toEqual([now, first])
    expect(await store.sends.times(['opening'], first, 9)).toEqual([now])
    expect(await store.sends.inChats([ana], 0, 9)).toEqual([{ class: 'opening', at: first }])
    expect(await store.sends.lastToStranger()).toEqual({ chatId: luis, at: now, gap: 45 })
    expect(await store.sends.classOf(two)).toBe('opening')
    expect(await store.sends.isTrying(['opening'], now)).toBe(true)
    expect(await store.sends.hasBegun([luis], two)).toBe(false)
    const next = await add(luis)
    expect(await store.sends.hasBegun([luis], next)).toBe(true)
    await store.sends.takeBack(two)
    expect(await store.sends.lastToStranger()).toEqual({ chatId: ana, at: first, gap: 30 })
    expect(await store.sends.firstMessageAt()).toBe(first)
    await store.sends.prune(now)
    expect(await store.sends.times(['opening'], 0, 9)).toEqual([])
  })

  it('has one brake at a time', async () => {
    const brake = { reason: 'restricted_463', scope: 'new', until: now, source: 'default' } as const
    expect(await store.brakes.current()).toBeUndefined()
    await store.brakes.put(brake)
    await store.brakes.put({ ...brake, until: now + HOUR, source: 'network' })
    expect(await store.brakes.current()).toEqual({
      ...brake,
      until: now + HOUR,
      source: 'network',
      since: now,
    })
    expect(await storeOver(db, newTenantId(), clock).brakes.current()).toBeUndefined()
    expect([await store.brakes.end(), await store.brakes.end()]).toEqual([true, false])
    expect(await store.brakes.current()).toBeUndefined()
  })

  it('knows who was written to before the linking, and since when somebody has written', async () => {
    const ana = await chatWith('+525550000001')
    const id = await add(ana)
    expect(await store.ranks.isFromBefore([ana])).toBe(false)
    expect(await store.ranks.heardAt([ana])).toBeUndefined()
    await add(ana, { direction: 'inbound', author: 'contact', delivery: null })
    expect(await store.ranks.heardAt([ana])).toBe(now)
    await db.updateTable('messages').set({ past: 1 }).where('id', '=', id).execute()
    expect(await store.ranks.isFromBefore([ana])).toBe(true)
    expect([await store.ranks.put([ana], 1), await store.ranks.put([ana], 1)]).toEqual([
      true,
      false,
    ])
    expect(await store.outbox.due([], 9, [1])).toEqual([ana])
  })
})
