import { describe, expect, it } from 'vitest'
import { Watchdog } from '../../../bot/channels/whatsapp/watchdog.ts'
import { mayStartAgain } from '../../../bot/deafness.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** In whole minutes, from the beginning on. */
const gapsOf = (calls: readonly number[]): number[] =>
  calls.map((at, n) => Math.round((at - (calls[n - 1] ?? 0)) / 60))

/** A watchdog over a server and a phone that answer or do not. */
class Post implements Disposable {
  readonly clock = new ManualClock()
  /** How wrong the clock on the wall is, in milliseconds; what sleeps is woken in time all the same. */
  wrongBy = 0
  readonly calls: number[] = []
  readonly alarms: [number, string, boolean][] = []
  isServerThere = true
  serverMs = 0
  isPhoneThere = true
  isCallable = true
  readonly #begun = this.clock.now()
  readonly dog: Watchdog

  constructor() {
    this.dog = new Watchdog({
      clock: {
        now: () => this.clock.now() + this.wrongBy,
        sleep: (ms, signal) => this.clock.sleep(ms, signal),
      },
      quiet: () => MINUTE,
      newId: () => 'CALL',
      askServer: () =>
        this.isServerThere ? this.clock.sleep(this.serverMs) : new Promise(() => undefined),
      callPhone: async () => {
        this.calls.push(this.seconds())
        if (!this.isCallable) throw new Error('nobody can be called')
        if (this.isPhoneThere) queueMicrotask(() => this.dog.heard())
      },
      deaf: async (detail, hasHeard) => {
        this.alarms.push([this.seconds(), detail, hasHeard])
      },
    })
    this.dog.opened()
  }

  arrive(): void {
    this.dog.heard()
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1000) {
      this.clock.advance(1000)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  seconds(): number {
    return Math.round((this.clock.now() - this.#begun) / 1000)
  }

  [Symbol.dispose](): void {
    this.dog[Symbol.dispose]()
  }
}

describe('the watchdog', () => {
  it('calls nobody while something arrives, nor while there is no connection', async () => {
    using post = new Post()
    for (let n = 0; n < 6; n += 1) {
      await post.pass(50_000)
      post.arrive()
    }
    post.dog.closed()
    await post.pass(10 * MINUTE)
    expect([post.calls, post.alarms]).toEqual([[], []])
  })

  it('calls a phone that answers once a minute, however long the quiet lasts', async () => {
    using post = new Post()
    await post.pass(3 * HOUR)
    expect(gapsOf(post.calls)).toEqual(post.calls.map(() => 1))
    expect(post.calls.length).toBeLessThanOrEqual(180)
    expect(post.alarms).toEqual([])
  })

  it('calls a phone that is switched off ever more rarely, and as usual once it is back', async () => {
    using post = new Post()
    post.isPhoneThere = false
    await post.pass(50 * MINUTE)
    expect(gapsOf(post.calls)).toEqual([1, 2, 4, 8, 10, 10, 10])
    post.arrive()
    post.isPhoneThere = true
    const before = post.calls.length
    await post.pass(5 * MINUTE)
    expect(gapsOf(post.calls).slice(before + 1)).toEqual([1, 1, 1])
  })

  it('tries again in a minute when the phone could not be called', async () => {
    using post = new Post()
    post.isCallable = false
    await post.pass(5 * MINUTE + 10_000)
    expect([gapsOf(post.calls), post.alarms]).toEqual([[1, 1, 1, 1, 1], []])
  })

  it('finds a connection that answers and delivers nothing in less than two minutes', async () => {
    using post = new Post()
    post.arrive()
    post.isPhoneThere = false
    await post.pass(2 * MINUTE)
    const [alarm, ...others] = post.alarms
    expect(others).toEqual([])
    expect(alarm?.[0]).toBeLessThan(100)
    expect(alarm?.slice(1)).toEqual([expect.stringContaining('own phone does not'), true])
    expect(post.dog.silentSince).toBeDefined()
    post.arrive()
    expect(post.dog.silentSince).toBeUndefined()
  })

  it.each([0, 1, 30, 59, 61, 3600, 30_000])(
    'does so as soon when it goes deaf after %s s of quiet, and everybody is slow',
    async (seconds) => {
      using post = new Post()
      await post.pass(seconds * 1000)
      post.isPhoneThere = false
      post.serverMs = 19_000
      const deafAt = post.seconds()
      await post.pass(2 * MINUTE)
      expect(post.alarms).toHaveLength(1)
      expect((post.alarms[0]?.[0] ?? Infinity) - deafAt).toBeLessThan(2 * 60)
    },
  )

  it('does so as soon when the clock was set back by a day meanwhile', async () => {
    using post = new Post()
    await post.pass(5000)
    post.wrongBy = -24 * HOUR
    post.isPhoneThere = false
    const deafAt = post.seconds()
    await post.pass(2 * MINUTE)
    expect((post.alarms[0]?.[0] ?? Infinity) - deafAt).toBeLessThan(2 * 60)
  })

  it('has heard something if only the phone has answered, and nothing if not even that', async () => {
    using quiet = new Post()
    await quiet.pass(2 * MINUTE)
    quiet.isPhoneThere = false
    await quiet.pass(10 * MINUTE)
    expect(quiet.alarms[0]?.[2]).toBe(true)
    using silent = new Post()
    silent.isPhoneThere = false
    await silent.pass(2 * MINUTE)
    expect(silent.alarms[0]?.[2]).toBe(false)
  })

  it('does not call the phone when the server itself says nothing', async () => {
    using post = new Post()
    post.isServerThere = false
    await post.pass(2 * MINUTE)
    expect([post.calls, post.alarms[0]?.[1]]).toEqual([[], expect.stringContaining('nobody')])
  })

  it('takes anything that arrives while it waits for an answer', async () => {
    using post = new Post()
    post.isPhoneThere = false
    await post.pass(62_000)
    expect(post.calls).toHaveLength(1)
    post.arrive()
    await post.pass(30_000)
    expect(post.alarms).toEqual([])
  })
})

describe('starting again', () => {
  const NOW = 1_000_000_000
  const ago = (...minutes: number[]) => minutes.map((one) => NOW - one * MINUTE)

  it.each([
    ['the first time, even if nothing ever arrived', ago(), false, true],
    ['not while nothing has arrived since the last time', ago(300), false, false],
    ['not soon after the last time', ago(9), true, false],
    ['later, once something has arrived', ago(10), true, true],
    ['ever more rarely', ago(90, 60, 39), true, false],
    ['although the clock was set back by an hour', ago(-50), false, true],
    ['but again in the end', ago(900, 800, 700, 600, 500, 400, 240), true, true],
  ])('is done %s', (_when, incidents, hasHeard, may) => {
    expect(mayStartAgain(incidents, NOW, hasHeard)).toBe(may)
  })
})
