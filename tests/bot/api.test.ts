import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { until } from './helpers/until.ts'

describe("the bot's API while the network is away", () => {
  let bot: TestBot
  beforeAll(async () => {
    bot = await testBot('la-tienda', 'ws://127.0.0.1:9/ws/chat')
    await bot.start()
  })
  afterAll(() => bot[Symbol.asyncDispose]())

  const ANA = '+525550002222'

  it('wants the token of its tenant', async () => {
    for (const token of ['', 'bot_wrong', `${bot.token}x`]) {
      expect(await bot.get('/api/status', token)).toMatchObject({
        status: 401,
        body: { code: 'unauthorized' },
      })
    }
    const unknown = await bot.get('/api/nothing', 'bot_wrong')
    expect(unknown.status).toBe(401)
    expect((await bot.get('/api/nothing')).body.code).toBe('not_found')
  })

  it('takes a message at once and keeps it for later', async () => {
    const begun = performance.now()
    const { status, body } = await bot.post('/api/messages', { to: ANA, text: 'hola' })
    expect(performance.now() - begun).toBeLessThan(500)
    expect([status, body]).toEqual([
      202,
      { id: expect.stringMatching(/^msg_/), delivery: 'queued' },
    ])
    expect((await bot.get(`/api/messages/${body.id}`)).body).toMatchObject({
      id: body.id,
      direction: 'outbound',
      type: 'text',
      text: 'hola',
      delivery: 'queued',
      contact: { phone: ANA, name: null },
    })
    expect((await bot.get('/api/status')).body.outbox).toBeGreaterThan(0)
  })

  it('gives the same answer for the same key, and refuses the key for another message', async () => {
    const key = { 'idempotency-key': 'pedido-7' }
    const first = await bot.post('/api/messages', { to: ANA, text: 'una vez' }, key)
    const again = await bot.post(
      '/api/messages',
      { to: '525550002222', type: 'text', text: { body: 'una vez' } },
      key,
    )
    const simply = await bot.post('/api/send-message', { phone: ANA, message: 'una vez' }, key)
    expect([again, simply]).toEqual([first, first])
    expect(await bot.post('/api/messages', { to: ANA, text: 'otra' }, key)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    })
    const all = await bot.messages()
    expect(all.filter((message) => message['text'] === 'una vez')).toHaveLength(1)
  })

  it('stays right when the same key comes many times at once', async () => {
    const key = { 'idempotency-key': 'a-la-vez' }
    const body = { to: ANA, text: 'a la vez' }
    const answers = await Promise.all([...Array(8)].map(() => bot.post('/api/messages', body, key)))
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1)
  })

  it.each([
    ['/api/messages', '{"to": ', 'body'],
    ['/api/messages', { to: 'mañana', text: 'x' }, 'to'],
    ['/api/messages', { text: 'x' }, 'to'],
    ['/api/messages', { to: ANA, text: '' }, 'text'],
    ['/api/messages', { to: ANA, text: '   ' }, 'text'],
    ['/api/messages', { to: ANA, text: 'x'.repeat(4097) }, 'text'],
    ['/api/messages', { to: ANA, text: 'x', colour: 'red' }, 'colour'],
    ['/api/messages', { to: ANA, text: 'x', ttl: 0 }, 'ttl'],
    ['/api/messages', { to: ANA, text: 'x', ttl: 604_801 }, 'ttl'],
    ['/api/messages', { to: ANA, text: 'x', ttl: 1.5 }, 'ttl'],
    ['/api/send-message', { phone: ANA }, 'message'],
    ['/api/send-message', { phone: '12', message: 'x' }, 'phone'],
    ['/api/pairing', { method: 'code', phone: 'x' }, 'phone'],
  ])('%s names the field that is wrong in %j', async (path, body, field) => {
    const before = (await bot.messages()).length
    const answer = await bot.post(path, body)
    expect(answer.status).toBe(400)
    expect(answer.body.code).toBe('invalid_request')
    expect(
      answer.body.errors.map((error: { field: string }) => error.field.split('.')[0]),
    ).toContain(field)
    expect(await bot.messages()).toHaveLength(before)
  })

  it('answers and reacts to messages of the same chat only', async () => {
    const { body: known } = await bot.post('/api/messages', { to: ANA, text: 'about what?' })
    const reaction = (to: string) => ({
      to,
      type: 'reaction',
      reaction: { message_id: known.id, emoji: '👍' },
    })
    expect((await bot.post('/api/messages', reaction(ANA))).status).toBe(202)
    for (const wrong of [
      reaction('+525550003333'),
      { to: ANA, text: 'x', context: { message_id: 'msg_0' } },
    ]) {
      expect(await bot.post('/api/messages', wrong)).toMatchObject({
        status: 404,
        body: { code: 'unknown_message' },
      })
    }
  })

  it('sends no file that it does not have, and none from a private address', async () => {
    const image = (source: object) => ({ to: ANA, type: 'image', image: source })
    expect(await bot.post('/api/messages', image({ id: 'med_0' }))).toMatchObject({
      status: 404,
      body: { code: 'unknown_media' },
    })
    const inward = image({ link: 'http://127.0.0.1:1/a.jpg' })
    const { body } = await bot.post('/api/messages', inward)
    await until(
      async () => (await bot.get(`/api/messages/${body.id}`)).body.image.state === 'failed',
      'the file will not come',
    )
    expect((await bot.get(`/api/messages/${body.id}`)).body.image.detail).toContain('private')
  })

  it('tells the same key with another content from the same', async () => {
    const key = { 'idempotency-key': 'un-lugar' }
    const place = (latitude: number) => ({
      to: ANA,
      type: 'location',
      location: { latitude, longitude: 1 },
    })
    const first = await bot.post('/api/messages', place(1), key)
    expect(await bot.post('/api/messages', place(1), key)).toEqual(first)
    expect((await bot.post('/api/messages', place(2), key)).body.code).toBe('idempotency_conflict')
  })

  it('gives a message up when its time has run out, whatever waits beside it', async () => {
    await bot.post('/api/messages', { to: ANA, text: 'a patient one', ttl: 604_800 })
    const { body } = await bot.post('/api/messages', { to: ANA, text: 'a hasty one', ttl: 1 })
    const view = async () => (await bot.get(`/api/messages/${body.id}`)).body
    await until(async () => (await view()).delivery === 'failed', 'it has failed', 3000)
    expect((await view()).reason).toBe('expired')
  })

  it('takes a message back that has not left, and says so as often as it is asked', async () => {
    const { body } = await bot.post('/api/messages', { to: ANA, text: 'better not' })
    for (let n = 0; n < 2; n += 1) {
      expect(await bot.post(`/api/messages/${body.id}/cancel`, {})).toMatchObject({
        status: 200,
        body: { id: body.id, delivery: 'cancelled' },
      })
    }
    expect((await bot.post('/api/messages/msg_0/cancel', {})).body.code).toBe('unknown_message')
  })

  it('pages through messages by a cursor', async () => {
    for (let n = 0; n < 3; n += 1) await bot.post('/api/messages', { to: ANA, text: `n${n}` })
    const all = (await bot.messages()).map((message) => message['id'])
    const paged: unknown[] = []
    let after: string | null = ''
    while (after !== null) {
      const page: string = after === '' ? '' : `&after=${after}`
      const { body } = await bot.get(`/api/messages?limit=2${page}`)
      paged.push(...body.messages.map((message: { id: string }) => message.id))
      after = body.after
    }
    expect(paged).toEqual(all)
    expect(await bot.messages('?contact=%2B525559999999')).toEqual([])
    expect((await bot.get('/api/messages?after=nonsense')).body.errors[0].field).toBe('after')
    expect((await bot.get('/api/messages?limit=0')).body.errors[0].field).toBe('limit')
  })

  it('does not know what is not there', async () => {
    const { status, body } = await bot.get('/api/messages/msg_0')
    expect([status, body.code]).toEqual([404, 'unknown_message'])
    expect((await bot.post('/api/logout', {})).body.code).toBe('not_linked')
  })

  it('says when pairing is not possible just now', async () => {
    expect((await bot.get('/api/pairing')).body.qr).toBeUndefined()
  })
})
