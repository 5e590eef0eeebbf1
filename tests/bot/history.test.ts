import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { testBot, WELCOME } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
const NEW = '5491155550003'

describe('what was written before the bot was linked', () => {
  let simulator: Simulator
  let bot: TestBot

  beforeEach(async () => {
    simulator = await openSimulator({ seed: 'history' })
    for (const phone of [SHOP, EVA]) simulator.addPhone(phone, { name: phone })
    bot = await testBot('la-tienda', simulator.wsUrl)
  })
  afterEach(async () => {
    await bot?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })

  const configure = (history: object) =>
    bot.configure({ prompts: { welcome_message: WELCOME }, bursts: { seconds: 0 }, history })

  interface Shown {
    readonly channelMessageId: string
    readonly direction: string
    readonly at: string
    readonly past?: true
  }
  async function stored(): Promise<Shown[]> {
    const all = []
    for (let after = ''; ;) {
      const { body } = await bot.get(`/api/messages?limit=500${after && `&after=${after}`}`)
      all.push(...body.messages)
      if (!body.after) return all
      after = body.after
    }
  }

  const read = (parts: number) => async () =>
    bot.output.split('a part of the history has been read').length > parts

  it('is taken in as far as it is wanted, and answered by nobody', async () => {
    simulator.givePast(SHOP, { messages: 1200, chats: 20, days: 100 })
    configure({ days: 50 })
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    await until(read(4), 'all four parts are read')
    const messages = await stored()
    expect(messages).toHaveLength(600)
    expect(new Set(messages.map(({ direction }) => direction))).toEqual(
      new Set(['inbound', 'outbound']),
    )
    expect(messages.map(({ at }) => at)).toEqual(messages.map(({ at }) => at).sort())
    expect(messages.every(({ past }) => past)).toBe(true)
    simulator.addPhone(NEW)
    await simulator.sendText(EVA, SHOP, 'hola otra vez')
    await simulator.sendText(NEW, SHOP, 'hola')
    await until(async () => simulator.messagesAt(NEW).length === 1, 'a stranger is welcomed')
    expect(simulator.messagesAt(EVA)).toEqual([])
    expect((await bot.get('/api/chats')).body.chats).toHaveLength(21)
  })

  it('is no stranger to whoever writes while it is being read, and blocks nobody', async () => {
    simulator.givePast(SHOP, { messages: 1500, chats: 10, days: 40 })
    configure({ days: 365 })
    // The newest of each chat can be had at the second try only.
    simulator.addFault({ kind: 'media-cut' })
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    simulator.addPhone(NEW)
    await simulator.sendText(EVA, SHOP, '¿siguen ahí?')
    await simulator.sendText(NEW, SHOP, 'hola')
    const live = async () => (await stored()).filter(({ past }) => past === undefined)
    await until(async () => (await live()).length >= 2, 'what is live is stored')
    const progress = async () => (await bot.get('/api/status')).body.history
    await until(async () => (await progress())?.state === 'done', 'it is read', 20_000)
    expect(await progress()).toEqual({
      state: 'done',
      parts: { waiting: 0, done: 3, failed: 0 },
      messages: 1500,
    })
    await until(async () => simulator.messagesAt(NEW).length === 1, 'a stranger is welcomed')
    expect(simulator.messagesAt(EVA)).toEqual([])
  })

  it('goes on without a part that has vanished', async () => {
    simulator.givePast(SHOP, { messages: 1500, chats: 10, days: 40 })
    configure({ days: 365 })
    simulator.addFault({ kind: 'media-gone' })
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    const progress = async () => (await bot.get('/api/status')).body.history
    await until(async () => (await progress())?.parts.done === 2, 'the others are read')
    expect(await progress()).toMatchObject({ state: 'done', parts: { failed: 1 } })
    expect(bot.output).toContain('a part of the history cannot be read')
    expect((await stored()).length).toBeGreaterThan(1000)
  })

  it('is complete and there once, however often the bot is killed meanwhile', async () => {
    simulator.givePast(SHOP, { messages: 3000, chats: 30, days: 60 })
    configure({ days: 365 })
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    for (const ms of [30, 150, 300, 80]) {
      await new Promise((resolve) => setTimeout(resolve, ms))
      await bot.kill('SIGKILL')
      await bot.start()
      await bot.untilState('open')
    }
    await until(async () => (await stored()).length === 3000, 'all of it is there', 40_000)
    await simulator.sendText(EVA, SHOP, 'y ahora')
    await until(async () => (await stored()).length === 3001, 'what is new comes on top')
    const ids = (await stored()).map(({ channelMessageId }) => channelMessageId)
    expect(new Set(ids).size).toBe(3001)
    expect(simulator.messagesAt(EVA)).toEqual([])
  }, 80_000)

  it('is not taken in by a business that wants none, or only a little', async () => {
    simulator.givePast(SHOP, { messages: 500, chats: 5, days: 10 })
    configure({ days: 30, megabytes: 0.02 })
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    await until(read(3), 'all three parts are dealt with')
    const { length } = await stored()
    expect(length).toBeGreaterThan(50)
    expect(length).toBeLessThan(250)
  })
})
