import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { WELCOME, testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5215550001111'
const ANA = '5215550002222'
const LUIS = '5215550003333'
const MARTA = '5215550004444'

describe('a paired bot', () => {
  let simulator: Simulator
  let bot: TestBot

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'conversation' })
    simulator.addPhone(SHOP, { name: 'Mundo Apple' })
    simulator.addPhone(ANA, { name: 'Ana' })
    simulator.addPhone(LUIS, { name: 'Luis', addressing: 'pn' })
    bot = await testBot('mundo-apple', simulator.wsUrl)
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
  })

  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })

  it('knows its number', async () => {
    const { body } = await bot.get('/api/status')
    expect(body.phone).toBe('+525550001111')
    expect(body.connection.sentence).not.toBe('')
  })

  it('stores what a customer writes and welcomes once', async () => {
    await simulator.sendText(ANA, SHOP, 'hola')
    await until(async () => simulator.messagesAt(ANA).length === 1, 'Ana has the welcome')
    await simulator.sendText(ANA, SHOP, '¿hay fundas?')
    await until(async () => (await bot.messages('?direction=inbound')).length === 2, 'both are in')
    await until(async () => (await bot.get('/api/status')).body.outbox === 0, 'the outbox is empty')
    expect(simulator.messagesAt(ANA)).toHaveLength(1)
    const messages = await bot.messages()
    expect(messages.map(({ direction, type, text }) => [direction, type, text])).toEqual([
      ['inbound', 'text', 'hola'],
      ['outbound', 'text', WELCOME],
      ['inbound', 'text', '¿hay fundas?'],
    ])
    expect(messages[0]?.['contact']).toMatchObject({ name: 'Ana', phone: '+525550002222' })
  })

  it('sends what the API gives it and follows it to the reader', async () => {
    const sent = await bot.post('/api/messages', { to: '+525550003333', text: 'su pedido llegó' })
    expect(sent).toMatchObject({ status: 202, body: { delivery: 'queued' } })
    const { id } = sent.body
    const delivery = async () => (await bot.get(`/api/messages/${id}`)).body.delivery
    await until(async () => (await delivery()) === 'delivered', 'it is delivered')
    const [arrived] = simulator.messagesAt(LUIS)
    expect(arrived).toMatchObject({ text: 'su pedido llegó', copies: 1 })
    expect((await bot.get(`/api/messages/${id}`)).body.channelMessageId).toBe(arrived?.id)
    simulator.markRead(LUIS, [arrived?.id ?? ''])
    await until(async () => (await delivery()) === 'read', 'it is read')
  })

  it('keeps an answer in the thread of the number it was sent to', async () => {
    await simulator.sendText(LUIS, SHOP, 'gracias')
    await until(
      async () => (await bot.messages('?contact=%2B525550003333&direction=inbound')).length === 1,
      'the answer is in the thread',
    )
    const thread = await bot.messages('?contact=%2B525550003333')
    expect(new Set(thread.map((message) => (message['contact'] as { id: string }).id)).size).toBe(1)
  })

  it('fails a message to a number that is not on WhatsApp', async () => {
    const { body } = await bot.post('/api/send-message', {
      phone: '+525550009999',
      message: 'hola',
    })
    await until(
      async () => (await bot.get(`/api/messages/${body.id}`)).body.delivery === 'failed',
      'it has failed',
    )
    expect((await bot.get(`/api/messages/${body.id}`)).body.reason).toBe('not_on_whatsapp')
  })

  it("takes what is typed into the phone's chat with itself for a command", async () => {
    await simulator.sendText(SHOP, SHOP, 'ventas de hoy')
    const commands = () => bot.messages('?contact=%2B525550001111')
    await until(async () => (await commands()).length === 1, 'it is in')
    expect((await commands())[0]).toMatchObject({ direction: 'inbound', text: 'ventas de hoy' })
    const { body } = await bot.post('/api/messages', { to: `+${SHOP}`, text: 'vendiste 3' })
    await until(
      async () => (await bot.get(`/api/messages/${body.id}`)).body.delivery !== 'queued',
      'it is sent',
    )
    await until(
      () => simulator.messagesAt(SHOP, 'all').some(({ text }) => text === 'vendiste 3'),
      'the phone has it',
    )
  })

  it('lets a human who answers on the phone have the chat', async () => {
    simulator.addPhone(MARTA, { name: 'Marta' })
    await simulator.sendText(SHOP, MARTA, 'hola Marta, te escribo yo')
    await simulator.sendText(MARTA, SHOP, 'hola, ¿quién es?')
    await until(
      async () => (await bot.messages('?contact=%2B525550004444')).length === 2,
      'both are in',
    )
    // Longer than a burst: the bot would have welcomed her by now.
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(simulator.messagesAt(MARTA).map(({ text }) => text)).toEqual([
      'hola Marta, te escribo yo',
    ])
  })

  it('goes on under the same device after kill -9, without a QR', async () => {
    await bot.kill('SIGKILL')
    await simulator.sendText(ANA, SHOP, 'mientras no estabas')
    const { body: before } = await bot.start().then(() => bot.get('/api/pairing'))
    expect(before.qr).toBeUndefined()
    await bot.untilState('open')
    await until(
      async () =>
        (await bot.messages('?direction=inbound')).some((m) => m['text'] === 'mientras no estabas'),
      'what came meanwhile is in',
    )
    const { body } = await bot.post('/api/messages', { to: '+525550002222', text: 'ya volví' })
    await until(
      async () => (await bot.get(`/api/messages/${body.id}`)).body.delivery === 'delivered',
      'it is delivered',
    )
    expect(simulator.messagesAt(ANA).map(({ text, copies }) => [text, copies])).toEqual([
      [WELCOME, 1],
      ['ya volví', 1],
    ])
  })

  it('stops cleanly within 5 seconds', async () => {
    const begun = Date.now()
    expect(await bot.kill('SIGINT')).toBe(0)
    expect(Date.now() - begun).toBeLessThan(5000)
  })

  it('never prints a text, a number or a key', () => {
    for (const secret of ['su pedido', 'mientras', WELCOME, '5550002222', 'privKey', bot.token]) {
      expect(bot.output).not.toContain(secret)
    }
  })
})
