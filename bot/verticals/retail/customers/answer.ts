import { openingsOn, stateAt, WEEKDAYS } from '../../../../common/domain/hours.ts'
import type { Hours, Moment } from '../../../../common/domain/hours.ts'
import { daysAfter } from '../language/days.ts'
import type { Ask, Talk } from './asks.ts'
import type { CustomerReplies, Shown } from './replies.ts'
import { OFFERING, PAGE } from './talk.ts'

/** What can be told to customers, and in what words. */
export interface Window {
  readonly replies: CustomerReplies
  readonly business: string
  readonly products: readonly Shown[]
  readonly hours: Hours | null
  readonly now: Moment
  readonly talk: Talk
}

/** One text that answers all that was asked; undefined when silence is right. */
export function answerTo(asks: readonly Ask[], window: Window): string | undefined {
  const parts = asks.map((ask) => partOf(ask, asks, window))
  if (parts.length === 0) return undefined
  const { offer, offerToBuy } = window.replies
  const isOffered = asks.some(({ ask }) => OFFERING.has(ask))
  const toBuy = asks.some(({ ask }) => ask === 'order')
  return [...parts, ...(isOffered ? [toBuy ? offerToBuy : offer] : [])].join('\n\n')
}

function partOf(ask: Ask, asks: readonly Ask[], window: Window): string {
  const { replies, business, hours } = window
  switch (ask.ask) {
    case 'greeting':
      return replies.greeting(business, hours !== null)
    case 'which':
    case 'thanks':
      return replies[ask.ask]
    case 'not-known':
      return asks.length > 1 ? replies.restNotKnown : replies.notKnown
    case 'person':
      return person(window)
    case 'unknown':
      return replies.unknown(ask.words)
    case 'catalogue':
      return page(window.products, 0, window)
    case 'more':
      return page(shown(window.talk.menu, window), window.talk.shown, window)
    case 'akin':
      return `${replies.akin}\n${page(shown(ask.products, window), 0, window)}`
    case 'price':
    case 'available':
    case 'order':
      return things(ask, window)
    case 'hours':
    case 'open':
      return hours === null ? replies.notKnown : opening(ask, hours, window)
  }
}

const shown = (ids: readonly string[], { products }: Window): readonly Shown[] =>
  ids.flatMap((id) => products.find((product) => product.id === id) ?? [])

const listed = (products: readonly Shown[], { line }: CustomerReplies, from = 0): string =>
  products.map((product, at) => `${from + at + 1}) ${line(product)}`).join('\n')

function things(
  { ask, products }: Extract<Ask, { readonly ask: 'price' | 'available' | 'order' | 'akin' }>,
  window: Window,
): string {
  const { replies } = window
  const all = shown(products, window)
  const [only] = all
  if (!only) return replies.which
  if (all.length > 1) return page(all, 0, window)
  return ask === 'available' ? replies.available(only) : replies.price(only)
}

/** Some of a list, and how to get at the others. */
function page(products: readonly Shown[], from: number, { replies }: Window): string {
  if (products.length === 0) return replies.noProducts
  const some = listed(products.slice(from, from + PAGE), replies, from)
  return products.length > from + PAGE ? `${some}\n${replies.more}` : some
}

/** Whoever asks at night is told when somebody is there again. */
function person({ replies, hours, now }: Window): string {
  const state = hours && stateAt(hours, now)
  if (!state || state.isOpen || !state.next) return replies.person
  return `${replies.person} ${stateText(hours, now, replies)}`
}

function opening(
  ask: Extract<Ask, { readonly ask: 'hours' } | { readonly ask: 'open' }>,
  hours: Hours,
  { replies, now }: Window,
): string {
  const day = ask.ask === 'hours' ? ask.day : undefined
  const called = (one: string) => ({ day: one, ahead: daysBetween(now.day, one) })
  if (day !== undefined) return replies.day(called(day), openingsOn(hours, day))
  const state = stateText(hours, now, replies)
  if (ask.ask === 'open') return state
  const days = WEEKDAYS.map((weekday) => hours[weekday])
  const others = unusualDays(hours, now.day).map((one) =>
    replies.day(called(one), openingsOn(hours, one)),
  )
  return [replies.week(days), ...others, state].join('\n')
}

function stateText(hours: Hours, now: Moment, { state }: CustomerReplies): string {
  const found = stateAt(hours, now)
  const next = found.isOpen ? undefined : found.next
  return state(found, next && { day: next.day, ahead: daysBetween(now.day, next.day) })
}

/** So many days ahead, what differs from the week is told along with it. */
const SOON = 14

const unusualDays = (hours: Hours, today: string): readonly string[] =>
  Array.from({ length: SOON }, (_, ahead) => daysAfter(today, ahead)).filter((day) => {
    const names = [day, day.slice(5)]
    return names.some((name) => hours.closed.includes(name) || Object.hasOwn(hours.special, name))
  })

const daysBetween = (one: string, other: string): number =>
  Math.round((Date.parse(other) - Date.parse(one)) / 86_400_000)
