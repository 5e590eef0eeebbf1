import type { Clock } from '../common/kit/clock.ts'

const MIB = 1024 * 1024
/** More than this share of a second's processor time is work. */
const WORK = 0.05
/** How many looks in a row without work make a rest. */
const REST = 3
/** What is worth collecting for, in bytes. */
const WORTH = 3 * MIB
/** What is worth doing so thoroughly. */
const MUCH = 10 * MIB
/** The least time between two collections, in milliseconds. */
const GAP = 20_000

export interface IdleMemoryParts {
  /** What is the process' own, in bytes. */
  readonly own: () => number
  /** Processor time that the process has had, in milliseconds. */
  readonly worked: () => number
  readonly collect: () => void
  /** The same to the last page; it takes its time. */
  readonly collectThoroughly: () => void
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
  #worked: number
  #lookedAt: number
  #rested = 0

  constructor(parts: IdleMemoryParts) {
    this.#parts = parts
    this.#worked = parts.worked()
    this.#lookedAt = parts.clock.now()
  }

  /** To be called every second. */
  look(): void {
    const { own, worked, clock } = this.#parts
    const now = clock.now()
    const passed = now - this.#lookedAt
    const work = worked() - this.#worked
    this.#lookedAt = now
    this.#worked += work
    // A clock that was set back says nothing about work.
    if (passed <= 0 || work > passed * WORK) {
      this.#rested = 0
      return
    }
    this.#rested += 1
    this.#floor ??= own()
    const isSoon = now >= this.#collectedAt && now - this.#collectedAt < GAP
    const grown = own() - this.#floor
    if (this.#rested < REST || isSoon || grown < WORTH) return
    // A start leaves no spare pages.
    if (grown >= MUCH && grown < Infinity) this.#parts.collectThoroughly()
    else this.#parts.collect()
    this.#collectedAt = now
    this.#rested = 0
    // What is given back is given back by other threads, in the moments that follow.
    this.#floor = undefined
  }
}
