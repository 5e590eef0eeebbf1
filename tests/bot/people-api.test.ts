import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'

const ANA = '+5491123456789'
const LUIS = '+5493515151234'

interface Shown {
  readonly contact: { readonly phone: string }
  readonly lastMessage: { readonly text: string }
  readonly unread: number
}

const lineOf = ({ contact, lastMessage, unread }: Shown) => [
  contact.phone,
  lastMessage.text,
  unread,
]

describe("the bot's API about people, while the network is away", () => {
  let bot: TestBot
  beforeAll(async () => {
    bot = await testBot('la-tienda', 'ws://127.0.0.1:9/ws/chat')
    bot.configure({ timezone: 'America/Argentina/Buenos_Aires' })
    await bot.start()
  })
  afterAll(() => bot[Symbol.asyncDispose]())

  const at = (contact: string) => `/api/contacts/${encodeURIComponent(contact)}`
  const write = async (to: string, text: string) =>
    (await bot.post('/api/messages', { to, text })).body.id
  const list = async (query = '') => (await bot.get(`/api/contacts${query}`)).body.contacts
  const names = async (query = '') =>
    (await list(query)).map(({ name, phone }: Record<string, unknown>) => name ?? phone)

  it('takes numbers as people of the country write them', async () => {
    const ids = [
      await write('011 15-2345-6789', 'one'),
      await write('+54 11 2345 6789', 'two'),
      await write('https://wa.me/5491123456789', 'three'),
    ]
    for (const id of ids) {
      expect((await bot.get(`/api/messages/${id}`)).body.contact.phone).toBe(ANA)
    }
    expect(await list()).toHaveLength(1)
    for (const written of [
      ANA,
      '11 2345-6789',
      '54 9 11 2345 6789',
      '5491123456789@s.whatsapp.net',
    ]) {
      expect((await bot.get(at(written))).body).toMatchObject({ phone: ANA })
      const query = `?contact=${encodeURIComponent(written)}`
      expect(await bot.messages(query)).toHaveLength(3)
    }
  })

  it.each([
    ['/api/messages', { to: '2345-6789', text: 'x' }, 'to', 'The area code is missing.'],
    ['/api/messages', { to: '123456@lid', text: 'x' }, 'to', "WhatsApp's hidden ids"],
    ['/api/send-message', { phone: 'la Ana', message: 'x' }, 'phone', 'letters or signs'],
    ['/api/typing', { to: '911' }, 'to', 'too short'],
    ['/api/pairing', { method: 'code', phone: '1-2-3' }, 'phone', 'too short'],
    ['/api/contacts', { phone: '11 2345-6789 / 11 2345-6780' }, 'phone', 'more than one number'],
    ['/api/contacts', {}, 'phone', ''],
    ['/api/contacts', { phone: ANA, name: ' ' }, 'name', 'empty'],
    ['/api/contacts', { phone: ANA, tags: ['vip', ''] }, 'tags.1', 'empty'],
    ['/api/contacts', { phone: ANA, colour: 'red' }, 'colour', ''],
    [`${at(ANA)}/merge`, {}, 'with', ''],
    [`${at(ANA)}/merge`, { with: 'Luis' }, 'with', 'letters or signs'],
  ])('says in one sentence what is wrong: %s %j', async (path, body, field, sentence) => {
    const before = await list()
    const answer = await bot.post(path, body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(answer.body.errors).toHaveLength(1)
    expect(answer.body.errors[0]).toMatchObject({ field })
    expect(answer.body.errors[0].message).toContain(sentence)
    expect(await list()).toEqual(before)
  })

  it('says what it does not know', async () => {
    const nobody = '01940000-0000-7000-8000-000000000000'
    for (const one of [nobody, '+5491100000000']) {
      const unknown = { status: 404, body: { code: 'unknown_contact' } }
      expect(await bot.get(at(one))).toMatchObject(unknown)
      expect(await bot.patch(at(one), { name: 'x' })).toMatchObject(unknown)
      expect(await bot.delete(at(one))).toMatchObject(unknown)
      expect(await bot.post(`${at(one)}/block`, undefined)).toMatchObject(unknown)
      expect(await bot.post(`${at(ANA)}/merge`, { with: one })).toMatchObject(unknown)
    }
    const odd = await bot.get(at('nonsense'))
    expect(odd).toMatchObject({ status: 400, body: { errors: [{ field: 'contact' }] } })
    const chat = { status: 404, body: { code: 'unknown_chat' } }
    expect(await bot.get(`/api/chats/${nobody}`)).toMatchObject(chat)
    expect(await bot.get(`/api/messages?chat=${nobody}`)).toMatchObject(chat)
    for (const many of ['contacts', 'chats']) {
      const { body } = await bot.get(`/api/${many}?after=nonsense`)
      expect(body.errors[0].field).toBe('after')
    }
  })

  it('writes down, changes and finds contacts, a page at a time', async () => {
    const { body: luis } = await bot.post('/api/contacts', {
      phone: '0351 15-515-1234',
      name: 'Luis Pérez',
      tags: ['vip', 'mayorista', 'vip'],
    })
    expect(luis).toMatchObject({ phone: LUIS, name: 'Luis Pérez', tags: ['mayorista', 'vip'] })
    const again = await bot.post('/api/contacts', { phone: LUIS, note: 'Paga los viernes.' })
    expect(again.body).toMatchObject({ id: luis.id, name: 'Luis Pérez', note: 'Paga los viernes.' })
    const changed = await bot.patch(at(LUIS), { name: null, tags: [] })
    expect(changed.body).toMatchObject({ name: null, tags: [], note: 'Paga los viernes.' })
    await bot.patch(at(luis.id), { name: 'Luís' })
    expect(await names()).toEqual([ANA, 'Luís'])
    expect(await names('?search=luis')).toEqual(['Luís'])
    expect(await names(`?search=${encodeURIComponent('2345-67')}`)).toEqual([ANA])
    expect(await names('?tag=vip')).toEqual([])
    const first = (await bot.get('/api/contacts?limit=1')).body
    expect(first.contacts).toHaveLength(1)
    expect(await names(`?limit=1&after=${first.after}`)).toEqual(['Luís'])
  })

  it('lists chats, the newest first, and each thread with its messages', async () => {
    await write(LUIS, 'hola Luis')
    await write(ANA, 'hola Ana')
    const chats = async (query = '') => (await bot.get(`/api/chats${query}`)).body
    const { chats: all } = await chats()
    expect(all.map(lineOf)).toEqual([
      [ANA, 'hola Ana', 0],
      [LUIS, 'hola Luis', 0],
    ])
    const { chats: one, after } = await chats('?limit=1')
    const { chats: other, after: end } = await chats(`?limit=1&after=${after}`)
    expect([...one, ...other, end]).toEqual([...all, null])
    expect((await chats('?order=oldest')).chats.map(({ id }: { id: string }) => id)).toEqual(
      all
        .map(({ id }: { id: string }) => id)
        .toReversed()
        .toSorted(),
    )
    expect((await bot.get(`/api/chats/${all[1].id}`)).body).toEqual(all[1])
    const thread = await bot.messages(`?chat=${all[1].id}`)
    expect(thread.map(({ text }) => text)).toEqual(['hola Luis'])
  })

  it('blocks, and lets again', async () => {
    const waiting = await write(LUIS, 'waits')
    expect((await bot.post(`${at('351 515 1234')}/block`, undefined)).body.blocked).toBe(true)
    expect((await bot.get(`/api/messages/${waiting}`)).body).toMatchObject({
      delivery: 'cancelled',
      reason: 'contact_blocked',
    })
    const refused = await bot.post('/api/messages', { to: LUIS, text: 'x' })
    expect(refused).toMatchObject({ status: 409, body: { code: 'contact_blocked' } })
    expect(await names('?blocked=true')).toEqual(['Luís'])
    expect((await bot.post(`${at(LUIS)}/unblock`, undefined)).body.blocked).toBe(false)
    expect(await names('?blocked=true')).toEqual([])
  })

  it('merges two contacts into one thread, and each number keeps its own line', async () => {
    const { body: luis } = await bot.get(at(LUIS))
    const { body: merged } = await bot.post(`${at(LUIS)}/merge`, { with: ANA })
    expect(merged.identities.map(({ value }: { value: string }) => value).sort()).toEqual(
      [ANA, LUIS].sort(),
    )
    expect(merged).toMatchObject({ name: 'Luís', note: 'Paga los viernes.' })
    expect((await bot.get(at(luis.id))).body.id).toBe(merged.id)
    const again = await bot.post(`${at(luis.id)}/merge`, { with: LUIS })
    expect(again).toMatchObject({ status: 409, body: { code: 'same_contact' } })
    const { chats } = (await bot.get('/api/chats')).body
    expect(chats).toHaveLength(1)
    const texts = ['one', 'two', 'three', 'hola Luis', 'hola Ana', 'waits']
    for (const query of [`contact=${merged.id}`, `chat=${chats[0].id}`]) {
      expect((await bot.messages(`?${query}`)).map(({ text }) => text)).toEqual(texts)
    }
    await write(LUIS, 'for Luis')
    expect((await bot.messages(`?chat=${chats[0].id}`)).at(-1)?.['text']).toBe('for Luis')
  })

  it('deletes a contact with its thread; the number is free again', async () => {
    const { body: before } = await bot.get(at(ANA))
    const waiting = await write(ANA, 'waits')
    expect((await bot.delete(at(ANA))).status).toBe(204)
    for (const one of [ANA, LUIS, before.id]) expect((await bot.get(at(one))).status).toBe(404)
    expect((await bot.get('/api/chats')).body.chats).toEqual([])
    expect((await bot.get(`/api/messages/${waiting}`)).status).toBe(404)
    const { body } = await bot.post('/api/contacts', { phone: ANA })
    expect(body).toMatchObject({ phone: ANA, name: null, note: null })
    expect(body.id).not.toBe(before.id)
  })
})
