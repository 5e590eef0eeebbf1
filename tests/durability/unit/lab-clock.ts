import type { Clock } from '../../../common/kit/clock.ts'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Time that passes only when told to: how long it lasts and what the wall shows are two things. */
export class LabClock implements Clock {
  /** Milliseconds that have passed; never goes back. */
  passed = 0
  #wall = Date.UTC(2026, 0, 5)
  readonly #sleepers = new Set<Sleeper>()

  now(): number {
    return this.#wall
  }

  /** Somebody sets the clock on the wall; nobody who sleeps notices. */
  jump(ms: number): void {
    this.#wall += ms
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.passed + ms, wake: resolve }
      const abort = (): void => {
        this.#sleepers.delete(sleeper)
        reject(new Error('aborted'))
      }
      if (signal?.aborted) return abort()
      signal?.addEventListener('abort', abort, { once: true })
      this.#sleepers.add(sleeper)
    })
  }

  /** Lets time pass until the next sleeper wakes. */
  advance(): void {
    const [next] = [...this.#sleepers].sort((a, b) => a.at - b.at)
    if (!next) return
    const ms = Math.max(0, next.at - this.passed)
    this.passed += ms
    this.#wall += ms
    this.#sleepers.delete(next)
    next.wake()
  }

  /** The process that slept is dead. */
  forget(): void {
    this.#sleepers.clear()
  }
}
