import type { Clock } from '../../../common/kit/clock.ts'

/** A clock that only moves when it is told to. */
export class ManualClock implements Clock {
  #now: number
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()

  constructor(now = Date.parse('2026-01-01T00:00:00Z')) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { until: this.#now + ms, wake: resolve }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper)
        reject(new Error('aborted', { cause: signal.reason }))
      })
    })
  }

  /** When the next of those who sleep wakes. */
  next(): number | undefined {
    const times = [...this.#sleepers].map(({ until }) => until)
    return times.length > 0 ? Math.min(...times) : undefined
  }

  /** Lets time pass; whoever has slept long enough wakes. Backwards too: nobody wakes then. */
  advance(ms: number): void {
    this.#now += ms
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#now) continue
      this.#sleepers.delete(sleeper)
      sleeper.wake()
    }
  }
}
