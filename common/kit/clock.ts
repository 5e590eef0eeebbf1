import { setTimeout as sleepFor } from 'node:timers/promises'

/** Time as a part that is handed in, so that tests can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /**
   * Resolves after `ms` milliseconds.
   * @throws {Error} an AbortError as soon as `signal` aborts
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await sleepFor(ms, undefined, signal ? { signal } : {})
  },
}

/** A number in [0, 1), handed in so that jitter can be repeated in tests. */
export type Random = () => number

/** Milliseconds since the epoch as the APIs write time: ISO 8601 in UTC. */
export const toIso = (at: number): string => new Date(at).toISOString()
