import type { Article, Shop } from '../../../bot/verticals/retail/language/shop.ts'
import { fc } from '../../property.ts'

/** Something that an owner may write, and the one booking that it may become. */
export interface Generated {
  readonly says: string
  readonly booking: string
}

const WORDS = [
  '',
  '',
  'dos',
  'tres',
  'cuatro',
  'cinco',
  'seis',
  'siete',
  'ocho',
  'nueve',
  'diez',
  'once',
  'doce',
  'trece',
  'catorce',
  'quince',
]
const BEFORE = ['', '', 'hoy ', 'hola, ', 'bueno ', 'che ', 'ya ', 'recién ', 'anotá que ', 'Hoy ']
const SOLD = [
  'vendí',
  'vendi',
  'VENDÍ',
  'Vendimos',
  'se vendieron',
  'me compraron',
  'acabo de vender',
]
const BEHIND = ['', '', '.', '!!', ' gracias', ' hoy', ' 👍']

const of = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

/** Sales of one to three things, in the ways that people write them. */
export const generated = (shop: Shop): fc.Arbitrary<Generated> =>
  fc
    .record({
      before: of(...BEFORE),
      verb: of(...SOLD),
      lines: fc.uniqueArray(lineIn(shop), {
        minLength: 1,
        maxLength: 3,
        selector: ({ product }) => product,
      }),
      joint: of(', ', ' y ', ' + ', ', y '),
      customer: of(undefined, undefined, 'Ana', 'doña Rosa', 'mi tía'),
      day: of(undefined, undefined, 'ayer', 'el lunes'),
      behind: of(...BEHIND),
    })
    .map(({ before, verb, lines, joint, customer, day, behind }) => {
      const isPassive = /se |me /.test(verb)
      const to = customer === undefined || isPassive ? '' : ` a ${customer}`
      const isToday = day === undefined || /hoy/i.test(before + behind)
      const days = isToday ? '' : `${day} `
      const things = lines.map(({ said }) => said).join(joint)
      const when = isToday ? '' : ` on ${day === 'ayer' ? 'yesterday' : 'monday'}`
      const who = to === '' ? '' : ` to ${customer}`
      return {
        says: `${before}${days}${verb} ${things}${to}${behind}`,
        booking: `sale ${lines.map(({ booked }) => booked).join(', ')}${who}${when}`,
      }
    })

interface Said {
  readonly product: string
  readonly said: string
  readonly booked: string
}

function lineIn(shop: Shop): fc.Arbitrary<Said> {
  const pieces = shop.products.filter(({ unit }) => unit === 'u')
  const weighed = shop.products.filter(({ unit }) => unit === 'kg' || unit === 'l')
  return fc.oneof(
    { weight: 4, arbitrary: piecesOf(pieces) },
    { weight: 1, arbitrary: weightOf(weighed) },
  )
}

function piecesOf(products: readonly Article[]): fc.Arbitrary<Said> {
  return fc
    .record({
      product: of(...products),
      count: fc.integer({ min: 1, max: 8 }),
      inWords: fc.boolean(),
      name: fc.nat(),
      spelling: of('same', 'same', 'plain', 'upper', 'typo'),
      typo: fc.record({ word: fc.nat(), letter: fc.nat(), kind: of('drop', 'double', 'swap') }),
      pricing: of('none', 'none', 'none', 'each', 'total'),
    })
    .map(({ product, count, inWords, name, spelling, typo, pricing }) => {
      const names = [product.name, ...product.aliases].filter((one) => !FOREIGN.test(one))
      const said = spelled(plural(names[name % names.length] ?? '', count), spelling, typo)
      const price = (product.price ?? 0) / 100
      const money = pricing === 'each' ? price : price * count
      const priced =
        pricing === 'none'
          ? ''
          : pricing === 'each'
            ? ` a ${written(money)} cada una`
            : ` por ${written(money)}`
      const number = !inWords ? String(count) : count === 1 ? 'una' : (WORDS[count] ?? '')
      return {
        product: product.id,
        said: `${number} ${said}${priced}`,
        booked: `${count} ${product.id}`,
      }
    })
}

function weightOf(products: readonly Article[]): fc.Arbitrary<Said> {
  const amounts = [
    { quantity: 0.5, kg: 'medio kilo de', l: 'medio litro de' },
    { quantity: 1, kg: 'un kilo de', l: 'un litro de' },
    { quantity: 1.5, kg: 'kilo y medio de', l: 'litro y medio de' },
    { quantity: 2, kg: '2 kg de', l: '2 litros de' },
    { quantity: 0.3, kg: '300 g de', l: '300 ml de' },
    { quantity: 2.5, kg: '2,5 kg de', l: 'dos litros y medio de' },
  ]
  return fc
    .record({ product: of(...products), amount: of(...amounts) })
    .map(({ product, amount }) => ({
      product: product.id,
      said: `${product.unit === 'kg' ? amount.kg : amount.l} ${product.name}`,
      booked: `${amount.quantity} ${product.id}`,
    }))
}

/** Plurals are made as in Spanish. */
const FOREIGN = /puls?eira|bracelet|boné|^cap$|caneca|mug|queijo|cheese|ovo|egg/

/** As Argentina writes it. */
const written = (money: number): string => new Intl.NumberFormat('es-AR').format(money)

function plural(name: string, count: number): string {
  if (count === 1) return name
  const words = name.split(' ')
  const end = words.findIndex((word) => word === 'de')
  return words
    .map((word, index) => {
      if (end !== -1 && index >= end) return word
      if (word.endsWith('s')) return word
      if (word.endsWith('ón')) return word.replace(/ón$/, 'ones')
      return /[aeioué]$/.test(word) ? `${word}s` : `${word}es`
    })
    .join(' ')
}

type Typo = { readonly word: number; readonly letter: number; readonly kind: string }

function spelled(name: string, spelling: string, typo: Typo): string {
  if (spelling === 'plain') return name.normalize('NFD').replaceAll(/\p{Mark}/gu, '')
  if (spelling === 'upper') return name.toUpperCase()
  if (spelling !== 'typo') return name
  const words = name.split(' ')
  const at = typo.word % words.length
  const word = words[at] ?? ''
  // Never the first or the last letter: they say what it is, and how many.
  if (word.length < 6) return name
  const place = 1 + (typo.letter % (word.length - 3))
  const [one = '', two = ''] = word.slice(place, place + 2)
  const wrong = typo.kind === 'drop' ? two : typo.kind === 'double' ? one + one + two : two + one
  return words.with(at, word.slice(0, place) + wrong + word.slice(place + 2)).join(' ')
}
