import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../bot/store/migrations/index.ts'
import type { Tables } from '../../bot/store/schema.ts'
import { storeOver } from '../../bot/store/store.ts'
import type { Store } from '../../bot/store/store.ts'
import { newTenantId } from '../../common/domain/ids.ts'
import type { ChatId } from '../../common/domain/ids.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { migrate } from '../../common/kit/database.ts'
import { addMessage, engines } from './helpers/engines.ts'

const phone = (value: string) => ({ kind: 'phone', value })
const lid = (value: string) => ({ kind: 'lid', value })
const ANA = phone('+525550002222')
const LUIS = phone('+525550003333')

describe.each(Object.entries(engines))('people on %s', (engine, open) => {
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
    // PGlite itself is kept for the next test.
    if (engine === 'SQLite') await db.destroy()
  })

  const chatWith = (...identities: { kind: string; value: string }[]) =>
    store.contacts.chatWith('whatsapp', identities)
  const inbound = async (chatId: ChatId) => {
    const change = { direction: 'inbound', author: 'contact', delivery: null } as const
    const id = await addMessage(store, chatId, now, change)
    await store.turns.add({ id, chatId }, 0)
    return id
  }
  const outbound = (chatId: ChatId) => addMessage(store, chatId, now)
  /** A person who wrote under its LID, and was written to under its number: two contacts, merged. */
  const merged = async (between: (byPhone: ChatId, byLid: ChatId) => Promise<void>) => {
    const [byPhone, byLid] = [await chatWith(ANA), await chatWith(lid('123'))]
    await between(byPhone.id, byLid.id)
    await chatWith(lid('123'), ANA)
    return { first: byPhone.id, second: byLid.id, contactId: byPhone.contactId }
  }

  it('gives the turns of a merged person one by one, the oldest first', async () => {
    const { first, second } = await merged(async (byPhone, byLid) => {
      await inbound(byLid)
      await inbound(byPhone)
    })
    const luis = await chatWith(LUIS)
    await inbound(luis.id)
    expect(await store.turns.due([], 10)).toEqual([second, luis.id])
    expect(await store.turns.head(first)).toBeUndefined()
    // One is in work: the other chat of the same person waits.
    expect(await store.turns.due([second], 10)).toEqual([luis.id])
    expect(await store.turns.due([first], 10)).toEqual([luis.id])
    const turn = await store.turns.head(second)
    if (turn) await store.turns.end(turn)
    expect(await store.turns.due([], 10)).toEqual([first, luis.id])
    expect(await store.turns.head(first)).toBeDefined()
  })

  it('keeps the order of the outbox over both chats of a merged person', async () => {
    const { first, second } = await merged(async (byPhone, byLid) => {
      await outbound(byLid)
      await outbound(byPhone)
    })
    expect(await store.outbox.due([], 10)).toEqual([second])
    expect(await store.outbox.claim(first)).toBeUndefined()
    const head = await store.outbox.claim(second)
    if (!head) throw new Error('nothing to send')
    await store.outbox.putOff(head.id, now + 1000, { reason: 'no_ack', left: true })
    expect(await store.outbox.due([], 10)).toEqual([])
    expect(await store.outbox.nextDue()).toBe(now + 1000)
    await store.messages.advance({ ids: [head.id] }, 'sent')
    expect(await store.outbox.due([], 10)).toEqual([first])
    expect(await store.outbox.claim(first)).toBeDefined()
  })

  it('welcomes a merged person once, and knows its loops and silences by the person', async () => {
    const { first, second } = await merged(async (_byPhone, byLid) => {
      await inbound(byLid)
      await addMessage(store, byLid, now, { author: 'bot', delivery: 'sent' })
      const turn = await store.turns.head(byLid)
      if (turn) await store.turns.end(turn)
      await store.silences.keep(byLid, now + 1000, 'human')
    })
    await inbound(first)
    const turn = await store.turns.head(first)
    expect(turn && (await store.turns.isFirst(turn))).toBe(false)
    expect(await store.messages.answeredAt(first, 10)).toEqual([now])
    expect((await store.contacts.chat(first))?.silentUntil).toBe(now + 1000)
    expect(await store.silences.count('human')).toBe(1)
    await store.silences.keep(first, now + 5000, 'human')
    expect((await store.contacts.chat(second))?.silentUntil).toBe(now + 5000)
  })

  it('writes to a merged person where it wrote from', async () => {
    await chatWith(ANA)
    await store.contacts.chatWith('whatsapp', [lid('123')], { address: '123@lid' })
    await store.contacts.learn('whatsapp', [ANA, lid('123')])
    expect((await chatWith(ANA)).address).toBe('123@lid')
  })

  it('learns late that two contacts are one, and makes nobody of names it has not met', async () => {
    const [byPhone, byLid] = [await chatWith(ANA), await chatWith(lid('123'))]
    expect(await store.contacts.learn('whatsapp', [LUIS, lid('999')])).toBeUndefined()
    expect(await store.contacts.list({ limit: 10 })).toHaveLength(2)
    expect(await store.contacts.learn('whatsapp', [ANA, lid('123')])).toBe(byPhone.contactId)
    expect(await store.contacts.learn('whatsapp', [ANA, lid('123')])).toBeUndefined()
    expect(await store.contacts.find(byLid.contactId)).toBe(byPhone.contactId)
    await chatWith(lid('7'))
    await store.contacts.learn('whatsapp', [LUIS, lid('7')])
    expect((await chatWith(LUIS)).id).toBe((await chatWith(lid('7'))).id)
  })

  it('leaves a number behind when its owner takes another', async () => {
    const ana = await chatWith(lid('123'), ANA)
    const moved = await chatWith(lid('123'), LUIS)
    expect(moved).toMatchObject({ id: ana.id, phone: LUIS.value })
    expect((await chatWith(ANA)).contactId).not.toBe(ana.contactId)
    expect(await store.contacts.find(LUIS.value)).toBe(ana.contactId)
  })

  it('keeps both numbers of a person whom the operator has merged', async () => {
    const [ana, luis] = [await chatWith(lid('1'), ANA), await chatWith(lid('2'), LUIS)]
    expect(await store.contacts.merge(luis.contactId, ana.contactId)).toBe(ana.contactId)
    expect(await store.contacts.merge(ana.contactId, ana.contactId)).toBe(ana.contactId)
    await chatWith(lid('1'), ANA)
    await chatWith(lid('2'), LUIS)
    const view = await store.contacts.view(ana.contactId)
    expect(view?.identities.map(({ value }) => value).sort()).toEqual(
      ['1', '2', ANA.value, LUIS.value].sort(),
    )
  })

  it('writes to each number of a merged person where that number wrote from', async () => {
    const at = (address: string, ...names: { kind: string; value: string }[]) =>
      store.contacts.chatWith('whatsapp', names, { address })
    const ana = await at('1@lid', lid('1'), ANA)
    const luis = await at('2@lid', lid('2'), LUIS)
    await store.contacts.merge(ana.contactId, luis.contactId)
    expect(await chatWith(LUIS)).toMatchObject({ id: luis.id, address: '2@lid', phone: LUIS.value })
    expect(await chatWith(ANA)).toMatchObject({ id: ana.id, address: '1@lid', phone: ANA.value })
    expect(await at('2@lid', lid('2'))).toMatchObject({ id: luis.id, phone: LUIS.value })
    expect((await at('another@lid', LUIS)).id).toBe(luis.id)
    expect((await chatWith(ANA)).address).toBe('1@lid')
    expect(await store.contacts.chatAt('whatsapp', LUIS.value as never)).toMatchObject({
      address: 'another@lid',
    })
    const view = await store.chats.view(luis.id)
    expect(view?.id).toBe(ana.id)
  })

  it('never writes to the one number what is for the other, of which nothing is known', async () => {
    const ana = await store.contacts.chatWith('whatsapp', [ANA], { address: 'ana' })
    const luis = await store.contacts.withPhone('whatsapp', LUIS.value as never)
    await store.contacts.merge(ana.contactId, luis)
    expect(await chatWith(LUIS)).toMatchObject({
      contactId: ana.contactId,
      address: null,
      phone: LUIS.value,
    })
    expect((await chatWith(LUIS)).id).toBe((await chatWith(LUIS)).id)
    expect((await chatWith(ANA)).id).toBe(ana.id)
  })

  it('takes back what waits for one when the other was blocked', async () => {
    const [ana, luis] = [await chatWith(ANA), await chatWith(LUIS)]
    const waiting = await outbound(ana.id)
    await store.contacts.setBlocked(luis.contactId, true)
    await store.contacts.merge(ana.contactId, luis.contactId)
    expect(await store.messages.view(waiting)).toMatchObject({
      delivery: 'cancelled',
      reason: 'contact_blocked',
    })
  })

  it('merges with whom a contact has become meanwhile, and not with nobody', async () => {
    const [ana, luis] = [await chatWith(ANA), await chatWith(LUIS)]
    const eva = await store.contacts.withPhone('whatsapp', '+525550004444' as never)
    await store.contacts.merge(ana.contactId, luis.contactId)
    expect(await store.contacts.merge(luis.contactId, eva)).toBe(ana.contactId)
    await store.contacts.remove(ana.contactId)
    expect(await store.contacts.merge(luis.contactId, eva)).toBeUndefined()
  })

  it('joins what is known of two contacts, and what silences one of them', async () => {
    const [ana, luis] = [await chatWith(ANA), await chatWith(LUIS)]
    await store.contacts.change(ana.contactId, { note: 'pays late', tags: ['vip', 'ana'] })
    await store.contacts.change(luis.contactId, { name: 'Luis', note: 'tall', tags: ['vip'] })
    await store.contacts.setBlocked(luis.contactId, true)
    await store.contacts.merge(luis.contactId, ana.contactId)
    expect(await store.contacts.view(ana.contactId)).toMatchObject({
      name: 'Luis',
      note: 'pays late\ntall',
      tags: ['ana', 'vip'],
      blocked: true,
    })
    expect((await chatWith(ANA)).isBlocked).toBe(true)
  })

  it('shows one thread per person, newest activity first for an inbox', async () => {
    const { first, second, contactId } = await merged(async (byPhone, byLid) => {
      await outbound(byPhone)
      now += 1000
      await inbound(byLid)
    })
    now += 1000
    const luis = await chatWith(LUIS)
    await inbound(luis.id)
    const list = async (order: 'oldest' | 'newest', more: object = {}) =>
      (await store.chats.list({ order, limit: 10, ...more })).map(({ id }) => id)
    expect(await list('oldest')).toEqual([first, luis.id])
    expect(await list('newest')).toEqual([luis.id, first])
    now += 1000
    // An answer in the younger chat moves the thread.
    const answer = await outbound(second)
    expect(await list('newest')).toEqual([first, luis.id])
    const view = await store.chats.view(second)
    expect(view).toMatchObject({
      id: first,
      contact: { id: contactId, phone: ANA.value },
      lastMessage: { id: answer },
      lastAt: new Date(now).toISOString(),
      unread: 1,
    })
    const after = { id: first, lastAt: view?.lastAt }
    expect(await list('newest', { after })).toEqual([luis.id])
    expect(await list('oldest', { after })).toEqual([luis.id])
  })

  it('counts what nobody has read, over both chats of a person', async () => {
    const { first, second } = await merged(async (byPhone, byLid) => {
      await inbound(byLid)
      await inbound(byPhone)
    })
    const unread = async () => (await store.chats.view(first))?.unread
    const third = await inbound(first)
    expect(await unread()).toBe(3)
    const one = (await store.messages.list({ limit: 1 }))[0]
    await store.chats.markRead(second, one?.id as never)
    expect(await unread()).toBe(2)
    await store.chats.markRead(second)
    expect(await unread()).toBe(0)
    await store.chats.markRead(first, one?.id as never)
    expect(await unread()).toBe(0)
    await inbound(first)
    await store.chats.markRead(first, third)
    expect(await unread()).toBe(1)
  })
})
