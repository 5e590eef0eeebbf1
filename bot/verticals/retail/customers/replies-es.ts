import { capital, dayNames, weekTold } from './calendar.ts'
import { clockTime } from '../../../../common/domain/hours.ts'
import type { OpenState, Opening } from '../../../../common/domain/hours.ts'
import type { CalledDay, CustomerReplies, Shown } from './replies.ts'

/** What customers are answered in Spanish. */
export const spanishReplies: CustomerReplies = {
  greeting: (business, knowsHours) =>
    `¡Hola! Soy el asistente de ${business}. Pregúntame por precios, por lo que tenemos${knowsHours ? ' o por el horario' : ''}. Para hablar con una persona, escribe «persona».`,
  which: '¿De qué producto?',
  thanks: '¡Gracias a ti!',
  notKnown: 'Eso no lo sé responder.',
  restNotKnown: 'Lo demás no lo sé responder.',
  offer: '¿Quieres que te atienda una persona? Responde «sí».',
  offerToBuy: '¿Quieres que te atienda una persona para comprar? Responde «sí».',
  noProducts: 'Todavía no hay productos en el catálogo.',
  more: 'Escribe «más» para ver el resto.',
  person: 'Listo. Te responde una persona por aquí en cuanto pueda.',
  unknown: (words) => `No encuentro «${words}» en el catálogo.`,
  akin: 'Eso no está en el catálogo. Parecido tenemos:',
  price: (product) => `${lineOf(product)}.`,
  available(product) {
    if (product.isThere === false) return `Por ahora no hay ${product.name}.`
    return `${product.isThere ? 'Sí, tenemos ' : ''}${lineOf(product)}.`
  },
  line: lineOf,
  week: (days) => weekTold(days, { weekdays: WEEKDAYS, openings: openingsText, to: 'a', and: 'y' }),
  day: (day, openings) => `${capital(dayName(day))}: ${openingsText(openings)}.`,
  state,
}

const UNITS: Readonly<Record<Shown['unit'], string>> = {
  u: '',
  kg: ' el kilo',
  l: ' el litro',
  docena: ' la docena',
}

function lineOf({ name, unit, price, isThere }: Shown): string {
  const said = price === undefined ? 'precio a consultar' : `${price}${UNITS[unit]}`
  return `${name}: ${said}${isThere === false ? ' (por ahora no hay)' : ''}`
}

const WEEKDAYS = ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado']

const openingsText = (openings: readonly Opening[]): string =>
  openings.length === 0 ? 'cerrado' : openings.map(openingText).join(' y ')

function openingText({ from, to }: Opening): string {
  return to - from === 24 * 60 ? 'las 24 horas' : `de ${clockTime(from)} a ${clockTime(to)}`
}

function state(now: OpenState, next: CalledDay | undefined): string {
  if (now.isOpen) return `Ahora está abierto, hasta las ${clockTime(now.until)}.`
  if (!now.next || !next) return 'Ahora está cerrado.'
  return `Ahora está cerrado. Abrimos ${dayName(next)} a las ${clockTime(now.next.minute)}.`
}

const dayName = (day: CalledDay): string =>
  dayNames(day, {
    weekdays: WEEKDAYS,
    today: 'hoy',
    tomorrow: (weekday) => `mañana ${weekday}`,
    other: (weekday, date) => `el ${weekday} ${date}`,
  })
