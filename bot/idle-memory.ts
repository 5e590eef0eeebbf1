import type { Clock } from '../common/kit/clock.ts'
import { isRest } from './heartbeat.ts'

const MIB = 1024 * 1024
/** So long without work makes a rest, in milliseconds. */
const REST = 10_000
/** What is worth collecting for, in bytes. */
const WORTH = 3 * MIB
/** A collection takes a tenth of the work that made it necessary, or less. */
const SHARE = 0.1
/** Little work is not waited for longer than this, in milliseconds. */
const LONG = 600_000

export interface IdleMemoryParts {
  /** What is the process' own, in bytes. */
  readonly own: () => number
  /** Processor time that the process has had, in milliseconds. */
  readonly worked: () => number
  readonly collect: () => void
  readonly clock: Clock
}

/**
 * Gives back what work has left behind, once there is none: a start, a past that was read in, a
 * burst. V8 does so by itself when it needs the room, which in a bot that rests is never.
 */
export class IdleMemory {
  readonly #parts: IdleMemoryParts
  /**
   * What was left after the last collection: infinitely little before the first, undefined until it
   * has been looked at.
   */
  #floor: number | undefined = Number.NEGATIVE_INFINITY
  #collectedAt = Number.NEGATIVE_INFINITY
  /** How much work has to be done until the next collection is in proportion. */
  #due = Number.NEGATIVE_INFINITY
  #worked: number
  #lookedAt: number
  #rested = 0

  constructor(parts: IdleMemoryParts) {
    this.#parts = parts
    this.#worked = parts.worked()
    this.#lookedAt = parts.clock.now()
  }

  /** To be called every second or two. */
  look(): void {
    const { own, worked, clock } = this.#parts
    const now = clock.now()
    const passed = now - this.#lookedAt
    const work = worked() - this.#worked
    this.#lookedAt = now
    this.#worked += work
    if (!isRest(work, passed)) {
      this.#rested = 0
      return
    }
    this.#rested += passed
    this.#floor ??= own()
    if (this.#rested < REST || this.#isSoon(now) || own() - this.#floor < WORTH) return
    this.#parts.collect()
    const cost = worked() - this.#worked
    this.#worked += cost
    this.#due = this.#worked + cost / SHARE
    this.#collectedAt = now
    this.#rested = 0
    // What is given back is given back by other threads, in the moments that follow.
    this.#floor = undefined
  }

  /** A bot that is written to now and then is not busy with its memory. */
  #isSoon(now: number): boolean {
    const passed = now - this.#collectedAt
    return this.#worked < this.#due && passed >= 0 && passed < LONG
  }
}
