import type { Ask } from '../../../bot/verticals/retail/customers/asks.ts'
import { daysAfter } from '../../../bot/verticals/retail/language/days.ts'
import { TODAY } from './notation.ts'

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** What a message was understood as, in the notation of the corpus of customers. */
export const askedText = (asks: readonly Ask[]): string =>
  asks.length === 0 ? 'silence' : asks.map(askText).join(' + ')

function askText(ask: Ask): string {
  switch (ask.ask) {
    case 'hours':
      return `hours ${ask.day === undefined ? '' : dayText(ask.day)}`.trim()
    case 'open':
      return 'open now'
    case 'not-known':
      return 'not known'
    case 'price':
    case 'available':
    case 'order':
    case 'akin':
      return `${ask.ask} ${ask.products.join(' / ')}`.trim()
    case 'unknown':
      return `unknown ${ask.words}`
    case 'greeting':
    case 'which':
    case 'catalogue':
    case 'more':
    case 'person':
    case 'thanks':
      return ask.ask
  }
}

function dayText(day: string): string {
  if (day === TODAY) return 'today'
  if (day === daysAfter(TODAY, 1)) return 'tomorrow'
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? ''
  return day < daysAfter(TODAY, 7) ? weekday : day
}
