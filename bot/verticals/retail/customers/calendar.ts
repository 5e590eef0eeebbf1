import type { Opening } from '../../../../common/domain/hours.ts'
import type { CalledDay } from './replies.ts'

/** How a language tells the hours of a week. */
interface WeekWords {
  /** Sunday first. */
  readonly weekdays: readonly string[]
  readonly openings: (openings: readonly Opening[]) => string
  /** `Monday to Friday`, `Monday and Tuesday`. */
  readonly to: string
  readonly and: string
}

/** Monday first, as people tell a week. */
const ORDER = [1, 2, 3, 4, 5, 6, 0]

/** A line for each of the days, or of those that follow each other with the same hours. */
export function weekTold(
  days: readonly (readonly Opening[])[],
  { weekdays, openings, to, and }: WeekWords,
): string {
  const lines: { readonly names: string[]; readonly text: string }[] = []
  for (const weekday of ORDER) {
    const [text, name] = [openings(days[weekday] ?? []), weekdays[weekday] ?? '']
    const last = lines.at(-1)
    if (last?.text === text) last.names.push(name)
    else lines.push({ names: [name], text })
  }
  const called = (names: readonly string[]): string =>
    names.length > 2 ? `${names[0]} ${to} ${names.at(-1)}` : names.join(` ${and} `)
  return lines.map(({ names, text }) => `${capital(called(names))}: ${text}`).join('\n')
}

/** How a language calls a day. */
interface DayWords {
  readonly weekdays: readonly string[]
  readonly today: string
  readonly tomorrow: (weekday: string) => string
  /** @param date day and month, as in `24/03` */
  readonly other: (weekday: string, date: string, iso: string) => string
}

/** A day as a language calls it, seen from today. */
export function dayNames(
  { day, ahead }: CalledDay,
  { weekdays, today, tomorrow, other }: DayWords,
): string {
  if (ahead === 0) return today
  const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? ''
  if (ahead === 1) return tomorrow(weekday)
  return other(weekday, `${day.slice(8)}/${day.slice(5, 7)}`, day)
}

/** With a capital at its beginning. */
export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
