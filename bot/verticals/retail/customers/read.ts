import type { Named } from '../language/products.ts'
import { tokensOf } from '../language/tokens.ts'
import type { Ask, Talk } from './asks.ts'
import { clausesOf } from './clauses.ts'
import type { Clause } from './clauses.ts'
import { chosenOf } from './choices.ts'
import { dayIn } from './days.ts'
import type { Phrases } from './spans.ts'
import { shelfOf, thingsIn } from './things.ts'
import type { Shelf } from './things.ts'

/** What a message is understood in. */
export interface Counter {
  readonly phrases: Phrases
  readonly products: readonly Named[]
  /** Where the shop is. */
  readonly today: string
  readonly talk: Talk
}

interface Ground extends Counter {
  /** What is sold, what was told last before everything else. */
  readonly shelf: Shelf
}

type Intent = 'price' | 'available' | 'order'
type Small = 'thanks' | 'yes' | 'fine' | 'greeting' | 'more'

/** What the clauses of a message have come to so far. */
interface Heard {
  readonly asks: Ask[]
  readonly small: Set<Small>
  /** What was named last without a question. */
  mentioned: readonly string[]
  /** Something was said that nothing here understands. */
  isStrange: boolean
  /** Something was asked that is known to be asked, and has no answer here. */
  isTopic: boolean
}

/**
 * Understands what a customer writes. What is not understood comes to nothing but `not-known`, and
 * that only once in a conversation.
 * @returns what to answer, in order; nothing when silence is right
 */
export function readCustomer(text: string, counter: Counter): readonly Ask[] {
  const tokens = tokensOf(text.slice(0, LONGEST_TEXT))
  if (tokens.some(({ word }) => CODE.has(word)))
    return counter.talk.isLost ? [] : [{ ask: 'not-known' }]
  const shelf = shelfOf(ofMenuFirst(counter), counter.phrases)
  const spans = counter.phrases.spansOf(tokens, shelf.heads)
  const heard: Heard = {
    asks: [],
    small: new Set(),
    mentioned: [],
    isStrange: false,
    isTopic: false,
  }
  for (const clause of clausesOf(tokens, spans).slice(0, MOST))
    hearClause(clause, { ...counter, shelf }, heard)
  return conclude(heard, counter.talk)
}

/** Of what is written so much is read, in letters: whoever writes more writes no question. */
const LONGEST_TEXT = 600

/** So many parts of a message are read. */
const MOST = 12

/** Nobody asks a shop for anything with these. */
const CODE: ReadonlySet<string> = new Set(['{', '}', '<', '>', '=', '\\', '|', '`'])

function conclude({ asks, small, isStrange, isTopic }: Heard, talk: Talk): readonly Ask[] {
  if (asks.some(({ ask }) => ask === 'person')) return [{ ask: 'person' }]
  const sure = isStrange ? asks.filter(({ ask }) => ask !== 'unknown') : asks
  if (sure.length > 0) return [...sure, ...(isTopic ? [{ ask: 'not-known' } as const] : [])]
  const isThanks = small.has('thanks') && !isTopic
  if ((isStrange && !isThanks) || isTopic) return talk.isLost ? [] : [{ ask: 'not-known' }]
  if (small.has('more') && talk.shown > 0 && talk.shown < talk.menu.length) return [{ ask: 'more' }]
  const isYes = small.has('yes') || (small.has('fine') && !small.has('thanks'))
  if (talk.isOffered && isYes) return [{ ask: 'person' }]
  if (small.has('thanks')) return [{ ask: 'thanks' }]
  return small.has('greeting') && !talk.isGreeted ? [{ ask: 'greeting' }] : []
}

function hearClause(clause: Clause, counter: Ground, heard: Heard): void {
  if (clause.has('owner')) {
    heard.isStrange = true
    return
  }
  if (clause.has('person')) {
    heard.asks.push({ ask: 'person' })
    return
  }
  const about = hearHours(clause, counter) ?? hearThings(clause, counter, heard)
  if (clause.has('topic')) heard.isTopic = true
  if (!about) heard.mentioned = mentionedIn(clause, counter) ?? heard.mentioned
  const isSaid = about && about.length > 0 && !(clause.has('topic') && isEmptyHanded(about))
  if (isSaid) for (const ask of about) add(heard, ask)
  if (about || clause.has('topic')) return
  hearSmall(clause, heard)
}

/** A thing that is not known beside a topic is part of the topic: `el envío a Rosario`. */
const isEmptyHanded = (asks: readonly Ask[]): boolean =>
  asks.every(({ ask }) => !['price', 'available', 'order'].includes(ask))

function hearHours(clause: Clause, { phrases, today, talk }: Counter): readonly Ask[] | undefined {
  if (clause.has('topic')) return undefined
  const day = dayIn(clause.tokens, clause.spans, today, phrases.words)
  const isOfDay = day !== undefined || clause.has('holiday')
  const isAsked =
    clause.has('timetable') ||
    (clause.has('hour') && (clause.has('open') || isOfDay)) ||
    (clause.has('open') && (isOfDay || clause.has('morning'))) ||
    (clause.has('work') && clause.runs.length === 0 && (clause.has('hour') || isOfDay))
  const isFree = isWithin(clause, day?.places)
  if (isAsked || (isOfDay && talk.about === 'hours' && isFree)) {
    return [{ ask: 'hours', day: day?.day }]
  }
  return clause.has('open') && isFree ? [{ ask: 'open' }] : undefined
}

/** Whether no words are left over but those of a day. */
const isWithin = (clause: Clause, places: ReadonlySet<number> = new Set()): boolean =>
  clause.spans.every(
    ({ tag, start }) => !['free', 'quantity', 'price', 'order'].includes(tag) || places.has(start),
  )

