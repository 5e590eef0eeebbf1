import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../bot/store/migrations/index.ts'
import type { PastMessage } from '../../bot/store/past-messages.ts'
import { asChannelMessageId } from '../../common/domain/ids.ts'
import { migrate } from '../../common/kit/database.ts'
import { engines } from './helpers/engines.ts'
import { ANA, LUIS, MINUTE, WebhookLab } from './helpers/webhook-lab.ts'

describe.each(Object.entries(engines))('the past in the store, on %s', (engine, open) => {
  let lab: WebhookLab
  beforeEach(async () => {
    lab = await WebhookLab.open(open)
  })
  afterEach(async () => {
    // PGlite itself is kept for the next test.
    if (engine === 'SQLite') await lab.db.destroy()
  })

  const message = (id: string, change: Partial<PastMessage> = {}): PastMessage => ({
    channelMessageId: asChannelMessageId(id),
    type: 'text',
    text: id,
    content: undefined,
    contact: [ANA],
    name: undefined,
    address: 'there',
    fromMe: false,
    delivery: null,
    at: lab.now - 60 * MINUTE,
    place: 9 - Number(id),
    ...change,
  })
  const add = (...messages: PastMessage[]) => lab.store.history.add('whatsapp', messages)
  const contacts = () => lab.store.contacts.list({ limit: 9 })

  it('is known as such, and webhooks hear nothing of it, not even later', async () => {
    await lab.endpoint(['message.*', 'contact.*'])
    const sent = message('2', { fromMe: true, delivery: 'sent' })
    expect(await add(message('1'), sent)).toBe(2)
    await lab.store.history.learn('whatsapp', [ANA, { kind: 'lid', value: '7' }])
    await lab.store.messages.advance({ networkIds: ['2'] }, 'read')
    expect(await lab.types()).toEqual([])
    const stored = await lab.store.messages.list({ limit: 9 })
    expect(stored.map(({ past, delivery }) => [past, delivery])).toEqual([
      [true, null],
      [true, 'read'],
    ])
    expect(await lab.store.turns.due([], 9)).toEqual([])
    expect((await lab.store.chats.list({ order: 'newest', limit: 9 }))[0]).toMatchObject({
      unread: 0,
    })
    const chat = await lab.chatOf(ANA)
    const live = await lab.came(chat)
    expect((await lab.store.messages.view(live))?.past).toBeUndefined()
    expect(await lab.types()).toEqual(['message.received'])
  })

  it('was read long ago: a contact is told of what came since', async () => {
    await add(message('1'), message('2'))
    const chat = (await lab.store.contacts.chatWith('whatsapp', [ANA])).id
    const live = await lab.came(chat)
    await lab.store.reads.wantAll(chat)
    await lab.store.chats.markRead(chat)
    const { channelMessageId } = (await lab.store.messages.get(live)) ?? {}
    expect(await lab.store.reads.wanted()).toMatchObject([
      { messages: [{ id: channelMessageId }], upTo: live },
    ])
    await lab.store.reads.told(chat, live)
    await lab.store.reads.wantAll(chat)
    expect(await lab.store.reads.wanted()).toEqual([])
  })

  it('tells of contacts that it makes one, and of nothing else', async () => {
    const known = await lab.chatOf(LUIS)
    await add(message('1', { contact: [{ kind: 'lid', value: '8' }] }))
    await lab.endpoint(['contact.*'])
    await lab.store.history.learn('whatsapp', [LUIS, { kind: 'lid', value: '8' }])
    const [told] = await Promise.all((await lab.list()).map((one) => lab.inspect(one)))
    expect(told?.payload.data).toMatchObject({
      contact: { id: (await lab.store.contacts.chat(known))?.contactId },
      merged: [expect.any(String)],
    })
  })

  it('gives names to those who have none, whenever they turn up', async () => {
    const name = (who: typeof ANA, called: string) =>
      lab.store.history.name('whatsapp', who, called)
    await add(message('1'))
    await name(ANA, 'Ana')
    await name(LUIS, 'Luis')
    await name(LUIS, 'Luís')
    expect((await contacts()).map(({ pushName }) => pushName)).toEqual(['Ana'])
    await add(message('2', { contact: [LUIS] }))
    await name(LUIS, 'Another')
    expect((await contacts()).map(({ pushName }) => pushName)).toEqual(['Ana', 'Luís'])
    expect(await lab.store.contacts.list({ search: 'luis', limit: 9 })).toHaveLength(1)
    const hidden = { kind: 'lid', value: '9' }
    const carla = { kind: 'phone', value: '+525550004444' }
    await name(carla, 'Carla')
    await add(message('3', { contact: [hidden] }))
    await lab.store.history.learn('whatsapp', [hidden, carla])
    expect((await contacts()).map(({ pushName }) => pushName)).toEqual(['Ana', 'Luís', 'Carla'])
  })

  it('does not wait with names for ever', async () => {
    await lab.store.history.name('whatsapp', LUIS, 'Luis')
    await lab.store.history.forgetNames(lab.now + 1)
    await add(message('2', { contact: [LUIS] }))
    expect((await contacts()).map(({ pushName }) => pushName)).toEqual([null])
  })

  it('forgets the key of a part that is settled', async () => {
    for (const name of ['a', 'b']) {
      await lab.store.history.announce('whatsapp', { name, source: `key of ${name}` })
    }
    const part = await lab.store.history.due()
    await lab.store.history.settle(part?.id ?? '', 'failed', 'gone')
    const rows = await lab.db
      .selectFrom('history_parts')
      .select(['name', 'source'])
      .orderBy('name')
      .execute()
    expect(rows).toEqual([
      { name: 'a', source: '' },
      { name: 'b', source: 'key of b' },
    ])
    // Announced once more, it is still the same part.
    await lab.store.history.announce('whatsapp', { name: 'a', source: 'key of a' })
    expect((await lab.store.history.due())?.name).toBe('b')
  })
})

describe.each(Object.entries(engines))('a database from before the past, on %s', (engine, open) => {
  it('keeps what it has, and takes a past in', async () => {
    const db = await open()
    const before = Object.entries(BOT_MIGRATIONS).filter(([name]) => name < '009')
    await migrate(db, 'bot', Object.fromEntries(before))
    const at = '2025-01-01T00:00:00.000Z'
    await sql`insert into contacts (id, tenant_id, created_at, updated_at, name)
      values ('c', 't', ${at}, ${at}, 'Ana')`.execute(db)
    await sql`insert into chats
      (id, tenant_id, created_at, updated_at, contact_id, channel, event_sequence, rank)
      values ('h', 't', ${at}, ${at}, 'c', 'whatsapp', 0, 2)`.execute(db)
    await sql`insert into messages (id, tenant_id, created_at, updated_at, channel, chat_id, from_me,
        channel_message_id, direction, author, type, attempts, at)
      values ('msg_1', 't', ${at}, ${at}, 'whatsapp', 'h', 0, 'X', 'inbound', 'contact', 'text', 0, ${at})`.execute(
      db,
    )
    await migrate(db, 'bot', BOT_MIGRATIONS)
    const rows = await db
      .selectFrom('messages')
      .select(['id', 'past', 'channel_message_id'])
      .execute()
    expect(rows).toEqual([{ id: 'msg_1', past: 0, channel_message_id: 'X' }])
    expect(await db.selectFrom('history_parts').selectAll().execute()).toEqual([])
    if (engine === 'SQLite') await db.destroy()
  })
})
