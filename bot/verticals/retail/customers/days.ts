import { daysAfter, placeOf } from '../language/days.ts'
import type { Token } from '../language/tokens.ts'
import type { Span } from './spans.ts'
import type { CustomerWords } from './words.ts'

/** A day that was named, and the places of the tokens that name it. */
export interface NamedDay {
  readonly day: string
  readonly places: ReadonlySet<number>
}

const OFFSETS = { today: 0, tomorrow: 1, 'after-tomorrow': 2 } as const

/** Reads `hoy`, `mañana`, `los sábados`, `el 24`, `24 de marzo`, `24/3`: the next such day. */
export function dayIn(
  tokens: readonly Token[],
  spans: readonly Span[],
  today: string,
  words: CustomerWords,
): NamedDay | undefined {
  // `mañana sábado`: Saturday is meant, whatever tomorrow is.
  return (
    ofWeekday(tokens, today, words) ?? ofPhrase(spans, today) ?? ofDate(tokens, spans, today, words)
  )
}

function ofPhrase(spans: readonly Span[], today: string): NamedDay | undefined {
  for (const tag of ['after-tomorrow', 'tomorrow', 'today'] as const) {
    const span = spans.find((one) => one.tag === tag)
    if (span) return { day: daysAfter(today, OFFSETS[tag]), places: placesOf(span) }
  }
  return undefined
}

function ofWeekday(
  tokens: readonly Token[],
  today: string,
  { lexicon }: CustomerWords,
): NamedDay | undefined {
  const now = new Date(`${today}T00:00:00Z`).getUTCDay()
  for (const [place, { word }] of tokens.entries()) {
    const weekday = lexicon.weekdays.findIndex((called) =>
      called.some((name) => name === word || `${name}s` === word),
    )
    if (weekday === -1) continue
    return { day: daysAfter(today, (weekday - now + 7) % 7), places: new Set([place]) }
  }
  return undefined
}

function ofDate(
  tokens: readonly Token[],
  spans: readonly Span[],
  today: string,
  { lexicon, glue, beforeDay }: CustomerWords,
): NamedDay | undefined {
  for (const { tag, start: place } of spans) {
    const { kind, text = '' } = tokens[place] ?? {}
    if (tag !== 'quantity' || kind !== 'digits' || !/^\d{1,2}$/.test(text)) continue
    const [between, behind] = [tokens[place + 1]?.word ?? '', tokens[place + 2]]
    const named = glue.has(between) ? placeOf(lexicon.months, behind) + 1 : 0
    const month = between === '/' ? Number(behind?.text) : named
    const isDated = Number.isInteger(month) && month >= 1 && month <= 12
    if (!isDated && !beforeDay.has(tokens[place - 1]?.word ?? '')) continue
    const day = nextDate(today, Number(text), isDated ? month : undefined)
    if (day === undefined) continue
    return { day, places: new Set(isDated ? [place, place + 1, place + 2] : [place]) }
  }
  return undefined
}

/** The next day of that number, in the month if one is said. */
function nextDate(today: string, number: number, month: number | undefined): string | undefined {
  for (let after = 0; after < 366; after += 1) {
    const day = daysAfter(today, after)
    const isMonth = month === undefined || Number(day.slice(5, 7)) === month
    if (isMonth && Number(day.slice(8)) === number) return day
  }
  return undefined
}

const placesOf = ({ start, end }: Span): ReadonlySet<number> =>
  new Set(Array.from({ length: end - start }, (_, at) => start + at))