/** @returns undefined when it is about nothing that a shop has */
function hearThings(clause: Clause, counter: Ground, heard: Heard): readonly Ask[] | undefined {
  const { phrases, products, talk, shelf } = counter
  const chosen = chosenOf(clause, talk.menu, phrases.words)
  const intent = intentOf(clause)
  if (chosen !== undefined) return [{ ask: intent ?? 'price', products: [chosen] }]
  if (intent === undefined && clause.has('more') && clause.runs.length === 0) return undefined
  if (intent === undefined && clause.has('topic')) return undefined
  // Beside a question some words may be passed over.
  const things = thingsIn(clause.runs, shelf, intent !== undefined)
  const isNamed = things.found.length > 0
  const isAlone = !isNamed && things.akin.length === 0
  if (clause.has('catalogue') && isAlone) return [{ ask: 'catalogue' }]
  if (intent === undefined && !isNamed && !isExpected(clause, talk)) return undefined
  const isWhole = things.unknown.length === 0 && things.akin.length === 0
  if (intent === undefined && !isWhole && !isExpected(clause, talk)) return undefined
  if (clause.runs.length === 0) return unnamed(intent, clause, counter, heard)
  const meant = intent ?? lastIntent(heard) ?? usualIntent(talk)
  const asks: Ask[] = isNamed ? [{ ask: meant, products: inOrder(things.found, products) }] : []
  if (!isNamed && things.akin.length > 0) asks.push({ ask: 'akin', products: things.akin })
  if (isNamed && !clause.has('joint')) return asks
  for (const words of things.unknown) {
    if (!isRepeatable(words)) heard.isStrange = true
    else asks.push({ ask: 'unknown', words })
  }
  return asks
}

/** `te escribo por la gorra, sigue disponible?` */
function mentionedIn({ runs }: Clause, { shelf, products }: Ground): readonly string[] | undefined {
  const { found } = thingsIn(runs, shelf, true)
  return found.length > 0 ? inOrder(found, products) : undefined
}

/** What is not sold is repeated up to so many words and letters. */
const LONGEST_NAME = { words: 3, letters: 40 }

const isRepeatable = (name: string): boolean =>
  name.length <= LONGEST_NAME.letters && name.split(' ').length <= LONGEST_NAME.words

function intentOf(clause: Clause): Intent | undefined {
  if (clause.has('price')) return 'price'
  if (clause.has('have', 'how-many', 'work')) return 'available'
  if (clause.has('catalogue') && clause.runs.length > 0) return 'price'
  return clause.has('order') ? 'order' : undefined
}

/** Whether a thing that is named alone would be understood, although nobody sells it. */
const isExpected = (clause: Clause, { isAsked, about }: Talk): boolean =>
  clause.runs.length > 0 && (isAsked || (clause.isJoined && about !== undefined))

const usualIntent = ({ about, isAsked }: Talk): Intent =>
  isAsked && about === 'order' ? 'order' : 'price'

const lastIntent = ({ asks }: Heard): Intent | undefined => {
  const ask = asks.findLast(({ ask: kind }) => ['price', 'available', 'order'].includes(kind))?.ask
  return ask === 'price' || ask === 'available' || ask === 'order' ? ask : undefined
}

/** `la dorada` is the one of those that were told. */
const ofMenuFirst = ({ products, talk }: Counter): readonly Named[] => [
  ...products.filter(({ id }) => talk.menu.includes(id)),
  ...products.filter(({ id }) => !talk.menu.includes(id)),
]

const inOrder = (ids: readonly string[], products: readonly Named[]): readonly string[] =>
  products.map(({ id }) => id).filter((id) => ids.includes(id))

/** `cuánto salen?`, `la quiero`: of what was named before. */
function unnamed(
  intent: Intent | undefined,
  clause: Clause,
  { talk }: Counter,
  heard: Heard,
): readonly Ask[] | undefined {
  if (intent === undefined) return undefined
  const before = heard.asks.findLast((ask) => 'products' in ask)
  const said = before && 'products' in before ? before.products : heard.mentioned
  const products = said.length > 0 ? said : talk.menu
  if (products.length > 0) return [{ ask: intent, products }]
  if (clause.has('quantity')) return undefined
  return [intent === 'order' ? { ask: 'order', products: [] } : { ask: 'which' }]
}

/** The same thing asked for twice is asked for once: its price says that it is there. */
function add({ asks }: Heard, ask: Ask): void {
  const same = asks.findIndex(
    (one) =>
      one.ask === ask.ask ||
      (one.ask === 'which' && 'products' in ask) ||
      (one.ask === 'available' && ask.ask === 'price' && isSame(one.products, ask.products)),
  )
  const before = asks[same]
  if (isOrdered(asks, ask)) return
  if (!before) asks.push(ask)
  else if ('products' in before && 'products' in ask && before.ask === ask.ask) {
    asks[same] = { ask: ask.ask, products: [...new Set([...before.products, ...ask.products])] }
  } else if (ask.ask === 'unknown' || ask.ask === 'hours') asks.push(ask)
  else asks[same] = ask
}

/** What is ordered is told with its price, and whether it is there. */
const isOrdered = (asks: readonly Ask[], ask: Ask): boolean =>
  (ask.ask === 'price' || ask.ask === 'available') &&
  asks.some((one) => one.ask === 'order' && isSame(one.products, ask.products))

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id) => other.includes(id))

function hearSmall(clause: Clause, heard: Heard): void {
  for (const tag of ['thanks', 'yes', 'fine', 'greeting', 'more'] as const) {
    if (clause.has(tag)) heard.small.add(tag)
  }
  if (clause.has('free', 'quantity', 'hour', 'price')) heard.isStrange = true
}
