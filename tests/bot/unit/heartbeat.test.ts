import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Heartbeat } from '../../../bot/heartbeat.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

describe('what a bot does again and again', () => {
  const clock = new ManualClock()
  let worked = 0
  let heart: Heartbeat
  let wait: number

  beforeEach(() => {
    worked = 0
    wait = 1000
    heart = new Heartbeat({ clock, worked: () => worked })
  })
  afterEach(() => heart[Symbol.dispose]())

  /** Beats on, each time after as long as was asked for. @returns the waits */
  function beats(count: number, work = 0): readonly number[] {
    return Array.from({ length: count }, () => {
      clock.advance(wait)
      worked += work
      wait = heart.beat()
      return wait
    })
  }

  it('is done each second while it works, and every other second while it does not', () => {
    expect(beats(2, 200)).toEqual([1000, 1000])
    expect(beats(2, 1)).toEqual([2000, 2000])
    expect(beats(1, 500)).toEqual([1000])
  })

  it('is done together, each as often as it shall be', () => {
    const done: string[] = []
    heart.add(0, () => done.push('look'))
    heart.add(10_000, () => done.push('report'))
    heart.add(10_000, () => done.push('numbers'))
    beats(5)
    expect(done).toEqual(['look', 'look', 'look', 'look', 'look'])
    done.length = 0
    beats(1)
    expect(done).toEqual(['look', 'report', 'numbers'])
    done.length = 0
    beats(5)
    expect(done).toEqual(['look', 'look', 'look', 'look', 'look', 'report', 'numbers'])
  })

  it('is not put off by timers that come a little early, nor by a clock that was set back', () => {
    let done = 0
    heart.add(2000, () => (done += 1))
    clock.advance(1950)
    heart.beat()
    expect(done).toBe(1)
    clock.advance(-3600_000)
    heart.beat()
    expect(done).toBe(2)
    clock.advance(1000)
    heart.beat()
    expect(done).toBe(2)
  })

  it('is not done any more once that was ended', () => {
    let done = 0
    const end = heart.add(0, () => (done += 1))
    beats(1)
    end()
    beats(3)
    expect(done).toBe(1)
  })
})
