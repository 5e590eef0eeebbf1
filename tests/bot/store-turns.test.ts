import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../bot/store/migrations/index.ts'
import type { Tables } from '../../bot/store/schema.ts'
import { storeOver } from '../../bot/store/store.ts'
import type { Store } from '../../bot/store/store.ts'
import { newChatId, newTenantId } from '../../common/domain/ids.ts'
import type { ChatId } from '../../common/domain/ids.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { migrate, openSqlite, queriesOver } from '../../common/kit/database.ts'
import { addMessage, engines } from './helpers/engines.ts'

it('finds the messages of turns that waited before turns could have many', async () => {
  const db = queriesOver<Tables>(openSqlite(':memory:'))
  const { '001-init': init } = BOT_MIGRATIONS
  if (!init) throw new Error('it has another name')
  await migrate(db, 'bot', { '001-init': init })
  const [tenant, chat] = [newTenantId(), newChatId()]
  const kept = sql`${tenant}, '2026-01-01', '2026-01-01'`
  for (const row of [
    sql`contacts (id, tenant_id, created_at, updated_at) values ('c', ${kept})`,
    sql`chats (id, tenant_id, created_at, updated_at, contact_id, channel)
      values (${chat}, ${kept}, 'c', 'whatsapp')`,
    sql`messages (id, tenant_id, created_at, updated_at, channel, chat_id, from_me,
      channel_message_id, direction, author, type, text, attempts, at)
      values ('msg_1', ${kept}, 'whatsapp', ${chat}, 0, 'IN1', 'inbound', 'contact', 'text', 'hola',
        0, '2026-01-01')`,
    sql`turns (id, tenant_id, created_at, updated_at, chat_id, message_id, state, attempts)
      values ('t', ${kept}, ${chat}, 'msg_1', 'waiting', 0)`,
  ]) {
    await sql`insert into ${row}`.execute(db)
  }
  await migrate(db, 'bot', BOT_MIGRATIONS)
  const turn = await storeOver(db, tenant, systemClock).turns.head(chat)
  expect(turn?.messages.map(({ text }) => text)).toEqual(['hola'])
  await db.destroy()
})

describe.each(Object.entries(engines))('turns on %s', (engine, open) => {
  let db: Kysely<Tables>
  let store: Store
  let now = Date.parse('2026-01-01T00:00:00Z')
  const clock = { ...systemClock, now: () => now }
  const ANA = { kind: 'phone', value: '+525550002222' }

  beforeEach(async () => {
    db = await open()
    await migrate(db, 'bot', BOT_MIGRATIONS)
    store = storeOver(db, newTenantId(), clock)
  })
  afterEach(async () => {
    // PGlite itself is kept for the next test.
    if (engine === 'SQLite') await db.destroy()
  })

  const add = (chatId: ChatId, change: Parameters<typeof addMessage>[3] = {}) =>
    addMessage(store, chatId, now, change)

  it('puts off, parks and ends turns', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    const id = await add(chat.id, { direction: 'inbound', delivery: null })
    await store.turns.add({ id, chatId: chat.id }, 0)
    const turn = await store.turns.head(chat.id)
    expect(turn?.messages.map((message) => message.id)).toEqual([id])
    if (!turn) throw new Error('no turn')
    await store.turns.failed(turn.id, 'oops', { at: now + 5 })
    expect([await store.turns.head(chat.id), await store.turns.nextDue()]).toEqual([
      undefined,
      now + 5,
    ])
    now += 5
    expect((await store.turns.head(chat.id))?.attempts).toBe(1)
    await store.turns.failed(turn.id, 'oops', 'parked')
    expect([await store.turns.due([], 9), await store.turns.parked()]).toEqual([[], 1])
  })

  it('gathers messages into a turn, and tells the first turn of a chat', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    const inbound = { direction: 'inbound', author: 'contact', delivery: null } as const
    const take = async (gather: number, change: object = inbound) => {
      const id = await add(chat.id, { ...inbound, ...change })
      await store.turns.add({ id, chatId: chat.id }, gather)
      return id
    }
    // What could not be read gets its turn late, if ever.
    const late = await add(chat.id, { ...inbound, type: 'undecrypted', text: null })
    const [one, two] = [await take(2000), await take(2000)]
    expect(await store.turns.head(chat.id)).toBeUndefined()
    now += 2000
    const third = await take(2000)
    const turn = await store.turns.head(chat.id)
    if (!turn) throw new Error('no turn')
    expect(turn.messages.map(({ id }) => id)).toEqual([one, two])
    expect(await store.turns.isFirst(turn)).toBe(true)
    await store.turns.end(turn)
    await store.turns.add({ id: late, chatId: chat.id }, 0)
    now += 2000
    const next = await store.turns.head(chat.id)
    if (!next) throw new Error('no turn')
    expect(next.messages.map(({ id }) => id)).toEqual([third])
    expect(await store.turns.isFirst(next)).toBe(false)
    await store.turns.end(next)
    const last = await store.turns.head(chat.id)
    expect(last?.messages.map(({ id }) => id)).toEqual([late])
    expect(last && (await store.turns.isFirst(last))).toBe(false)
  })

  it('keeps the longest silence of a chat, and counts them by their reason', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    expect(chat.silentUntil).toBeUndefined()
    await store.silences.keep(chat.id, now + 2000, 'loop')
    await store.silences.keep(chat.id, now + 1000, 'human')
    expect((await store.contacts.chat(chat.id))?.silentUntil).toBe(now + 2000)
    expect(await store.silences.count('loop')).toBe(1)
    now += 2000
    expect(await store.silences.count('loop')).toBe(0)
  })

  it('ends a silence of whatever kind', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    await store.silences.keep(chat.id, now + 2000, 'human')
    await store.silences.end(chat.id)
    expect((await store.contacts.chat(chat.id))?.silentUntil).toBeUndefined()
    await store.silences.keep(chat.id, now + 1000, 'loop')
    expect((await store.contacts.chat(chat.id))?.silentUntil).toBe(now + 1000)
  })
})
