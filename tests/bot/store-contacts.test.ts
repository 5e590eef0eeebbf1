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
const ANA = phone('+525550002222')

describe.each(Object.entries(engines))('contacts on %s', (engine, open) => {
  let db: Kysely<Tables>
  let store: Store
  const now = Date.parse('2026-01-01T00:00:00Z')
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

  it('finds contacts by name, number and tag, oldest first, a page at a time', async () => {
    const ids: string[] = []
    for (const [name, number] of [
      ['José Pérez', '+525550000001'],
      ['100% Hogar', '+525550000002'],
      ['Ana', '+525550000003'],
    ] as const) {
      const { contactId } = await store.contacts.chatWith('whatsapp', [phone(number)], { name })
      ids.push(contactId)
    }
    const found = async (query: object) =>
      (await store.contacts.list({ limit: 10, ...query })).map(({ id }) => ids.indexOf(id))
    expect(await found({})).toEqual([0, 1, 2])
    expect(await found({ search: 'jose  perez' })).toEqual([0])
    expect(await found({ search: '100%' })).toEqual([1])
    expect(await found({ search: '_' })).toEqual([])
    expect(await found({ search: '55 5000-0003' })).toEqual([2])
    expect(await found({ after: ids[0], limit: 1 })).toEqual([1])
    const [jose, , ana] = await store.contacts.list({ limit: 10 })
    await store.contacts.change(jose?.id as never, { name: 'Pepe', tags: ['mayorista', 'vip'] })
    await store.contacts.setBlocked(ana?.id as never, true)
    expect(await found({ search: 'pepe' })).toEqual([0])
    expect(await found({ search: 'jose' })).toEqual([0])
    expect(await found({ tag: 'vip' })).toEqual([0])
    expect(await found({ tag: 'vi' })).toEqual([])
    expect([await found({ isBlocked: true }), await found({ isBlocked: false })]).toEqual([
      [2],
      [0, 1],
    ])
  })

  it('lets the given name win over the push name, and gives it back', async () => {
    const { contactId } = await store.contacts.chatWith('whatsapp', [ANA], { name: 'anita' })
    const id = await outbound((await chatWith(ANA)).id)
    await store.contacts.change(contactId, { name: 'Ana López' })
    await store.contacts.chatWith('whatsapp', [ANA], { name: 'la ana' })
    const view = () => store.contacts.view(contactId)
    expect(await view()).toMatchObject({ name: 'Ana López', pushName: 'la ana' })
    expect((await store.messages.view(id))?.contact.name).toBe('Ana López')
    await store.contacts.change(contactId, { name: null })
    expect(await view()).toMatchObject({ name: 'la ana', givenName: null })
  })

  it('takes back what waits for somebody who is blocked, not what may have left', async () => {
    const ana = await chatWith(ANA)
    const [left, waiting] = [await outbound(ana.id), await outbound(ana.id)]
    await store.outbox.claim(ana.id)
    expect(await store.contacts.setBlocked(ana.contactId, true)).toEqual([waiting])
    expect(await store.contacts.setBlocked(ana.contactId, true)).toEqual([])
    expect((await store.messages.view(left))?.delivery).toBe('queued')
    expect(await store.messages.view(waiting)).toMatchObject({
      delivery: 'cancelled',
      reason: 'contact_blocked',
    })
    await store.contacts.setBlocked(ana.contactId, false)
    expect((await chatWith(ANA)).isBlocked).toBe(false)
  })

  it('forgets a contact that is deleted; who writes again is new, and blocked if it was', async () => {
    const ana = await store.contacts.chatWith('whatsapp', [ANA], { name: 'Ana' })
    await inbound(ana.id)
    const waiting = await outbound(ana.id)
    await store.contacts.setBlocked(ana.contactId, true)
    await store.contacts.remove(ana.contactId)
    expect(await store.contacts.find(ANA.value)).toBeUndefined()
    expect(await store.contacts.find(ana.contactId)).toBeUndefined()
    expect(await store.messages.list({ limit: 10 })).toEqual([])
    expect(await store.messages.view(waiting)).toBeUndefined()
    expect([await store.turns.due([], 10), await store.outbox.due([], 10)]).toEqual([[], []])
    expect(await store.chats.list({ order: 'oldest', limit: 10 })).toEqual([])
    const again = await chatWith(ANA)
    expect(again.contactId).not.toBe(ana.contactId)
    expect(again.isBlocked).toBe(true)
  })

  it('believes for a time that the network does not know somebody, unless it writes', async () => {
    const ana = await chatWith(ANA)
    await store.contacts.setUnreachable(ana.id, now + 1000, 'not_on_whatsapp')
    expect((await chatWith(ANA)).unreachable).toEqual({
      until: now + 1000,
      reason: 'not_on_whatsapp',
    })
    await store.contacts.chatWith('whatsapp', [ANA], { address: 'here' })
    expect((await chatWith(ANA)).unreachable).toBeUndefined()
  })

  it('shows nothing of another tenant', async () => {
    const ana = await chatWith(ANA)
    const other = storeOver(db, newTenantId(), clock)
    expect(await other.contacts.list({ limit: 10 })).toEqual([])
    expect(await other.contacts.view(ana.contactId)).toBeUndefined()
    expect(await other.chats.list({ order: 'newest', limit: 10 })).toEqual([])
    expect(await other.chats.view(ana.id)).toBeUndefined()
    await other.contacts.setBlocked(ana.contactId, true)
    expect((await chatWith(ANA)).isBlocked).toBe(false)
  })
})
