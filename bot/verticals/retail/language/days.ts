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

/** `hace tres días`. */
function daysAgo(
  tokens: readonly Token[],
  start: number,
  { book, today, writing }: DayParts,
): DayFound | undefined {
  if (!book.at(tokens, start, 'ago')) return undefined
  const number = readNumber(tokens, start + 1, writing)
  if (!number || !book.at(tokens, number.end, 'days')) return undefined
  return { day: daysAfter(today, -number.thousandths / 1000), start, end: number.end + 1 }
}

/** `el lunes`, `el martes pasado`: never today, and never to come. */
function weekday(
  tokens: readonly Token[],
  start: number,
  { writing, today }: DayParts,
): DayFound | undefined {
  const isNamed = isWord(tokens[start], 'on-day', writing.lexicon)
  const place = isNamed ? start + 1 : start
  const index = writing.lexicon.weekdays.indexOf(tokens[place]?.word ?? '')
  if (index === -1) return undefined
  const now = new Date(`${today}T00:00:00Z`).getUTCDay()
  const back = ((now - index + 6) % 7) + 1
  const end = isWord(tokens[place + 1], 'past', writing.lexicon) ? place + 2 : place + 1
  return { day: daysAfter(today, -back), start, end }
}

/** `el 5 de marzo`, `el 5/3`: of this year. */
function date(
  tokens: readonly Token[],
  start: number,
  { writing, today }: DayParts,
): DayFound | undefined {
  const isNamed = isWord(tokens[start], 'on-day', writing.lexicon)
  const place = isNamed ? start + 1 : start
  const [first, second, third] = [tokens[place], tokens[place + 1], tokens[place + 2]]
  if (first?.kind !== 'digits' || !/^\d{1,2}$/.test(first.text)) return undefined
  const year = today.slice(0, 4)
  const dated = (month: number): DayFound | undefined => {
    const day = `${year}-${String(month).padStart(2, '0')}-${first.text.padStart(2, '0')}`
    return isDay(day) ? { day, start, end: place + 3 } : undefined
  }
  const month = writing.lexicon.months.indexOf(third?.word ?? '')
  if (isWord(second, 'of', writing.lexicon) && month !== -1) return dated(month + 1)
  if (isNamed && second?.word === '/' && third?.kind === 'digits') return dated(Number(third.text))
  return undefined
}
