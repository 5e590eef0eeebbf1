import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { FaultInput, Simulator } from '../../simulator/simulator.ts'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
const STORM = '5491155550003'

describe('a network that errs', () => {
  let simulator: Simulator
  let bot: TestBot
  let number = 0

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'faults' })
    simulator.addPhone(SHOP)
    simulator.addPhone(EVA, { name: 'Eva' })
    bot = await testBot('la-tienda', simulator.wsUrl)
    bot.configure({})
    bot.env['LOG_LEVEL'] = 'trace'
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    await simulator.sendText(EVA, SHOP, 'hola')
    await settled(await send('buenas'), 'delivered')
  })
  afterEach(() => simulator.clearFaults())
  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })

  const fault = (spec: Omit<FaultInput, 'phone'>) => simulator.addFault({ ...spec, phone: SHOP })
  const view = async (id: string) => (await bot.get(`/api/messages/${id}`)).body
  const copiesAt = (text: string) =>
    simulator.messagesAt(EVA).filter((message) => message.text === text)

  async function send(text: string): Promise<string> {
    number += 1
    return (await bot.post('/api/messages', { to: `+${EVA}`, text })).body.id
  }
  const settled = async (id: string, delivery: string) =>
    await until(
      async () => (await view(id)).delivery === delivery,
      `it is ${delivery}`,
      30_000,
      () => bot.output.slice(-1500),
    )

  it.each([463, 479])(
    'fails a message that is refused with %s, and never tries again',
    async (code) => {
      fault({ kind: 'nack', code, times: 1 })
      const id = await send(`refused ${code}`)
      await settled(id, 'failed')
      expect((await view(id)).reason).toBe(code === 463 ? 'restricted_463' : 'refused_479')
      const next = await send(`after ${code}`)
      await settled(next, 'delivered')
      expect(copiesAt(`refused ${code}`)).toEqual([])
    },
  )

  it('sends again under the same id what was not confirmed when the connection broke', async () => {
    fault({ kind: 'no-ack', times: 1 })
    const id = await send('no ack')
    await until(() => copiesAt('no ack').length === 1, 'the phone has it')
    expect(await bot.post(`/api/messages/${id}/cancel`, {})).toMatchObject({
      status: 409,
      body: { code: 'not_cancellable' },
    })
    fault({ kind: 'drop', times: 1 })
    await settled(id, 'delivered')
    const [copy, ...others] = copiesAt('no ack')
    expect([copy?.id, others]).toEqual([(await view(id)).channelMessageId, []])
  })

  it('takes a message once that is delivered twice', async () => {
    fault({ kind: 'duplicate', times: 1 })
    await simulator.sendText(EVA, SHOP, 'twice')
    await simulator.sendText(EVA, SHOP, 'a last one')
    const texts = async () => (await bot.messages('?direction=inbound')).map((m) => m['text'])
    await until(async () => (await texts()).includes('a last one'), 'the last one is in')
    expect((await texts()).filter((text) => text === 'twice')).toHaveLength(1)
  })

  it('gets a message that it could not read at first', async () => {
    fault({ kind: 'undecryptable-in', times: 1 })
    await simulator.sendText(EVA, SHOP, 'garbled at first')
    await until(
      async () =>
        (await bot.messages('?direction=inbound')).some((m) => m['text'] === 'garbled at first'),
      'the second copy is in',
    )
  })

  it('shows what it cannot read, asks for it so often and no more, and says so', async () => {
    simulator.addPhone(STORM)
    await simulator.sendText(STORM, SHOP, 'a readable one')
    const thread = async () =>
      await bot.messages(`?contact=${encodeURIComponent(`+${STORM}`)}&direction=inbound`)
    await until(async () => (await thread()).length === 1, 'it is in')
    const asked = () =>
      simulator
        .eventsSince(0)
        .filter((event) => event.type === 'retry' && event.asks === 'companion')
        .filter((event) => event.type === 'retry' && event.phone === `+${STORM}`).length
    simulator.addFault({ kind: 'undecryptable-in', phone: SHOP, times: 1000 })
    for (let n = 0; n < 12; n += 1) await simulator.sendText(STORM, SHOP, `unread ${n}`)
    await until(
      async () => (await thread()).filter(({ type }) => type === 'undecrypted').length === 12,
      'all are shown',
    )
    const warnings = async () => (await bot.get('/api/status')).body.warnings.join()
    await until(async () => (await warnings()).includes('cannot be read'), 'it says so')
    const soFar = asked()
    expect(soFar).toBe(20)
    await simulator.sendText(STORM, SHOP, 'one more')
    await until(async () => (await thread()).length === 14, 'it is shown too')
    expect(asked()).toBe(soFar)
    expect((await thread()).map(({ text }) => text).slice(1)).toEqual(
      [...Array(13)].map(() => null),
    )
    // Other chats go on as before.
    simulator.clearFaults()
    await simulator.sendText(EVA, SHOP, 'all is well here')
    await until(
      async () =>
        (await bot.messages('?direction=inbound')).some((m) => m['text'] === 'all is well here'),
      'another chat is read',
    )
  })

  it('sends again what a phone could not read', async () => {
    fault({ kind: 'undecryptable-out', times: 1 })
    const id = await send('unreadable at first')
    await settled(id, 'delivered')
    expect(copiesAt('unreadable at first')).toHaveLength(1)
  })

  it('stores what a human types on the linked phone as outbound', async () => {
    await simulator.sendText(SHOP, EVA, 'lo escribo yo')
    await until(
      async () =>
        (await bot.messages('?direction=outbound')).some((m) => m['text'] === 'lo escribo yo'),
      'it is there',
    )
  })

  it('prints neither keys nor texts, even at its most talkative', async () => {
    expect(bot.output).toContain('"from":"baileys"')
    expect(bot.output).not.toMatch(/privKey|chainKey|rootKey|<Buffer|garbled|unreadable|5550002/)
  })
})
