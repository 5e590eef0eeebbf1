import { capital, dayNames, weekTold } from './calendar.ts'
import { clockTime } from '../../../../common/domain/hours.ts'
import type { Opening } from '../../../../common/domain/hours.ts'
import type { CalledDay, CustomerReplies, Shown } from './replies.ts'

const openingText = ({ from, to }: Opening): string =>
  to - from === 24 * 60 ? '24 horas' : `das ${clockTime(from)} às ${clockTime(to)}`

const openingsText = (openings: readonly Opening[]): string =>
  openings.length === 0 ? 'fechado' : openings.map(openingText).join(' e ')

const WEEKDAYS = ['domingo', 'segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado']

const dayName = (day: CalledDay): string =>
  dayNames(day, {
    weekdays: WEEKDAYS,
    today: 'hoje',
    tomorrow: (weekday) => `amanhã, ${weekday}`,
    other: (weekday, date) => `${weekday}, ${date}`,
  })

const UNITS: Readonly<Record<Shown['unit'], string>> = {
  u: '',
  kg: ' o quilo',
  l: ' o litro',
  docena: ' a dúzia',
}

function line({ name, unit, price, isThere }: Shown): string {
  const said = price === undefined ? 'preço sob consulta' : `${price}${UNITS[unit]}`
  return `${name}: ${said}${isThere === false ? ' (em falta no momento)' : ''}`
}

/** What customers are answered in Portuguese. */
export const portugueseReplies: CustomerReplies = {
  greeting: (business, knowsHours) =>
    `Olá! Sou o assistente de ${business}. Pergunte sobre preços, sobre o que temos${knowsHours ? ' ou sobre o horário' : ''}. Para falar com uma pessoa, escreva «pessoa».`,
  which: 'De qual produto?',
  thanks: 'Obrigado a você!',
  notKnown: 'Isso eu não sei responder.',
  restNotKnown: 'O resto eu não sei responder.',
  offer: 'Quer que uma pessoa atenda você? Responda «sim».',
  offerToBuy: 'Quer que uma pessoa atenda você para comprar? Responda «sim».',
  noProducts: 'Ainda não há produtos no catálogo.',
  more: 'Escreva «mais» para ver o resto.',
  person: 'Certo. Uma pessoa responde por aqui assim que puder.',
  unknown: (words) => `Não encontro «${words}» no catálogo.`,
  akin: 'Isso não está no catálogo. Parecido temos:',
  price: (product) => `${line(product)}.`,
  available(product) {
    if (product.isThere === false) return `No momento não temos ${product.name}.`
    return `${product.isThere ? 'Sim, temos ' : ''}${line(product)}.`
  },
  line,
  week: (days) => weekTold(days, { weekdays: WEEKDAYS, openings: openingsText, to: 'a', and: 'e' }),
  day: (day, openings) => `${capital(dayName(day))}: ${openingsText(openings)}.`,
  state(now, next) {
    if (now.isOpen) return `Agora está aberto, até as ${clockTime(now.until)}.`
    if (!now.next || !next) return 'Agora está fechado.'
    return `Agora está fechado. Abrimos ${dayName(next)} às ${clockTime(now.next.minute)}.`
  },
}
