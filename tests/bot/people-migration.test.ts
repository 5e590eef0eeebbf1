import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../bot/store/migrations/index.ts'
import type { Tables } from '../../bot/store/schema.ts'
import { storeOver } from '../../bot/store/store.ts'
import { newTenantId } from '../../common/domain/ids.ts'
import type { TenantId } from '../../common/domain/ids.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { migrate } from '../../common/kit/database.ts'
import { engines } from './helpers/engines.ts'

describe.each(Object.entries(engines))('numbers from before the rules, on %s', (engine, open) => {
  const before = Object.fromEntries(Object.entries(BOT_MIGRATIONS).filter(([name]) => name < '006'))
  let db: Kysely<Tables>
  const tenants: TenantId[] = [newTenantId(), newTenantId()]
  const at = '2025-01-01T00:00:00.000Z'

  beforeEach(async () => {
    db = await open()
    await migrate(db, 'bot', before)
  })
  afterEach(async () => {
    if (engine === 'SQLite') await db.destroy()
  })

  const contact = async (id: string, tenantId = tenants[0]) => {
    await sql`insert into contacts (id, tenant_id, created_at, updated_at, name)
      values (${id}, ${tenantId}, ${at}, ${at}, ${`Señor ${id}`})`.execute(db)
    await sql`insert into chats (id, tenant_id, created_at, updated_at, contact_id, channel, address)
      values (${`chat-${id}`}, ${tenantId}, ${at}, ${at}, ${id}, 'whatsapp', ${`address-${id}`})`.execute(
      db,
    )
  }
  let count = 0
  const identity = async (
    contactId: string,
    value: string,
    { tenantId = tenants[0], kind = 'phone' } = {},
  ) => {
    count += 1
    await sql`insert into identities (id, tenant_id, created_at, updated_at, contact_id, channel, kind, value)
      values (${`i${String(count).padStart(3, '0')}`}, ${tenantId}, ${at}, ${at}, ${contactId}, 'whatsapp', ${kind}, ${value})`.execute(
      db,
    )
  }
  const finish = async () => {
    await migrate(db, 'bot', BOT_MIGRATIONS)
    return storeOver(db, tenants[0] as TenantId, systemClock)
  }
  const alive = async () =>
    (
      await db
        .selectFrom('identities')
        .select(['contact_id', 'value'])
        .where('deleted_at', 'is', null)
        .orderBy('value')
        .execute()
    ).map(({ contact_id, value }) => `${contact_id} ${value}`)

  it('become canonical where nobody has the canonical one', async () => {
    await contact('a')
    await contact('b')
    await contact('c')
    await contact('d')
    await identity('a', '+5215512345678')
    await identity('b', '+541123456789')
    await identity('c', '+553187654321')
    await identity('d', '+34612345678')
    await identity('d', '5215512345678', { kind: 'lid' })
    await finish()
    expect(await alive()).toEqual(
      [
        'a +525512345678',
        'd +34612345678',
        'b +5491123456789',
        'c +5531987654321',
        'd 5215512345678',
      ].sort((one, other) => ((one.split(' ')[1] ?? '') < (other.split(' ')[1] ?? '') ? -1 : 1)),
    )
  })

  it('are let go where the same contact has the canonical one', async () => {
    await contact('a')
    await identity('a', '+5215512345678')
    await identity('a', '+525512345678')
    await finish()
    expect(await alive()).toEqual(['a +525512345678'])
  })

  it('make one of two contacts where another has it: the older stays, chats keep their addresses', async () => {
    await contact('a')
    await contact('b')
    await contact('x', tenants[1])
    await identity('b', '+525512345678')
    await identity('b', '777', { kind: 'lid' })
    await identity('a', '+5215512345678')
    await identity('x', '+5215512345678', { tenantId: tenants[1] as TenantId })
    await sql`update chats set silent_until = '2999-01-01T00:00:00.000Z', silent_reason = 'human'
      where id = 'chat-b'`.execute(db)
    const store = await finish()
    expect(await alive()).toEqual(['a +525512345678', 'x +525512345678', 'a 777'])
    expect(await store.contacts.find('b')).toBe('a')
    const chats = await store.contacts.chatIdsOf('a' as never, 'whatsapp')
    expect(chats).toEqual(['chat-a', 'chat-b'])
    expect((await store.contacts.chat('chat-b' as never))?.address).toBe('address-b')
    expect((await store.contacts.chat('chat-a' as never))?.silentUntil).toBeGreaterThan(0)
  })

  it('make one of three contacts, in whatever order their forms were stored', async () => {
    for (const id of ['a', 'b', 'c']) await contact(id)
    await identity('c', '+5215512345678')
    await identity('b', '+525512345678')
    await identity('a', '+52015512345678')
    await identity('c', '+553187654321')
    await identity('a', '+5531987654321')
    const store = await finish()
    expect(await store.contacts.find('c')).toBe('a')
    expect(await store.contacts.find('+525512345678')).toBe('a')
    expect(await store.contacts.find('+5531987654321')).toBe('a')
    expect(await store.contacts.find('b')).toBe('a')
  })

  it('bring names to be searched for, and no unread messages', async () => {
    await contact('a')
    await identity('a', '+525512345678')
    await sql`insert into messages (id, tenant_id, created_at, updated_at, channel, chat_id, from_me,
        channel_message_id, direction, author, type, text, attempts, at)
      values ('msg_1', ${tenants[0]}, ${at}, ${at}, 'whatsapp', 'chat-a', 0, 'N1', 'inbound',
        'contact', 'text', 'hola', 0, ${at})`.execute(db)
    const store = await finish()
    expect(await store.contacts.list({ search: 'senor a', limit: 10 })).toHaveLength(1)
    expect(await store.chats.view('chat-a' as never)).toMatchObject({
      unread: 0,
      lastAt: at,
      lastMessage: { text: 'hola' },
    })
  })
})
