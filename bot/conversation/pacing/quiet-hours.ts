import { minutesOfDay } from '../../../common/domain/pacing.ts'
import type { Pacing } from '../../../common/domain/pacing.ts'

const MINUTE = 60_000
const DAY_MINUTES = 24 * 60

/** Making one takes long; a bot has one time zone. */
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timezone: string): Intl.DateTimeFormat {
  const known = clocks.get(timezone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  clocks.set(timezone, made)
  return made
}

function minuteIn(timezone: string, at: number): number {
  const parts = clockOf(timezone).formatToParts(at)
  const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return numberOf('hour') * 60 + numberOf('minute')
}

/**
 * When the quiet hours end in which a time lies; undefined when it lies in none.
 * @param at milliseconds since the epoch, as is the answer
 */
export function quietUntil(
  rule: Pacing['quiet_hours'],
  timezone: string,
  at: number,
): number | undefined {
  if (!rule) return undefined
  const [from, to] = [minutesOfDay(rule.from), minutesOfDay(rule.to)]
  const minute = minuteIn(timezone, at)
  const since = (minute - from + DAY_MINUTES) % DAY_MINUTES
  const length = (to - from + DAY_MINUTES) % DAY_MINUTES
  if (since >= length) return undefined
  return at - (at % MINUTE) + (length - since) * MINUTE
}
