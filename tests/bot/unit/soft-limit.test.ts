import { describe, expect, it } from 'vitest'
import { incidentWarnings } from '../../../bot/incident-warnings.ts'
import { SoftLimit, mayStartAgainFor, tooMuch } from '../../../bot/soft-limit.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

const MIB = 1024 * 1024
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LIMITS = { own: 192 * MIB, heap: 120 * MIB }

/** A bot whose memory is what it is told to be. */
class Leaky {
  readonly clock = new ManualClock()
  own = 50
  heap = 20
  /** What a collection leaves. */
  afterCollecting: number | undefined
  collected = 0
  readonly left: string[] = []
  readonly told: [string, boolean][] = []
  readonly stored: { kind: string; at: number }[] = []
  readonly limit = new SoftLimit({
    limits: LIMITS,
    read: () => ({ own: this.own * MIB, heap: this.heap * MIB }),
    collect: () => {
      this.collected += 1
      this.own = this.afterCollecting ?? this.own
    },
    clock: this.clock,
    incidents: {
      add: async (kind) => void this.stored.push({ kind, at: this.clock.now() }),
      since: async (kind, at) =>
        this.stored.filter((one) => one.kind === kind && one.at >= at).map((one) => one.at),
    },
    events: { memoryPast: (why, startsAgain) => void this.told.push([why, startsAgain]) },
    leave: (why) => void this.left.push(why),
    failed: (error) => {
      throw error
    },
  })

  async seconds(count: number): Promise<void> {
    for (let passed = 0; passed < count; passed += 1) {
      this.limit.look()
      await new Promise((resolve) => setImmediate(resolve))
      this.clock.advance(1000)
    }
  }
}

describe('a bot that takes more than its soft limit', () => {
  it('leaves in order after some seconds, with an incident that is stored before', async () => {
    const bot = new Leaky()
    await bot.seconds(60)
    expect([bot.collected, bot.left]).toEqual([0, []])
    bot.own = 200
    await bot.seconds(2)
    expect([bot.collected, bot.left]).toEqual([1, []])
    await bot.seconds(10)
    const why = 'it takes 200 MiB, and its soft limit is 192'
    expect([bot.left, bot.told, bot.stored.length]).toEqual([[why], [[why, true]], 1])
  })

  it('stays when collecting garbage helps', async () => {
    const bot = new Leaky()
    bot.own = 200
    bot.afterCollecting = 60
    await bot.seconds(10)
    expect([bot.collected, bot.left, bot.stored, bot.limit.warnings()]).toEqual([1, [], [], []])
  })

  it('leaves for its heap, too, before V8 ends it', async () => {
    const bot = new Leaky()
    bot.heap = 121
    await bot.seconds(3)
    expect(bot.left).toEqual(['its heap holds 121 MiB, and V8 would end it soon'])
  })

  it('goes on and says so when it was at its limit not long ago, and leaves when time has passed', async () => {
    const bot = new Leaky()
    bot.stored.push({ kind: 'memory', at: bot.clock.now() - MINUTE })
    bot.own = 200
    await bot.seconds(120)
    // Told once, and garbage collected once a minute.
    expect([bot.left, bot.told.length, bot.told[0]?.[1], bot.collected]).toEqual([[], 1, false, 2])
    expect(bot.limit.warnings()).toEqual([expect.stringMatching(/^it takes 200 MiB.*goes on now/)])
    await bot.seconds(150)
    expect(bot.left).toHaveLength(1)
  })

  it('is no more spoken of when it takes less again', async () => {
    const bot = new Leaky()
    bot.stored.push({ kind: 'memory', at: bot.clock.now() })
    bot.own = 200
    await bot.seconds(5)
    expect(bot.limit.warnings()).toHaveLength(1)
    bot.own = 100
    await bot.seconds(1)
    expect(bot.limit.warnings()).toEqual([])
  })
})

describe('the rules', () => {
  it('let it start again ever more rarely within a day', () => {
    expect(mayStartAgainFor([], 0)).toBe(true)
    expect(mayStartAgainFor([0], 5 * MINUTE - 1)).toBe(false)
    expect(mayStartAgainFor([0], 5 * MINUTE)).toBe(true)
    expect(mayStartAgainFor([0, MINUTE], MINUTE + 10 * MINUTE)).toBe(true)
    expect(mayStartAgainFor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4 * HOUR - 1)).toBe(false)
    expect(mayStartAgainFor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4 * HOUR + 9)).toBe(true)
    // A clock that was set back.
    expect(mayStartAgainFor([HOUR], 0)).toBe(true)
  })

  it('count what is past its limit only', () => {
    expect(tooMuch({ own: LIMITS.own, heap: LIMITS.heap }, LIMITS)).toBeUndefined()
    expect(tooMuch({ own: LIMITS.own + MIB, heap: 0 }, LIMITS)).toMatch(/193 MiB/)
  })

  it('name restarts of the last day by their reason', async () => {
    const at = Date.parse('2026-01-02T00:00:00Z')
    const known: Record<string, readonly number[]> = { hung: [at - 5, at - 1], memory: [at - 9] }
    const warnings = await incidentWarnings({ since: async (kind) => known[kind] ?? [] }, at)
    expect(warnings).toEqual([
      'restarts in 24 hours because it took too much memory: 1, the last at 2026-01-01T23:59:59.991Z',
      'restarts in 24 hours because it stood still: 2, the last at 2026-01-01T23:59:59.999Z',
    ])
  })
})
