import { DEEDS, MOODS } from './lexicon.ts'
import type { Deed, Mood } from './lexicon.ts'
import { readDay } from './days.ts'
import type { DayParts } from './days.ts'
import type { Found } from './phrases.ts'
import type { Token } from './tokens.ts'

/** What one verb says. */
export interface Clause {
  /** What happened; undefined for a verb that says nothing that has happened. */
  readonly deed: Deed | undefined
  /** The verb's own words. */
  readonly verb: readonly Token[]
  /** What stands before the verb: a subject, mostly. */
  readonly before: readonly Token[]
  /** What stands behind it. */
  readonly body: readonly Token[]
  readonly mood: Mood | undefined
  readonly day: string | undefined
  /** Whether more than one day was said: nobody knows what was on which. */
  readonly hasDays: boolean
}

interface Verb {
  readonly start: number
  readonly end: number
  readonly deed: Deed | undefined
  readonly mood: Mood | undefined
}

const VERBS = [...DEEDS, 'not-yet', 'nothing-done', 'unreal', 'others'] as const
const MOOD_OF: Readonly<Record<string, Mood>> = {
  others: 'hearsay',
  unreal: 'hypothetical',
  'nothing-done': 'negated',
}

/** Takes a message apart at its verbs. */
export function clausesOf(tokens: readonly Token[], parts: DayParts): readonly Clause[] {
  const verbs = verbsIn(tokens, parts)
  let from = 0
  let carried: Mood | undefined
  return verbs.map((verb, index) => {
    const next = verbs[index + 1]
    const end = next ? boundary(tokens, verb.end, next.start, parts) : tokens.length
    const before = withoutDays(tokens.slice(from, verb.start), parts)
    const body = withoutDays(withoutReasons(tokens.slice(verb.end, end), parts), parts)
    from = end
    const said = moodIn(before.tokens, parts)
    const mood = said ?? carried ?? verb.mood
    // Without a comma in between it goes on in the same vein: `si vendo 3 gorras llego`; and what was
    // only imagined or heard, over an `y` too.
    const isAnd = parts.writing.lexicon.and.includes(tokens[end]?.word ?? '')
    const isTale = isAnd && (said === 'hypothetical' || said === 'hearsay')
    const goesOn = next && (end === next.start || isTale) && mood !== 'unsure'
    carried = goesOn ? mood : undefined
    return {
      deed: verb.deed,
      verb: tokens.slice(verb.start, verb.end),
      before: before.tokens,
      body: body.tokens,
      mood,
      day: body.day ?? before.day,
      hasDays: new Set([...before.days, ...body.days]).size > 1,
    }
  })
}

function verbsIn(tokens: readonly Token[], { book }: DayParts): readonly Verb[] {
  const verbs: Verb[] = []
  const add = (found: Found): void => {
    const deed = DEEDS.find((one) => one === found.tag)
    const mood = deed ? undefined : (MOOD_OF[found.tag] ?? 'future')
    verbs.push({ start: found.start, end: found.end, deed, mood })
  }
  for (let place = 0; place < tokens.length; place += 1) {
    const found = book.at(tokens, place)
    if (!found || !VERBS.some((tag) => tag === found.tag)) {
      // A longer phrase hides what is within it: `a lo mejor`, `me debe el resto`.
      if (found && found.end > place + 1) place = found.end - 1
      continue
    }
    add(found)
    place = found.end - 1
  }
  if (verbs.length > 0) return verbs
  const first = tokens.findIndex((_, place) => !book.at(tokens, place, 'filler', 'separator'))
  // `fiado a Ana 2 gorras`; `fiados` alone is a question.
  const credit = book.at(tokens, first, 'on-credit')
  if (credit && credit.end < tokens.length) return [{ ...credit, deed: 'sold', mood: undefined }]
  const misspelled = first === -1 ? undefined : book.misspelled(tokens, first)
  if (misspelled) add(misspelled)
  return verbs
}

/** Where one clause ends and the next begins: at the last separator between their verbs, if any. */
function boundary(tokens: readonly Token[], from: number, to: number, parts: DayParts): number {
  for (let place = to - 1; place >= from; place -= 1) {
    if (parts.book.at(tokens, place, 'separator')) return place
  }
  return to
}

/** What is said of why adds nothing: `porque me las pidieron`. */
function withoutReasons(tokens: readonly Token[], { book }: DayParts): readonly Token[] {
  const at = tokens.findIndex((_, place) => book.at(tokens, place, 'because') !== undefined)
  if (at === -1) return tokens
  const reason = tokens.slice(at)
  // `porque me las pidieron, creo`
  const isDoubted = reason.some((_, place) => {
    const doubt = book.at(reason, place, ...MOODS, 'week', 'month')
    return doubt?.end === reason.length || doubt?.tag === 'hypothetical'
  })
  const isMore = isDoubted || reason.some(({ kind }) => kind === 'digits') || book.has(reason, 'or')
  return isMore ? tokens : tokens.slice(0, at)
}

function withoutDays(
  tokens: readonly Token[],
  parts: DayParts,
): {
  readonly tokens: readonly Token[]
  readonly day: string | undefined
  readonly days: readonly string[]
} {
  const left: Token[] = []
  const days: string[] = []
  for (let place = 0; place < tokens.length; place += 1) {
    const found = readDay(tokens, place, parts)
    const token = tokens[place]
    if (found) {
      days.push(found.day)
      place = found.end - 1
    } else if (token) left.push(token)
  }
  return { tokens: left, day: days[0], days }
}

/** Idioms such as `no pues` are no negation. */
function moodIn(tokens: readonly Token[], { book }: DayParts): Mood | undefined {
  let mood: Mood | undefined
  for (let place = 0; place < tokens.length; place += 1) {
    const found = book.at(tokens, place, 'filler', ...MOODS)
    if (!found) continue
    place = found.end - 1
    mood ??= MOODS.find((one) => one === found.tag)
  }
  return mood
}
