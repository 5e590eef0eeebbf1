import { afterEach, describe, expect, it, vi } from 'vitest'
import { Pace } from '../../../scripts/chaos/pace.ts'
import { spanOf } from '../../../scripts/chaos/plan.ts'

const AT_ONCE = { ms: 0, longerMs: 0 }
const DRAWN_OUT = { ms: 0, longerMs: 1000 }

async function written(pace: Pace, atMost: number): Promise<number> {
  let count = 0
  while (count < atMost && (await pace.next())) count += 1
  return count
}

describe('the pace of a writer', () => {
  afterEach(() => void vi.useRealTimers())

  it('has the planned messages, even when the run is over, and none more', async () => {
    const over = new AbortController()
    over.abort()
    expect(await written(new Pace({ count: 3, span: AT_ONCE, over: over.signal }), 10)).toBe(3)
    expect(await written(new Pace({ count: 3, span: DRAWN_OUT, over: over.signal }), 10)).toBe(3)
  })

  it('goes on when the run is drawn out, until that is over', async () => {
    const over = new AbortController()
    const pace = new Pace({ count: 3, span: DRAWN_OUT, over: over.signal })
    expect(await written(pace, 10)).toBe(10)
    over.abort()
    expect(await pace.next()).toBe(false)
  })

  it('does not wait for the time of a further message when the run ends', async () => {
    const over = new AbortController()
    const pace = new Pace({ count: 1, span: { ms: 1e6, longerMs: 2e6 }, over: over.signal })
    expect(await pace.next()).toBe(true)
    const further = pace.next()
    over.abort()
    expect(await further).toBe(false)
  })

  it('of nobody who has nothing to write ever goes on', async () => {
    const { signal } = new AbortController()
    expect(await new Pace({ count: 0, span: DRAWN_OUT, over: signal }).next()).toBe(false)
  })

  it('is lost when a writer is more than a minute behind', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const pace = new Pace({ count: 5, span: AT_ONCE, over: new AbortController().signal })
    await pace.next()
    expect(pace.tooLate()).toBe(0)
    vi.setSystemTime(Date.now() + 60_001)
    await pace.next()
    // The second, whose time has just come, and the three behind it.
    expect(pace.tooLate()).toBe(4)
  })
})

it('a run is drawn out only for those who have to die, to a minute or to twice its time', () => {
  const byTime = { atLeast: undefined, kills: undefined }
  expect(spanOf({ ...byTime, minutes: 0.1 })).toEqual({ ms: 6000, longerMs: 6000 })
  expect(spanOf({ ...byTime, minutes: 0.1, atLeast: 5 })).toEqual({ ms: 6000, longerMs: 120_000 })
  expect(spanOf({ ...byTime, minutes: 0.1, kills: 1 })).toEqual({ ms: 6000, longerMs: 120_000 })
  expect(spanOf({ ...byTime, minutes: 2, atLeast: 5 })).toEqual({ ms: 120_000, longerMs: 240_000 })
})
