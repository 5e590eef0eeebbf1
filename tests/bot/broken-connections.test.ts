import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'

describe('a linked bot whose connection breaks', () => {
  let simulator: Simulator
  let bot: TestBot

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'broken-connections' })
    simulator.addPhone(SHOP, { name: 'La Tienda' })
  })
  afterAll(() => simulator[Symbol.asyncDispose]())
  beforeEach(async () => {
    bot = await testBot('la-tienda', simulator.wsUrl)
    await bot.start()
  })
  afterEach(() => bot[Symbol.asyncDispose]())

  it('comes back to the same device after its connection breaks in any way', async () => {
    await pairByQr(simulator, bot, SHOP)
    for (const fault of [
      { kind: 'drop' },
      { kind: 'stream-error', code: 503 },
      { kind: 'stream-error', code: 515 },
    ] as const) {
      const since = bot.output.length
      simulator.addFault({ ...fault, phone: SHOP, times: 1 })
      const states = () => bot.output.slice(since)
      await until(() => /"state":"(waiting|connecting)"/.test(states()), `it notices ${fault.kind}`)
      await bot.untilState('open')
    }
    expect((await bot.get('/api/pairing')).body.qr).toBeUndefined()
  })

  it('goes on knocking when its upgrade is refused, whatever the number', async () => {
    await pairByQr(simulator, bot, SHOP)
    const since = simulator.lastEvent
    simulator.addFault({ kind: 'refuse', code: 401, times: 1 })
    simulator.addFault({ kind: 'drop', phone: SHOP, times: 1 })
    await simulator.waitFor(({ type }) => type === 'active', 30_000, since)
    await bot.untilState('open')
    expect(simulator.stats().faults).toEqual([])
  })

  it.each([
    [{ kind: 'failure', code: 403 }, 'banned'],
    [{ kind: 'failure', code: 405 }, 'outdated'],
    [{ kind: 'stream-error', code: 440 }, 'replaced'],
  ] as const)('stops at %j and says what to do', async (fault, state) => {
    await pairByQr(simulator, bot, SHOP)
    simulator.addFault({ ...fault, phone: SHOP, times: 1 })
    await bot.untilState(state)
    const { body } = await bot.get('/api/status')
    expect(body.connection).toMatchObject({ state, action: expect.any(String) })
    expect(body.connection.until).toBeUndefined()
  })
})
