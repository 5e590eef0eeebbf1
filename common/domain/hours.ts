import * as z from 'zod'

/** Sunday first, as `Date` counts. */
export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const

const DAY = 24 * 60
const RANGE = /^([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/

/** From when to when, in minutes of the day; what ends after midnight ends beyond the day's last. */
export interface Opening {
  readonly from: number
  readonly to: number
}

const opening = z.string().transform((text, context): Opening => {
  const [, fromHour, fromMinute, toHour = '24', toMinute = '00'] = RANGE.exec(text.trim()) ?? []
  if (fromHour === undefined) {
    context.addIssue({ code: 'custom', message: 'must be from when to when, such as 09:00-13:00' })
    return z.NEVER
  }
  const from = Number(fromHour) * 60 + Number(fromMinute)
  const to = Number(toHour) * 60 + Number(toMinute)
  return { from, to: to > from ? to : to + DAY }
})

const openings = z
  .array(opening)
  .max(6)
  .transform((list) => list.toSorted((one, other) => one.from - other.from))
  .refine(
    (list) => list.every(({ to }, at) => to <= (list[at + 1]?.from ?? 2 * DAY)),
    'has hours that overlap',
  )

const isDate = (text: string): boolean => {
  const whole = text.length === 5 ? `2024-${text}` : text
  const read = new Date(`${whole}T00:00:00Z`)
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(whole)
}
const date = z
  .string()
  .refine(
    (text) => /^(\d{4}-)?\d\d-\d\d$/.test(text) && isDate(text),
    'must be a day such as 2026-12-25, or 12-25 for every year',
  )

/**
 * When a business is open, in its time zone. A weekday that is not named is closed; one may have
 * several openings, and one that ends before it begins ends on the next day.
 */
export const hoursSchema = z.strictObject(
  {
    monday: openings.default([]),
    tuesday: openings.default([]),
    wednesday: openings.default([]),
    thursday: openings.default([]),
    friday: openings.default([]),
    saturday: openings.default([]),
    sunday: openings.default([]),
    /** Days on which it is closed all the same. */
    closed: z.array(date).max(400).default([]),
    /** Days with other hours than their weekday's. */
    special: z.record(date, openings).default({}),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no ${issue.keys.join(', ')}; it has monday to sunday, closed and special`
        : undefined,
  },
)

export type Hours = z.output<typeof hoursSchema>

/** When it is open on a day: `2026-03-24`. */
export function openingsOn(hours: Hours, day: string): readonly Opening[] {
  const [special] = [day, day.slice(5)].flatMap((name) =>
    Object.hasOwn(hours.special, name) ? [hours.special[name] ?? []] : [],
  )
  if (special) return special
  if (hours.closed.includes(day) || hours.closed.includes(day.slice(5))) return []
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]
  return weekday === undefined ? [] : hours[weekday]
}

/** The day and the minute of it that it is somewhere. */
export interface Moment {
  readonly day: string
  readonly minute: number
}

/** Where the business is. @param at milliseconds since the epoch */
export function momentAt(at: number, timezone: string): Moment {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  }
}

/** Whether it is open, and until when, or when it opens next, if it ever does. */
export type OpenState =
  | { readonly isOpen: true; readonly until: number }
  | { readonly isOpen: false; readonly next: Moment | undefined }

/** How far ahead the next opening is looked for, in days. */
const AHEAD = 14

/** Whether it is open at a moment. */
export function stateAt(hours: Hours, { day, minute }: Moment): OpenState {
  for (const [before, now] of [
    [1, minute + DAY],
    [0, minute],
  ] as const) {
    const open = openingsOn(hours, dayAfter(day, -before)).find(
      ({ from, to }) => from <= now && now < to,
    )
    if (open) return { isOpen: true, until: endOf(hours, day, open.to - before * DAY) }
  }
  for (let ahead = 0; ahead <= AHEAD; ahead += 1) {
    const next = dayAfter(day, ahead)
    const open = openingsOn(hours, next).find(({ from }) => ahead > 0 || from > minute)
    if (open) return { isOpen: false, next: { day: next, minute: open.from } }
  }
  return { isOpen: false, next: undefined }
}

/** What begins at once where something ends goes on. */
function endOf(hours: Hours, day: string, to: number): number {
  const more = openingsOn(hours, day).find(({ from }) => from === to)
  return more ? endOf(hours, day, more.to) : to % DAY
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY * 60_000).toISOString().slice(0, 10)

/** A minute of a day as a clock shows it: `16:30`. */
export function clockTime(minute: number): string {
  const [hours, minutes] = [Math.floor((minute % DAY) / 60), minute % 60]
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
