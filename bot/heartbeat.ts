import type { Clock } from '../common/kit/clock.ts'

const LIVELY_MS = 1000
/** The server suspects a process of standing still that has not run for three seconds. */
const AT_REST_MS = 2000
/** More than this share of the time that has passed is work. */
const WORK = 0.05
/** A beat that comes this little too early is on time, in milliseconds. */
const EARLY = 100

export interface HeartbeatParts {
  readonly clock: Clock
  /** Processor time that the process has had, in milliseconds. */
  readonly worked: () => number
}

interface Duty {
  readonly everyMs: number
  readonly work: () => void
  doneAt: number
}

/**
 * What a bot does again and again is done together: waking up is what costs a process that rests.
 * Beats once a second while the bot works, and every other second while it does not.
 */
export class Heartbeat implements Disposable {
  readonly #parts: HeartbeatParts
  readonly #duties = new Set<Duty>()
  #timer: NodeJS.Timeout | undefined
  #worked: number
  #beatAt: number

  constructor(parts: HeartbeatParts) {
    this.#parts = parts
    this.#worked = parts.worked()
    this.#beatAt = parts.clock.now()
    this.#wait(LIVELY_MS)
  }

  /**
   * @param everyMs a multiple of two seconds, or 0 for each beat
   * @param work must not throw
   * @returns ends it
   */
  add(everyMs: number, work: () => void): () => void {
    const duty: Duty = { everyMs, work, doneAt: this.#parts.clock.now() }
    this.#duties.add(duty)
    return () => void this.#duties.delete(duty)
  }

  /** What is due at this moment. @returns in how many milliseconds the next beat is due */
  beat(): number {
    const { clock, worked } = this.#parts
    const now = clock.now()
    for (const duty of this.#duties) {
      const passed = now - duty.doneAt
      // A clock that was set back would put everything off until its old time comes again.
      if (passed >= 0 && passed < duty.everyMs - EARLY) continue
      duty.doneAt = now
      duty.work()
    }
    const work = worked() - this.#worked
    const isAtRest = isRest(work, now - this.#beatAt)
    this.#worked += work
    this.#beatAt = now
    return isAtRest ? AT_REST_MS : LIVELY_MS
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#wait(this.beat()), ms)
    // It keeps nothing alive that has nothing else to do.
    this.#timer.unref()
  }
}

/**
 * Whether so much processor time in so long is none to speak of, in milliseconds. A clock that was set
 * back says nothing about work.
 */
export const isRest = (workedMs: number, passedMs: number): boolean =>
  passedMs > 0 && workedMs <= passedMs * WORK

/** Of this process so far, in milliseconds. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
