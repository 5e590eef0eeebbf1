import type { Clock, Random } from './clock.ts'
import { messageOf } from './errors.ts'

/**
 * What a durable queue needs of whoever keeps its rows. The rows live in a database; the queue only
 * decides when which lane is worked on. A lane is a line of rows that keep their order, such as a
 * chat; lanes go on beside each other.
 */
export interface QueueParts {
  /** For error reports. */
  readonly name: string
  readonly clock: Clock
  /** How many lanes are worked on at the same time. */
  readonly lanes: number
  /** Lanes whose first row is due now, the oldest first, none of those that are busy. */
  take(busy: readonly string[], limit: number): Promise<readonly string[]>
  /**
   * Works a lane's first due row off, or puts it off to later; both by changing the row.
   * @returns whether the lane's next row may be tried at once
   */
  work(lane: string): Promise<boolean>
  /**
   * When the next row becomes due of those that were not due yet at a time; both in milliseconds
   * since the epoch.
   * @param after when `take` was asked last: a row that has become due since then counts
   */
  nextDue(after: number): Promise<number | undefined>
  /** An error that escaped `take`, `work` or `nextDue`: always a defect or a failing database. */
  failed(error: Error): void
}

/** Works rows off until it is disposed; disposing waits for the rows in work. */
export interface Queue extends AsyncDisposable {
  /** Something may have become due. */
  wake(): void
  /** Resolves when nothing is due and nothing is in work: for tests and for a clean end. */
  settle(): Promise<void>
}

/** After an escaped error the queue looks again this much later, in milliseconds. */
const AFTER_FAILURE = 1000
/** Timers longer than this overflow; the queue looks again at least this often. */
const LONGEST_NAP = 3_600_000

/** Starts a durable queue. */
export function openQueue(parts: QueueParts): Queue {
  return new LaneQueue(parts)
}

/**
 * Starts a durable queue whose work may take long: disposing aborts what is in work before it waits
 * for it.
 */
export function openCuttableQueue(partsFor: (ending: AbortSignal) => QueueParts): Queue {
  const ending = new AbortController()
  const queue = openQueue(partsFor(ending.signal))
  return {
    wake: () => queue.wake(),
    settle: () => queue.settle(),
    async [Symbol.asyncDispose]() {
      ending.abort()
      await queue[Symbol.asyncDispose]()
    },
  }
}

class LaneQueue implements Queue {
  readonly #parts: QueueParts
  readonly #busy = new Map<string, Promise<void>>()
  readonly #ended = new AbortController()
  #looking: Promise<void> | undefined
  #again = false
  #nap: AbortController | undefined

  constructor(parts: QueueParts) {
    this.#parts = parts
    this.wake()
  }

  wake(): void {
    this.#again = true
    if (this.#ended.signal.aborted || this.#looking) return
    this.#looking = this.#look().finally(() => {
      this.#looking = undefined
      if (this.#again) this.wake()
    })
  }

  async settle(): Promise<void> {
    while (this.#looking || this.#busy.size > 0) {
      await this.#looking
      await Promise.all(this.#busy.values())
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort()
    this.#nap?.abort()
    await this.settle()
  }

  async #look(): Promise<void> {
    try {
      let asked = this.#parts.clock.now()
      while (this.#again && !this.#ended.signal.aborted) {
        this.#again = false
        asked = this.#parts.clock.now()
        const free = this.#parts.lanes - this.#busy.size
        if (free <= 0) return
        const lanes = await this.#parts.take([...this.#busy.keys()], free)
        for (const lane of lanes) this.#start(lane)
      }
      await this.#napUntilDue(asked)
    } catch (error) {
      this.#report(error)
      this.#napFor(AFTER_FAILURE)
    }
  }

  #start(lane: string): void {
    if (this.#ended.signal.aborted || this.#busy.has(lane)) return
    const run = this.#workOff(lane).finally(() => {
      this.#busy.delete(lane)
      this.wake()
    })
    this.#busy.set(lane, run)
  }

  async #workOff(lane: string): Promise<void> {
    try {
      let goOn = true
      while (goOn && !this.#ended.signal.aborted) goOn = await this.#parts.work(lane)
    } catch (error) {
      this.#report(error)
      // The row is unchanged and due again at once: without a rest this would spin.
      await this.#rest(AFTER_FAILURE, this.#ended.signal)
    }
  }

  async #napUntilDue(after: number): Promise<void> {
    const due = await this.#parts.nextDue(after)
    if (due !== undefined) this.#napFor(Math.max(0, due - this.#parts.clock.now()))
  }

  #napFor(ms: number): void {
    this.#nap?.abort()
    if (this.#ended.signal.aborted) return
    const nap = new AbortController()
    this.#nap = nap
    void this.#rest(Math.min(ms, LONGEST_NAP), nap.signal).then(() => {
      if (!nap.signal.aborted) this.wake()
    })
  }

  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#parts.clock.sleep(ms, signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  #report(error: unknown): void {
    this.#parts.failed(
      error instanceof Error ? error : new Error(`${this.#parts.name}: ${messageOf(error)}`),
    )
  }
}

/**
 * How long to wait before a try, in milliseconds: twice as long each time up to a limit, and
 * between half and the whole of it by chance, so that many who failed together do not come back
 * together.
 * @param attempt 1 for the first repetition
 */
export function backoff(
  attempt: number,
  random: Random,
  range: { readonly first: number; readonly longest: number },
): number {
  const whole = Math.min(range.longest, range.first * 2 ** Math.min(attempt - 1, 30))
  return Math.round(whole * (0.5 + random() / 2))
}
