import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../bot/store/migrations/index.ts'
import type { Tables } from '../../bot/store/schema.ts'
import { storeOver } from '../../bot/store/store.ts'
import type { Store } from '../../bot/store/store.ts'
import { asChannelMessageId, asChatId, asMessageId, newTenantId } from '../../common/domain/ids.ts'
import type { ChatId, MessageId } from '../../common/domain/ids.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { migrate } from '../../common/kit/database.ts'
import { TABLES } from './helpers/tables.ts'
import { addMessage, engines } from './helpers/engines.ts'

describe.each(Object.entries(engines))('the store on %s', (engine, open) => {
  let db: Kysely<Tables>
  let store: Store
  let now = Date.parse('2026-01-01T00:00:00Z')
  const clock = { ...systemClock, now: () => now }
  const ANA = { kind: 'phone', value: '+525550002222' }
  const ANA_LID = { kind: 'lid', value: '123' }

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
  const delivery = async (id: MessageId) => (await store.messages.view(id))?.delivery

  it('gives incidents by the page, oldest first', async () => {
    await store.incidents.add('deaf', 'one')
    now += 1000
    await store.incidents.add('loop', 'two')
    const [first, ...others] = await store.incidents.list({ limit: 10 })
    expect([first, ...others]).toEqual([
      { id: expect.any(String), kind: 'deaf', detail: 'one', at: expect.any(String) },
      { id: expect.any(String), kind: 'loop', detail: 'two', at: new Date(now).toISOString() },
    ])
    expect(await store.incidents.list({ limit: 1 })).toEqual([first])
    expect(await store.incidents.list({ after: first?.id, limit: 1 })).toEqual(others)
    expect(await storeOver(db, newTenantId(), clock).incidents.list({ limit: 10 })).toEqual([])
  })

  it('has tenant_id and deleted_at in every table, and tenant_id first in every index', async () => {
    const tables = (await db.introspection.getTables()).filter(
      (t) => !t.name.startsWith('migrations_'),
    )
    expect(tables.map((table) => table.name).sort()).toEqual(TABLES)
    for (const table of tables) {
      const columns = table.columns.map((column) => column.name)
      expect(columns, table.name).toEqual(expect.arrayContaining(['tenant_id', 'deleted_at']))
    }
    const { rows } = await sql<{ sql: string }>`${
      engine === 'SQLite'
        ? sql`select sql from sqlite_schema where type = 'index' and sql is not null`
        : sql`select indexdef as sql from pg_indexes where schemaname = 'public' and indexname not like '%_pkey'`
    }`.execute(db)
    expect(rows.length).toBeGreaterThan(8)
    for (const row of rows) expect(row.sql).toMatch(/\("?tenant_id"?/)
  })

  it('keeps one chat for a person with several names, and learns them one by one', async () => {
    const first = await store.contacts.chatWith('whatsapp', [ANA])
    const second = await store.contacts.chatWith('whatsapp', [ANA_LID, ANA], {
      name: 'Ana',
      address: '123@lid',
    })
    const third = await store.contacts.chatWith('whatsapp', [ANA_LID])
    expect([second.id, third.id]).toEqual([first.id, first.id])
    expect(third).toMatchObject({ phone: '+525550002222', address: '123@lid' })
    expect(await store.contacts.find('+525550002222')).toBe(first.contactId)
  })

  it('merges two contacts that turn out to be one; messages stay where they are', async () => {
    const byPhone = await store.contacts.chatWith('whatsapp', [ANA])
    const byLid = await store.contacts.chatWith('whatsapp', [ANA_LID])
    await add(byPhone.id)
    const channelMessageId = asChannelMessageId('LATER')
    await add(byLid.id, {
      direction: 'inbound',
      author: 'contact',
      delivery: null,
      channelMessageId,
    })
    const merged = await store.contacts.chatWith('whatsapp', [ANA_LID, ANA])
    expect(merged.id).toBe(byPhone.id)
    const chats = await store.contacts.chatIdsOf(merged.contactId, 'whatsapp')
    expect(chats).toEqual([byPhone.id, byLid.id])
    const list = await store.messages.list({ contactId: merged.contactId, limit: 10 })
    expect(list).toHaveLength(2)
    expect(await store.contacts.find(byLid.contactId)).toBe(byPhone.contactId)
    expect(await store.messages.isKnown(chats, false, channelMessageId)).toBe(true)
  })

  it('takes a message of the network once', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    const message = { channelMessageId: asChannelMessageId('SAME') }
    await add(chat.id, message)
    await expect(add(chat.id, message)).rejects.toThrow('there already')
    await add(chat.id, { ...message, direction: 'inbound', delivery: null })
  })

  it('moves a delivery forward only', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    const id = await add(chat.id, { channelMessageId: asChannelMessageId('READ') })
    const other = await add(chat.id)
    expect(await store.messages.advance({ networkIds: ['READ', 'unknown'] }, 'read')).toEqual([id])
    expect(await store.messages.advance({ ids: [id] }, 'sent')).toEqual([])
    await store.messages.advance({ ids: [other] }, 'failed', 'not_on_whatsapp')
    expect([await delivery(id), (await store.messages.view(other))?.reason]).toEqual([
      'read',
      'not_on_whatsapp',
    ])
  })

  it('keeps the order of each chat in the outbox, a waiting head holds its line', async () => {
    const ana = await store.contacts.chatWith('whatsapp', [ANA])
    const luis = await store.contacts.chatWith('whatsapp', [
      { kind: 'phone', value: '+525550003333' },
    ])
    const a1 = await add(ana.id)
    await add(ana.id)
    const l1 = await add(luis.id)
    expect(await store.outbox.due([], 10)).toEqual([ana.id, luis.id])
    expect(await store.outbox.due([ana.id], 10)).toEqual([luis.id])
    expect((await store.outbox.claim(ana.id))?.id).toBe(a1)
    await store.outbox.putOff(a1, now + 1000, { reason: 'no_ack', left: true })
    expect(await store.outbox.claim(ana.id)).toBeUndefined()
    expect(await store.outbox.due([], 10)).toEqual([luis.id])
    expect(await store.outbox.nextDue()).toBe(now + 1000)
    await store.messages.advance({ ids: [l1] }, 'sent')
    expect(await store.outbox.depth()).toBe(2)
    await store.outbox.hurry()
    expect(await store.outbox.due([], 10)).toEqual([ana.id])
  })

  it('gives chats of lower ranks first, and only those that are asked for', async () => {
    const numbers = ['+525550000001', '+525550000002', '+525550000003']
    const chats: ChatId[] = []
    for (const value of numbers) {
      chats.push((await store.contacts.chatWith('whatsapp', [{ kind: 'phone', value }])).id)
    }
    for (const [index, id] of chats.entries()) {
      await db
        .updateTable('chats')
        .set({ rank: 2 - index })
        .where('id', '=', id)
        .execute()
      await add(id)
      await add(id)
    }
    const [stranger, known, replied] = chats
    expect(await store.outbox.due([], 10)).toEqual([replied, known, stranger])
    expect(await store.outbox.due([], 10, [0])).toEqual([replied])
    expect(await store.outbox.due([replied ?? ''], 10, [0, 2])).toEqual([stranger])
    const held = await store.outbox.claim(asChatId(known ?? ''))
    await store.outbox.putOff(held?.id ?? asMessageId(''), now + 500, { reason: 'x', left: false })
    expect(await store.outbox.nextDue(now, [0, 2])).toBeUndefined()
    expect(await store.outbox.nextDue(now, [1])).toBe(now + 500)
  })

  it('ends all that waits for whoever has opted out, under whatever name', async () => {
    const byPhone = await store.contacts.chatWith('whatsapp', [ANA])
    const byLid = await store.contacts.chatWith('whatsapp', [ANA_LID])
    const [begun, waiting] = [await add(byLid.id), await add(byLid.id)]
    await store.outbox.claim(byLid.id)
    expect(await store.optOuts.add(byLid.contactId)).toBe(true)
    expect(await store.optOuts.add(byLid.contactId)).toBe(false)
    expect(await store.outbox.endAll(byLid.contactId, 'opted_out')).toEqual({
      cancelled: [waiting],
      failed: [begun],
    })
    expect((await store.contacts.chat(byPhone.id))?.optedOut).toBe(false)
    const merged = await store.contacts.chatWith('whatsapp', [ANA_LID, ANA])
    expect(merged).toMatchObject({ id: byPhone.id, optedOut: true })
    expect(await store.optOuts.remove(merged.contactId)).toBe(true)
    expect(await store.optOuts.has(merged.contactId)).toBe(false)
  })

  it('cancels what nobody has begun to send, and nothing else', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    const [one, two, came] = [
      await add(chat.id),
      await add(chat.id),
      await add(chat.id, { direction: 'inbound', author: 'contact', delivery: null }),
    ]
    expect((await store.outbox.claim(chat.id))?.mayHaveLeft).toBe(false)
    const cancelled = await Promise.all([one, two, came].map((id) => store.outbox.cancel(id)))
    expect(cancelled).toEqual([false, true, false])
    expect(await store.messages.advance({ ids: [two] }, 'delivered')).toEqual([])
    // It is known not to have left: it may be taken back after all.
    await store.outbox.putOff(one, now, { reason: 'no_answer', left: false })
    expect(await store.outbox.cancel(one)).toBe(true)
    expect([await delivery(one), await delivery(two)]).toEqual(['cancelled', 'cancelled'])
    expect(await store.outbox.claim(chat.id)).toBeUndefined()
  })

  it('remembers that an earlier try may have got through', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    const id = await add(chat.id)
    await store.outbox.claim(chat.id)
    const again = await store.outbox.claim(chat.id)
    expect([again?.mayHaveLeft, await store.outbox.cancel(id)]).toEqual([true, false])
  })

  it('ends what has waited too long', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    const id = await add(chat.id, { expiresAt: now + 1000 })
    expect([await store.outbox.expire(), await store.outbox.nextExpiry()]).toEqual([[], now + 1000])
    now += 1000
    expect(await store.outbox.expire()).toEqual([id])
    expect(await store.messages.view(id)).toMatchObject({ delivery: 'failed', reason: 'expired' })
  })

  it('remembers a key for 7 days and gives it free again', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    const [one, two] = [await add(chat.id), await add(chat.id)]
    await store.idempotency.remember('k', 'print', one)
    expect(await store.idempotency.find('k')).toEqual({ fingerprint: 'print', messageId: one })
    now += 7 * 24 * 3_600_000
    expect(await store.idempotency.find('k')).toBeUndefined()
    await store.idempotency.remember('k', 'other', two)
    expect(await store.idempotency.find('k')).toEqual({ fingerprint: 'other', messageId: two })
  })

  it('keeps a transaction whole', async () => {
    const failing = store.transaction(async ({ contacts }) => {
      await contacts.chatWith('whatsapp', [ANA])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await store.contacts.find(ANA.value)).toBeUndefined()
  })

  it('shows nothing of another tenant, and nothing that is deleted', async () => {
    const chat = await store.contacts.chatWith('whatsapp', [ANA])
    const id = await add(chat.id)
    const other = storeOver(db, newTenantId(), clock)
    expect(await other.messages.view(id)).toBeUndefined()
    expect(await other.outbox.due([], 10)).toEqual([])
    expect(await other.contacts.find(ANA.value)).toBeUndefined()
    await db.updateTable('messages').set({ deleted_at: 'now' }).execute()
    expect(await store.messages.view(id)).toBeUndefined()
    expect(await store.messages.list({ limit: 10 })).toEqual([])
    expect(await store.outbox.due([], 10)).toEqual([])
  })
})
