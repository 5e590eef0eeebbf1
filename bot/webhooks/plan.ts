import type { Random } from '../../common/kit/clock.ts'
import { backoff } from '../../common/kit/queue.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How long an endpoint may take to answer, in milliseconds. */
export const TIMEOUT = 15_000
/** How long a failing event holds back later ones of its line at most. */
export const HOLD = MINUTE
/** How long an event is tried before it becomes a dead letter. */
export const GIVE_UP = 72 * HOUR
/** The wait before the second try, and the longest: both halved by chance. */
export const RETRY = { first: 5000, longest: 2 * HOUR } as const
/** An endpoint that asks for more patience than this is asked again all the same. */
export const LONGEST_PAUSE = 6 * HOUR

/** The rest that an endpoint gets after each failure while it takes nothing at all. */
export const REST = 1000

/** How a try ended, as far as it matters for what comes next. */
export type Outcome =
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed' }
  /** 410: never again. */
  | { readonly kind: 'gone' }
  /** 429 or 503 with a time, in milliseconds since the epoch. */
  | { readonly kind: 'busy'; readonly until: number }

/** What is known of a delivery before a try. */
export interface Before {
  readonly tries: number
  /** When the first try failed; milliseconds since the epoch. */
  readonly failedAt: number | undefined
  /** Since when its endpoint takes nothing. */
  readonly failingSince: number | undefined
}

/** What becomes of a delivery that was not taken. */
export interface Plan {
  /** When to try again; undefined makes it a dead letter. */
  readonly again: number | undefined
  /** Later events of its line may pass it. */
  readonly leavesLine: boolean
  /** Until when nothing is to be posted to the endpoint. */
  readonly pause: number | undefined
  /** The endpoint is to be switched off. */
  readonly isGone: boolean
}

/**
 * What to do after a try that was not taken. An event is tried for three days from its first
 * failure, ever more rarely, the last time at their very end. It keeps its place in line only as
 * long as its next try is sure to end within a minute of the first failure; where the whole
 * endpoint waits, nothing could pass it anyway.
 * @param now when the try ended; milliseconds since the epoch
 */
export function planAfter(
  outcome: Exclude<Outcome, { kind: 'taken' }>,
  before: Before,
  now: number,
  random: Random,
): Plan {
  // A clock that was set back would keep an event waiting for as long as it was ahead.
  const failedAt = Math.min(before.failedAt ?? now, now)
  const end = failedAt + GIVE_UP
  const isGone = outcome.kind === 'gone'
  if (now >= end) return { again: undefined, leavesLine: false, pause: undefined, isGone }
  const usual = Math.min(end, now + backoff(before.tries + 1, random, RETRY))
  if (outcome.kind === 'busy') {
    const pause = Math.min(Math.max(outcome.until, now), now + LONGEST_PAUSE)
    return { again: Math.max(usual, pause), leavesLine: false, pause, isGone }
  }
  // However much waits for an endpoint that is away: trying it must cost the bot next to nothing.
  const pause = isAway(before.failingSince, now) ? now + REST : undefined
  return { again: usual, leavesLine: usual + TIMEOUT > failedAt + HOLD, pause, isGone }
}

/**
 * Whether an endpoint is away, and not just one event that fails among others that do not. When it
 * takes something again, everything that waits for it is due at once.
 * @param failingSince when the first try failed since the last that was taken
 */
export const isAway = (failingSince: number | undefined, now: number): boolean =>
  failingSince !== undefined && now - failingSince >= HOLD
