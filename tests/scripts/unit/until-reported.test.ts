import { describe, expect, it } from 'vitest'
import { problem } from '../../../common/contracts/errors.ts'
import type { Clock } from '../../../common/kit/clock.ts'
import type { Readiness } from '../../../scripts/installation.ts'
import { untilReported } from '../../../scripts/start/until-reported.ts'

const missing = (count: number): Readiness => ({
  ready: count === 0,
  settled: count === 0,
  missing: Array.from({ length: count }, (_, index) => ({
    slug: `shop-${index}`,
    reason: 'silent',
  })),
})

/** @returns how it stood in the end, and after how many seconds */
async function wait(at: (seconds: number) => Readiness): Promise<readonly [Readiness, number]> {
  let now = 0
  const clock: Clock = {
    now: () => now,
    async sleep(ms) {
      now += ms
    },
  }
  const readiness = await untilReported({ readiness: async () => at(now / 1000) }, clock)
  return [readiness, now / 1000]
}

describe('waiting for the bots', () => {
  it('ends as soon as all have reported', async () => {
    expect(await wait((seconds) => missing(seconds < 3 ? 5 : 0))).toEqual([missing(0), 3])
  })

  it('goes on while they come up one by one, however many they are', async () => {
    const [readiness, seconds] = await wait((passed) =>
      missing(20 - Math.min(20, Math.floor(passed / 30))),
    )
    expect([readiness.ready, seconds]).toEqual([true, 600])
  })

  it('ends 45 seconds after the last that came, and names who is missing', async () => {
    const [readiness, seconds] = await wait((passed) => missing(passed < 10 ? 3 : 2))
    expect(readiness).toEqual(missing(2))
    expect(seconds).toBeGreaterThan(55)
    expect(seconds).toBeLessThan(56)
  })

  it('ends at once when the rest is known to be broken', async () => {
    const broken = { ...missing(2), settled: true }
    expect(await wait(() => broken)).toEqual([broken, 0])
  })

  it('a server that is not there yet is waited for like a bot', async () => {
    const [readiness, seconds] = await wait((passed) => {
      if (passed < 40) throw problem('not_ready', 'it does not answer')
      return missing(passed < 80 ? 1 : 0)
    })
    expect([readiness.ready, seconds]).toEqual([true, 80])
  })

  it('other errors are not waited out', async () => {
    const failing = wait(() => {
      throw problem('unauthorized', 'wrong key')
    })
    await expect(failing).rejects.toThrow('wrong key')
  })
})
