import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
const LEO = '5491155550003'
const ADA = '5491155550004'

describe('a person whose LID the network does not tell yet', () => {
  let simulator: Simulator
  let bot: TestBot

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'late lid' })
    simulator.addPhone(SHOP)
    simulator.addPhone(EVA, { name: 'Eva' })
    simulator.addPhone(LEO, { name: 'Leo', addressing: 'pn' })
    simulator.addPhone(ADA, { name: 'Ada' })
    bot = await testBot('la-tienda', simulator.wsUrl)
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
  })
  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })

  async function deliver(to: string, text: string): Promise<void> {
    const { body } = await bot.post('/api/messages', { to: `+${to}`, text })
    await until(
      async () => (await bot.get(`/api/messages/${body.id}`)).body.delivery === 'delivered',
      `${text} is delivered`,
      10_000,
      () => bot.output.slice(-1500),
    )
  }
  const textsAt = (phone: string) => simulator.messagesAt(phone).map(({ text }) => text)
  const inbound = async (phone: string) =>
    await bot.messages(`?contact=${encodeURIComponent(`+${phone}`)}&direction=inbound`)

  it.each([EVA, LEO])('is written to at once, and again, by the first message ever', async (to) => {
    simulator.addFault({ kind: 'late-lid' })
    await deliver(to, 'hello')
    await deliver(to, 'hello again')
    await bot.kill('SIGKILL')
    await bot.start()
    await bot.untilState('open')
    await deliver(to, 'after a restart')
    expect(textsAt(to)).toEqual(['hello', 'hello again', 'after a restart'])
    expect(bot.output).not.toContain('no_session')
    expect(simulator.stats()).toMatchObject({ retries: 0, keyReuses: 0 })
    simulator.clearFaults()
  })

  it('answers, with its LID told now, in the same chat', async () => {
    simulator.addFault({ kind: 'late-lid' })
    await deliver(ADA, 'hello')
    simulator.clearFaults()
    await simulator.sendText(ADA, SHOP, 'who is it?')
    await until(async () => (await inbound(ADA)).length === 1, 'the answer is in')
    expect(await inbound(ADA)).toMatchObject([{ text: 'who is it?' }])
    await deliver(ADA, 'the shop')
    expect(textsAt(ADA)).toEqual(expect.arrayContaining(['hello', 'the shop']))
    expect(simulator.stats()).toMatchObject({ retries: 0, keyReuses: 0 })
  })
})
