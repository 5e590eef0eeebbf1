import type { Token } from '../language/tokens.ts'
import type { Span } from './spans.ts'
import { runsIn } from './things.ts'
import type { Run } from './things.ts'
import type { CustomerTag } from './words.ts'

/** A part of a message that is about one thing. */
export interface Clause {
  readonly tokens: readonly Token[]
  readonly spans: readonly Span[]
  readonly runs: readonly Run[]
  has(...tags: readonly Span['tag'][]): boolean
  /** What stands between it and the clause before: `y` goes on with it. */
  readonly isJoined: boolean
}

const CUTS: ReadonlySet<string> = new Set(['?', '!', '¿', '¡', '.', ';', ':', ',', '\n', '…'])

/** What begins something new behind an `y`. */
const STRONG: readonly CustomerTag[] = [
  'price',
  'have',
  'how-many',
  'hour',
  'timetable',
  'open',
  'order',
  'person',
  'topic',
  'catalogue',
  'owner',
]

/** Cuts a message at its signs, and where something else begins behind an `y`. */
export function clausesOf(tokens: readonly Token[], spans: readonly Span[]): readonly Clause[] {
  const clauses: Clause[] = []
  let own: Span[] = []
  let isJoined = false
  const finish = (joins: boolean): void => {
    if (own.length > 0) clauses.push(clauseOf(tokens, own, isJoined))
    own = []
    isJoined = joins
  }
  for (const [place, span] of spans.entries()) {
    const next = spans[place + 1]
    const begins = span.tag === 'joint' && STRONG.some((tag) => tag === next?.tag)
    const isCut = span.end - span.start === 1 && CUTS.has(tokens[span.start]?.word ?? '')
    if (isCut || begins) finish(begins)
    else own.push(span)
  }
  finish(false)
  return clauses
}

function clauseOf(all: readonly Token[], spans: readonly Span[], isJoined: boolean): Clause {
  const [from, to] = [spans[0]?.start ?? 0, spans.at(-1)?.end ?? 0]
  const own = spans.map(({ tag, start, end }) => ({ tag, start: start - from, end: end - from }))
  const tokens = all.slice(from, to)
  const tags = new Set(own.map(({ tag }) => tag))
  const begins = own[0]?.tag === 'joint'
  return {
    tokens,
    spans: own,
    runs: runsIn(tokens, own),
    has: (...wanted) => wanted.some((tag) => tags.has(tag)),
    isJoined: isJoined || begins,
  }
}
