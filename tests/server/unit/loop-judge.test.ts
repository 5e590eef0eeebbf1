import { describe, expect, it } from 'vitest'
import { CapJudge } from '../../../server/fleet/watch/cap-judge.ts'
import { LoopJudge } from '../../../server/fleet/watch/loop-judge.ts'
import type { LoopFinding } from '../../../server/fleet/watch/loop-judge.ts'

/** How a thread runs within a second. */
interface Second {
  readonly ran: number
  readonly waited?: number
  readonly turns?: number
}

const WELL: Second = { ran: 5, turns: 2 }
const STANDS: Second = { ran: 0 }
const SPINS: Second = { ran: 1000 }
/** One core for many: it is ready all the time, and seldom runs. */
const STARVES: Second = { ran: 100, waited: 900, turns: 30 }
/** Writes to a file over and over without letting go of the loop. */
const WRITES: Second = { ran: 400, turns: 500 }

class Loop {
  readonly judge = new LoopJudge()
  #times = { ranMs: 100, waitedMs: 10, turns: 50 }

  /** What is found in each second. @param fairMs of each, when the server itself was late */
  seconds(count: number, { ran, waited = 0, turns = 0 }: Second, fairMs = 1000): LoopFinding[] {
    return Array.from({ length: count }, () => {
      const { ranMs, waitedMs, turns: before } = this.#times
      this.#times = { ranMs: ranMs + ran, waitedMs: waitedMs + waited, turns: before + turns }
      return this.judge.look({ times: this.#times, passedMs: 1000, fairMs, isUnheard: false })
    })
  }
}

const after = (finding: LoopFinding, found: readonly LoopFinding[]): number =>
  found.indexOf(finding) + 1

describe('a loop', () => {
  it.each([
    ['stands still', STANDS],
    ['spins', SPINS],
  ])('that %s is asked in three seconds and ended in seven at most', (_, how) => {
    const loop = new Loop()
    loop.seconds(10, WELL)
    const found = loop.seconds(10, how)
    expect([after('ask', found), after('hung', found)]).toEqual([3, 6])
  })

  it('that turns is never asked', () => {
    expect(new Set(new Loop().seconds(1000, WELL))).toEqual(new Set(['fine']))
  })

  it('that is busy and answers is never ended, and asked again', () => {
    const loop = new Loop()
    let asked = 0
    for (let second = 0; second < 100; second += 1) {
      const [found] = loop.seconds(1, SPINS)
      expect(found).not.toBe('hung')
      if (found === 'ask') asked += 1
      if (found === 'asked') loop.judge.clear()
    }
    expect(asked).toBeGreaterThan(20)
  })

  it('that gets no core is waited for until it had its time', () => {
    const loop = new Loop()
    loop.seconds(2, WELL)
    const found = loop.seconds(25, STARVES)
    expect(after('ask', found)).toBe(3)
    // A tenth of a core: 1.5 s of it take 15.
    expect(after('hung', found)).toBe(18)
  })

  it('that does not answer although it seems well has longer', () => {
    const loop = new Loop()
    const asked = (): LoopFinding =>
      loop.judge.look({ times: undefined, passedMs: 1000, fairMs: 1000, isUnheard: true })
    expect(Array.from({ length: 16 }, asked).lastIndexOf('asked')).toBe(13)
    const writing = new Loop()
    writing.seconds(1, WELL)
    writing.seconds(3, SPINS)
    const found = writing.seconds(14, WRITES)
    expect([found.slice(0, 11).includes('hung'), found[11]]).toEqual([false, 'hung'])
  })

  it('has more time where the server itself was late, and all of it after a sleep', () => {
    const loop = new Loop()
    loop.seconds(2, WELL)
    expect(loop.seconds(30, STANDS, 100).indexOf('ask')).toBe(29)
    expect(loop.seconds(29, STANDS, 100)).not.toContain('hung')
    expect(loop.seconds(1, STANDS, 100)).toEqual(['hung'])
  })

  it('is not suspected at its first look', () => {
    expect(new Loop().seconds(1, STANDS)).toEqual(['fine'])
  })
})

describe('a cap', () => {
  it('ends what is past it twice in a row, or far past it', () => {
    const judge = new CapJudge(100)
    expect([90, 101, 99, 101, 100].map((own) => judge.isToEnd(own))).not.toContain(true)
    expect([101, 102].map((own) => judge.isToEnd(own))).toEqual([false, true])
    expect(new CapJudge(100).isToEnd(125)).toBe(false)
    expect(new CapJudge(100).isToEnd(126)).toBe(true)
  })
})
