import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'
const ANA = '5491155550002'
const WAITED = 60
const LIVE = 20

let simulator: Simulator
let bot: TestBot

beforeAll(async () => {
  simulator = await openSimulator({ seed: 'backlog' })
  simulator.addPhone(SHOP)
  simulator.addPhone(ANA)
  bot = await testBot('la-tienda', simulator.wsUrl)
  await bot.start()
  await pairByQr(simulator, bot, SHOP)
})
afterAll(async () => {
  await bot?.[Symbol.asyncDispose]()
  await simulator?.[Symbol.asyncDispose]()
})

it('a message that comes while older ones are still being delivered does not overtake them', async () => {
  await bot.kill('SIGKILL')
  const written: string[] = []
  const write = async (): Promise<void> => {
    const text = `number ${written.length}`
    written.push(text)
    await simulator.sendText(ANA, SHOP, text)
  }
  for (let count = 0; count < WAITED; count += 1) await write()
  const active = simulator.waitFor((event) => event.type === 'active', 20_000)
  await bot.start()
  await active
  for (let count = 0; count < LIVE; count += 1) await write()
  const stored = async () => await bot.messages('?direction=inbound&limit=500')
  await until(async () => (await stored()).length >= written.length, 'everything is in', 30_000)
  expect((await stored()).map((message) => message['text'])).toEqual(written)
})
