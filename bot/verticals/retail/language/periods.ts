import { dateAt, dayOfMonthAt, daysAfter, placeOf, readDay } from './days.ts'
import type { DayParts } from './days.ts'
import type { Days } from './outcome.ts'
import { isCapital } from './names.ts'
import { readNumber } from './numbers.ts'
import { isWord } from './words.ts'
import type { Token } from './tokens.ts'

/** So many characters of a day say its month. */
export const MONTH = 7

/** Monday first. */
const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

const weekOf = (day: string): Days => {
  const from = daysAfter(day, -weekdayOf(day))
  return { from, to: daysAfter(from, 6) }
}

/** The days of a month: `2026-03`. */
export function monthOf(month: string): Days {
  const from = `${month}-01`
  const next = daysAfter(from, 31).slice(0, MONTH)
  return { from, to: daysAfter(`${next}-01`, -1) }
}

/** The days that a question names: `esta semana`, `en febrero`, `del 1 al 10 de marzo`, `ayer`. */
export function readPeriod(tokens: readonly Token[], parts: DayParts): Days | undefined {
  const { book, today } = parts
  for (let place = 0; place < tokens.length; place += 1) {
    const said = book.at(tokens, place, 'last-week', 'last-month', 'week', 'month')
    const month = today.slice(0, MONTH)
    if (said?.tag === 'week') return weekOf(today)
    if (said?.tag === 'last-week') return weekOf(daysAfter(today, -7))
    if (said?.tag === 'month') return monthOf(month)
    if (said?.tag === 'last-month') {
      return monthOf(daysAfter(`${month}-01`, -1).slice(0, MONTH))
    }
    const range =
      readRange(tokens, place, parts) ??
      readLastDays(tokens, place, parts) ??
      readMonth(tokens, place, parts)
    if (range) return range
    const day = readDay(tokens, place, parts)
    if (day) return { from: day.day, to: day.day }
  }
  return undefined
}

/** `en febrero`: the last one that has begun. */
function readMonth(
  tokens: readonly Token[],
  place: number,
  { writing, today }: DayParts,
): Days | undefined {
  const index = placeOf(writing.lexicon.months, tokens[place])
  const isNamed = isCapital(tokens[place]) || isWord(tokens[place - 1], 'in-month', writing.lexicon)
  if (index === -1 || !isNamed) return undefined
  const isAhead = index + 1 > Number(today.slice(5, MONTH))
  const year = Number(today.slice(0, 4)) - (isAhead ? 1 : 0)
  return monthOf(`${year}-${String(index + 1).padStart(2, '0')}`)
}

/** `los últimos 7 días`: today is one of them. */
function readLastDays(
  tokens: readonly Token[],
  place: number,
  { book, today, writing }: DayParts,
): Days | undefined {
  const number = readNumber(tokens, place, writing)
  const days = number && book.at(tokens, number.end, 'days')
  if (!days || book.at(tokens, place - 1, 'ago') || book.at(tokens, days.end, 'ago-behind')) {
    return undefined
  }
  return { from: daysAfter(today, 1 - number.thousandths / 1000), to: today }
}

/** `del 1 al 10 de marzo`, `from March 1 to March 10`. */
function readRange(tokens: readonly Token[], place: number, parts: DayParts): Days | undefined {
  const { lexicon } = parts.writing
  if (!isWord(tokens[place], 'from-day', lexicon)) return undefined
  const days = betweenDays(tokens, place, parts)
  if (days) return days
  const from = dateAt(tokens, place + 1, parts) ?? dayOfMonthAt(tokens, place + 1, parts)
  if (!from || !isWord(tokens[from.end], 'to-day', lexicon)) return undefined
  const to = dateAt(tokens, from.end + 1, parts) ?? dayOfMonthAt(tokens, from.end + 1, parts)
  const first = monthIn(from)
  const month = monthIn(to) ?? first
  if (!to || month === undefined) return undefined
  const dated = (day: number, of: number): string =>
    `${parts.today.slice(0, 4)}-${String(of).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return { from: dated(from.day, first ?? month), to: dated(to.day, month) }
}

/** `de lunes a miércoles`. */
function betweenDays(tokens: readonly Token[], place: number, parts: DayParts): Days | undefined {
  const from = readDay(tokens, place + 1, parts)
  if (!from || !isWord(tokens[from.end], 'to-day', parts.writing.lexicon)) return undefined
  const to = readDay(tokens, from.end + 1, parts)
  if (!to) return undefined
  // On a Wednesday `de lunes a miércoles` ends today.
  const end = to.day < from.day ? daysAfter(to.day, 7) : to.day
  return end <= parts.today ? { from: from.day, to: end } : undefined
}

const monthIn = (said: { readonly month?: number } | undefined): number | undefined => said?.month
