import type { Clock } from '../common/kit/clock.ts'
import type { Events } from './events.ts'
import type { Store } from './store/store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** The least time between two restarts; it doubles with each within a day. */
const FIRST_GAP = 10 * MINUTE
const LONGEST_GAP = 4 * HOUR
/** How far back incidents count. */
const DEAF_MEMORY = 24 * HOUR

/**
 * Whether a bot to which nothing is delivered should start again. A connection that has gone deaf
 * and a phone that is switched off look alike: starting again mends the one and tells it from the
 * other. So it is done once, and again only after something has arrived, ever more rarely.
 * @param incidents when it happened in the last day, oldest first; milliseconds since the epoch
 * @param hasHeard whether anything has arrived since this process began
 */
export function mayStartAgain(
  incidents: readonly number[],
  now: number,
  hasHeard: boolean,
): boolean {
  // A clock that was set back leaves some ahead of it; waiting for them could take days.
  const past = incidents.filter((at) => at <= now)
  const last = past.at(-1)
  if (last === undefined) return true
  const gap = Math.min(LONGEST_GAP, FIRST_GAP * 2 ** (past.length - 1))
  return hasHeard && now - last >= gap
}

export interface DeafnessParts {
  readonly store: Store
  readonly clock: Clock
  readonly events: Events
  readonly startAgain: (why: string) => never
  readonly failed: (error: Error) => never
}

/** What is done about a connection that delivers nothing: remembered first, then started again. */
export const deafness =
  ({ store, clock, events, startAgain, failed }: DeafnessParts) =>
  async (detail: string, hasHeard: boolean): Promise<void> => {
    const now = clock.now()
    try {
      const before = await store.incidents.since('deaf', now - DEAF_MEMORY)
      const isWorthIt = mayStartAgain(before, now, hasHeard)
      events.nothingArrives(detail, isWorthIt)
      if (!isWorthIt) return
      await store.incidents.add('deaf', detail)
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)))
    }
    startAgain(detail)
  }
