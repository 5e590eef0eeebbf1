import { setTimeout as sleep } from 'node:timers/promises'
import type { Span } from './plan.ts'

/** How long after the end of its time a client that has fallen behind still makes calls. */
const LATE_MS = 60_000

/**
 * Messages of one writer, evenly over the run's time, from its making on. In a run that is drawn out
 * because too few have died, they go on at the same pace: without messages nobody dies at a point.
 */
export class Pace {
  readonly #began = Date.now()
  readonly #parts: { readonly count: number; readonly span: Span; readonly over: AbortSignal }
  #done = 0

  /** `count` messages in the planned time; `over` is aborted when the run's time is up. */
  constructor(parts: { readonly count: number; readonly span: Span; readonly over: AbortSignal }) {
    this.#parts = parts
  }

  /** Whether one more message is to be written: tells it when its time has come, or now. */
  async next(when: 'in time' | 'now' = 'in time'): Promise<boolean> {
    const { count, span, over } = this.#parts
    const isPlanned = this.#done < count
    const goesOn = count > 0 && span.longerMs > span.ms && !over.aborted
    if (!isPlanned && !goesOn) return false
    const due = this.#began + (this.#done * span.ms) / count
    if (when === 'in time') {
      // What was planned is written even when the run is over; what goes beyond is not.
      const signal = isPlanned ? undefined : over
      await sleep(Math.max(0, due - Date.now()), undefined, { signal }).catch(() => undefined)
      if (!isPlanned && over.aborted) return false
    }
    this.#done += 1
    return true
  }

  /** How many of the planned messages come too late, once a writer is behind by a minute. */
  tooLate(): number {
    const { count, span } = this.#parts
    if (Date.now() <= this.#began + span.ms + LATE_MS) return 0
    return Math.max(0, count - this.#done + 1)
  }
}
