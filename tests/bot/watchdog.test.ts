import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
const OTHER_SHOP = '5491155550003'

/** A second stands for the minute that is usual. */
const QUIET = { watchdog: { quiet_seconds: 1 } }

describe('a connection that is open and delivers nothing', () => {
  let simulator: Simulator
  let bot: TestBot
  let other: TestBot

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'watchdog' })
    for (const phone of [SHOP, EVA, OTHER_SHOP]) simulator.addPhone(phone)
    bot = await testBot('la-tienda', simulator.wsUrl)
    other = await testBot('la-otra', simulator.wsUrl)
    for (const [one, phone] of [
      [bot, SHOP],
      [other, OTHER_SHOP],
    ] as const) {
      one.configure(QUIET)
      await one.start()
      await pairByQr(simulator, one, phone)
    }
  })
  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]()
    await other?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })

  const calls = () => simulator.eventsSince(0).filter(({ type }) => type === 'peer-message').length
  const warnings = async (one: TestBot): Promise<string> =>
    (await one.get('/api/status')).body.warnings.join('\n')
  const texts = async () => (await bot.messages('?direction=inbound')).map((m) => m['text'])

  it('is told from one that has nothing to deliver', async () => {
    await until(() => calls() >= 4, 'both phones were called twice')
    for (const one of [bot, other]) {
      expect(await warnings(one)).toBe('')
      expect((await one.get('/api/status')).body.connection.state).toBe('open')
    }
  })

  it('ends its process, and no other, so that it starts again; what was held back arrives', async () => {
    const [pid, otherPid] = [bot.pid, other.pid]
    await simulator.sendText(EVA, SHOP, 'before')
    await until(async () => (await texts()).includes('before'), 'it hears')
    simulator.addFault({ kind: 'deaf', phone: SHOP })
    await simulator.sendText(EVA, SHOP, 'unheard')
    expect(await bot.untilEnded()).toBe(75)
    await bot.start()
    await until(async () => (await texts()).includes('unheard'), 'it arrives after all')
    expect(await warnings(bot)).toContain('nothing arrived any more: 1')
    expect([bot.pid === pid, other.pid]).toEqual([false, otherPid])
    expect((await other.get('/api/status')).body.warnings).toEqual([])
  })

  it('is not started again in a loop', async () => {
    simulator.addFault({ kind: 'deaf', phone: SHOP })
    await until(
      async () => (await warnings(bot)).includes('the linked phone does not answer'),
      'it has found out',
    )
    const { pid } = bot
    await new Promise((resolve) => setTimeout(resolve, 2000))
    expect([(await bot.get('/api/status')).body.pid, bot.pid]).toEqual([pid, pid])
    expect(await warnings(bot)).toContain('nothing arrived any more: 1')
    simulator.clearFaults()
    await until(async () => !(await warnings(bot)).includes('does not answer'), 'it hears again')
  })
})
