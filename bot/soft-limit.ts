import type { Clock } from '../common/kit/clock.ts'
import type { Events } from './events.ts'
import type { Incidents } from './store/incidents.ts'

const MIB = 1024 * 1024
const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE
/** Looks in a row past the limit, garbage being collected after the first. */
const LOOKS = 3
const COLLECT_EVERY = MINUTE
/** The least time between two restarts; it doubles with each within a day. */
const FIRST_GAP = 5 * MINUTE
const LONGEST_GAP = 4 * 60 * MINUTE

/** Bytes. */
export interface MemoryReading {
  /** What is the process' own, buffers and libraries too. */
  readonly own: number
  readonly heap: number
}

/** Bytes. */
export interface SoftLimits {
  readonly own: number
  readonly heap: number
}

/** What is past its limit, in a sentence; undefined when nothing is. */
export function tooMuch(reading: MemoryReading, limits: SoftLimits): string | undefined {
  if (reading.own > limits.own) {
    return `it takes ${mib(reading.own)} MiB, and its soft limit is ${mib(limits.own)}`
  }
  if (reading.heap > limits.heap) {
    return `its heap holds ${mib(reading.heap)} MiB, and V8 would end it soon`
  }
  return undefined
}

const mib = (bytes: number): number => Math.round(bytes / MIB)

/**
 * Whether a bot that takes too much may start again for it. If it was at its limit not long ago,
 * starting again does not help: it goes on as it is, and is reported.
 * @param incidents when it happened in the last day, oldest first; milliseconds since the epoch
 */
export function mayStartAgainFor(incidents: readonly number[], now: number): boolean {
  // A clock that was set back leaves some ahead of it; waiting for them could take days.
  const past = incidents.filter((at) => at <= now)
  const last = past.at(-1)
  if (last === undefined) return true
  return now - last >= Math.min(LONGEST_GAP, FIRST_GAP * 2 ** (past.length - 1))
}

export interface SoftLimitParts {
  readonly limits: SoftLimits
  read(): MemoryReading
  /** Lets go of what nobody uses any more. */
  collect(): void
  readonly clock: Clock
  readonly incidents: Pick<Incidents, 'add' | 'since'>
  readonly events: Pick<Events, 'memoryPast'>
  /** The bot is to end in order and to be started again. */
  readonly leave: (why: string) => void
  readonly failed: (error: Error) => void
}

/** The limit that a bot keeps to by itself, so that it ends in order before it is ended. */
export class SoftLimit {
  readonly #parts: SoftLimitParts
  #past = 0
  #collectedAt = Number.NEGATIVE_INFINITY
  #deciding = false
  #isLeaving = false
  #stays: string | undefined

  constructor(parts: SoftLimitParts) {
    this.#parts = parts
  }

  /** Said to the operator while the bot takes too much and goes on. */
  warnings(): readonly string[] {
    if (this.#stays === undefined) return []
    return [
      `${this.#stays}; it started again for that before, and goes on now: give it more (npm run limit-tenant) or find what grows`,
    ]
  }

  /** To be called every second, or two while the bot rests. */
  look(): void {
    if (this.#isLeaving || this.#deciding) return
    const why = tooMuch(this.#parts.read(), this.#parts.limits)
    if (why === undefined) {
      this.#past = 0
      this.#stays = undefined
      return
    }
    this.#past += 1
    this.#collectNowAndThen()
    if (this.#past < LOOKS) return
    this.#deciding = true
    void this.#decide(why).finally(() => (this.#deciding = false))
  }

  #collectNowAndThen(): void {
    const now = this.#parts.clock.now()
    if (now >= this.#collectedAt && now - this.#collectedAt < COLLECT_EVERY) return
    this.#collectedAt = now
    this.#parts.collect()
  }

  async #decide(why: string): Promise<void> {
    const { incidents, events, clock, leave, failed } = this.#parts
    try {
      const now = clock.now()
      const leaves = mayStartAgainFor(await incidents.since('memory', now - DAY), now)
      if (leaves || this.#stays === undefined) events.memoryPast(why, leaves)
      if (!leaves) {
        this.#stays = why
        return
      }
      // Stored first: whatever becomes of the end, the next process knows of it.
      await incidents.add('memory', `${why}; it ended in order and was started again`)
      this.#isLeaving = true
      leave(why)
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
