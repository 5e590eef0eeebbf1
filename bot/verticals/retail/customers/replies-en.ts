import { capital, dayNames, weekTold } from './calendar.ts'
import { clockTime } from '../../../../common/domain/hours.ts'
import type { Opening } from '../../../../common/domain/hours.ts'
import type { CalledDay, CustomerReplies, Shown } from './replies.ts'

const openingText = ({ from, to }: Opening): string =>
  to - from === 24 * 60 ? '24 hours' : `${clockTime(from)} to ${clockTime(to)}`

const openingsText = (openings: readonly Opening[]): string =>
  openings.length === 0 ? 'closed' : openings.map(openingText).join(' and ')

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const dayName = (day: CalledDay): string =>
  dayNames(day, {
    weekdays: WEEKDAYS,
    today: 'today',
    tomorrow: (weekday) => `tomorrow, ${weekday},`,
    other: (weekday, _date, iso) => `on ${weekday}, ${iso},`,
  })

const UNITS: Readonly<Record<Shown['unit'], string>> = {
  u: '',
  kg: ' a kilo',
  l: ' a litre',
  docena: ' a dozen',
}

function line({ name, unit, price, isThere }: Shown): string {
  const said = price === undefined ? 'price on request' : `${price}${UNITS[unit]}`
  return `${name}: ${said}${isThere === false ? ' (none at the moment)' : ''}`
}

/** What customers are answered in English. */
export const englishReplies: CustomerReplies = {
  greeting: (business, knowsHours) =>
    `Hi! I am the assistant of ${business}. Ask me for prices, for what we have${knowsHours ? ' or for our hours' : ''}. To talk to a person, write “person”.`,
  which: 'Of which product?',
  thanks: 'Thank you!',
  notKnown: 'I do not know that.',
  restNotKnown: 'I do not know the rest.',
  offer: 'Would you like to talk to a person? Answer “yes”.',
  offerToBuy: 'Would you like a person to help you buy it? Answer “yes”.',
  noProducts: 'There are no products in the catalogue yet.',
  more: 'Write “more” to see the rest.',
  person: 'All right. A person will answer you here as soon as possible.',
  unknown: (words) => `I cannot find “${words}” in the catalogue.`,
  akin: 'That is not in the catalogue. We have something like it:',
  price: (product) => `${line(product)}.`,
  available(product) {
    if (product.isThere === false) return `There is no ${product.name} at the moment.`
    return `${product.isThere ? 'Yes, we have ' : ''}${line(product)}.`
  },
  line,
  week: (days) =>
    weekTold(days, { weekdays: WEEKDAYS, openings: openingsText, to: 'to', and: 'and' }),
  day: (day, openings) => `${heading(dayName(day))}: ${openingsText(openings)}.`,
  state(now, next) {
    if (now.isOpen) return `We are open now, until ${clockTime(now.until)}.`
    if (!now.next || !next) return 'We are closed now.'
    return `We are closed now. We open ${dayName(next)} at ${clockTime(now.next.minute)}.`
  },
}

/** `on Sunday, 2026-03-15,` before hours. */
const heading = (name: string): string => capital(name.replace(/^on /, '').replace(/,$/, ''))
