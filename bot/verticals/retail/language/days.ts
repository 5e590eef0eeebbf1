import type { PhraseBook } from './phrases.ts'
import { readNumber } from './numbers.ts'
import type { Writing } from './numbers.ts'
import { isWord } from './words.ts'
import type { Token } from './tokens.ts'

/** A day that was said, and where. */
export interface DayFound {
  /** `2026-03-11`. */
  readonly day: string
  readonly start: number
  readonly end: number
}

const DAY_MS = 86_400_000

/** A day some days after another. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

const isDay = (day: string): boolean => {
  const read = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day)
}

export interface DayParts {
  readonly writing: Writing
  readonly book: PhraseBook
  /** Today, where the shop is. */
  readonly today: string
}

/**
 * The day that is said at a place, as who books means it: `el martes` is the last one that has been.
 * What is written with a fraction's stroke is a day only behind `el`: `1/2 kilo` is none.
 */
export function readDay(
  tokens: readonly Token[],
  start: number,
  parts: DayParts,
): DayFound | undefined {
  const { book, today } = parts
  const said = book.at(tokens, start, 'today', 'yesterday', 'before-yesterday')
  if (said) {
    const back = ['today', 'yesterday', 'before-yesterday'].indexOf(said.tag)
    return { day: daysAfter(today, -back), start, end: said.end }
  }
  return (
    daysAgo(tokens, start, parts) ?? weekday(tokens, start, parts) ?? date(tokens, start, parts)
  )
}

/** `hace tres días`, `three days ago`. */
function daysAgo(
  tokens: readonly Token[],
  start: number,
  { book, today, writing }: DayParts,
): DayFound | undefined {
  const ago = book.at(tokens, start, 'ago')
  const number = readNumber(tokens, ago?.end ?? start, writing)
  const days = number && book.at(tokens, number.end, 'days')
  const behind = days && book.at(tokens, days.end, 'ago-behind')
  if (!days || !(ago || behind)) return undefined
  const day = daysAfter(today, -number.thousandths / 1000)
  return { day, start, end: behind?.end ?? days.end }
}

/** The place of a weekday or a month among its like; -1 for any other word. */
export const placeOf = (names: readonly (readonly string[])[], token: Token | undefined): number =>
  names.findIndex((called) => called.includes(token?.word ?? ''))

/** The place behind `el`, `on`, `no dia`. */
function behindOn(tokens: readonly Token[], start: number, { writing }: DayParts): number {
  let place = start
  while (isWord(tokens[place], 'on-day', writing.lexicon)) place += 1
  return place
}

/** `el lunes`, `el martes pasado`, `last Tuesday`: never today, and never to come. */
function weekday(tokens: readonly Token[], start: number, parts: DayParts): DayFound | undefined {
  const { lexicon } = parts.writing
  const isThis = isWord(tokens[start], 'this-week', lexicon)
  const place = isThis ? start + 1 : behindOn(tokens, start, parts)
  const index = placeOf(lexicon.weekdays, tokens[place])
  // `a segunda` is no Monday.
  if (index === -1 || parts.book.at(tokens, start - 1, 'second', 'third')) return undefined
  const now = new Date(`${parts.today}T00:00:00Z`).getUTCDay()
  // `this Friday` may be to come; weeks begin on Monday.
  const back = isThis ? ((now + 6) % 7) - ((index + 6) % 7) : ((now - index + 6) % 7) + 1
  let end = place + 1
  while (isWord(tokens[end], 'past', lexicon)) end += 1
  return { day: daysAfter(parts.today, -back), start, end }
}

/** `el 5 de marzo`, `March 5th`, `el 5/3`: of this year. */
function date(tokens: readonly Token[], start: number, parts: DayParts): DayFound | undefined {
  const place = behindOn(tokens, start, parts)
  const said = dateAt(tokens, place, parts) ?? (place > start && writtenAt(tokens, place, parts))
  if (!said) return undefined
  const day = `${parts.today.slice(0, 4)}-${twoDigits(said.month)}-${twoDigits(said.day)}`
  return isDay(day) ? { day, start, end: said.end } : undefined
}

const twoDigits = (number: number): string => String(number).padStart(2, '0')

interface DateFound {
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly end: number
}

/** The day of a month in digits, as in `5`, `5th`. */
export function dayOfMonthAt(
  tokens: readonly Token[],
  place: number,
  { writing }: DayParts,
): { readonly day: number; readonly end: number; readonly month?: never } | undefined {
  const text = tokens[place]?.text ?? ''
  if (tokens[place]?.kind !== 'digits' || !/^\d{1,2}$/.test(text)) return undefined
  const next = tokens[place + 1]
  const isOrdinal = next?.isJoined === true && isWord(next, 'ordinal', writing.lexicon)
  return { day: Number(text), end: isOrdinal ? place + 2 : place + 1 }
}

/** `5 de marzo`, `March 5`. */
export function dateAt(
  tokens: readonly Token[],
  place: number,
  parts: DayParts,
): DateFound | undefined {
  const { lexicon } = parts.writing
  const first = placeOf(lexicon.months, tokens[place])
  if (first !== -1) {
    const behind = lexicon.isMonthFirst ? dayOfMonthAt(tokens, place + 1, parts) : undefined
    return behind && { month: first + 1, ...behind }
  }
  const said = dayOfMonthAt(tokens, place, parts)
  const of = said && isWord(tokens[said.end], 'of', lexicon) ? said.end + 1 : said?.end
  if (!said || of === undefined || (of === said.end && !lexicon.isMonthFirst)) return undefined
  const month = placeOf(lexicon.months, tokens[of])
  return month === -1 ? undefined : { month: month + 1, day: said.day, end: of + 1 }
}

/** `5/3`. */
function writtenAt(
  tokens: readonly Token[],
  place: number,
  parts: DayParts,
): DateFound | undefined {
  const first = dayOfMonthAt(tokens, place, parts)
  const second = dayOfMonthAt(tokens, place + 2, parts)
  if (!first || !second || tokens[place + 1]?.word !== '/') return undefined
  const [month, day] = parts.writing.lexicon.isMonthFirst ? [first, second] : [second, first]
  return { month: month.day, day: day.day, end: second.end }
}
