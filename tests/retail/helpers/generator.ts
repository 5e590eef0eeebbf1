import type { Article, Shop } from '../../../bot/verticals/retail/language/shop.ts'
import { fc } from '../../property.ts'
import type { Speech } from './speech.ts'

/** Something that an owner may write, and the one booking that it may become. */
export interface Generated {
  readonly says: string
  readonly booking: string
}

const of = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

/** Sales of one to three things, in the ways that people write them. */
export const generated = (shop: Shop, speech: Speech): fc.Arbitrary<Generated> =>
  fc
    .record({
      before: of(...speech.before),
      verb: of(...speech.verbs),
      lines: fc.uniqueArray(lineIn(shop, speech), {
        minLength: 1,
        maxLength: 3,
        selector: ({ product }) => product,
      }),
      joint: of(...speech.joints),
      customer: of(undefined, undefined, ...speech.customers),
      day: of(undefined, undefined, ...speech.days),
      behind: of(...speech.behind),
    })
    .map(({ before, verb, lines, joint, customer, day, behind }) => {
      const isNamed = customer !== undefined && !speech.passive.test(verb)
      const isToday = day === undefined || speech.today.test(before + behind)
      const things = lines.map(({ said }) => said).join(joint)
      const to = isNamed ? ` ${speech.to} ${customer}` : ''
      const who = isNamed ? ` to ${customer.replace(/^a (?=[A-Z])/, '')}` : ''
      const when = isToday ? '' : ` on ${day.booked}`
      return {
        says: `${before}${isToday ? '' : `${day.said} `}${verb} ${things}${to}${behind}`,
        booking: `sale ${lines.map(({ booked }) => booked).join(', ')}${who}${when}`,
      }
    })

interface Said {
  readonly product: string
  readonly said: string
  readonly booked: string
}

function lineIn(shop: Shop, speech: Speech): fc.Arbitrary<Said> {
  const pieces = shop.products.filter(({ unit }) => unit === 'u')
  const weighed = shop.products.filter(({ unit }) => unit === 'kg' || unit === 'l')
  return fc.oneof(
    { weight: 4, arbitrary: piecesOf(pieces, speech) },
    { weight: 1, arbitrary: weightOf(weighed, speech) },
  )
}

function piecesOf(products: readonly Article[], speech: Speech): fc.Arbitrary<Said> {
  return fc
    .record({
      product: of(...products),
      count: fc.integer({ min: 1, max: 8 }),
      inWords: fc.boolean(),
      name: fc.nat(),
      spelling: of('same', 'same', 'plain', 'upper', 'typo'),
      typo: fc.record({ word: fc.nat(), letter: fc.nat(), kind: of('drop', 'double', 'swap') }),
      pricing: of<'none' | 'each' | 'total'>('none', 'none', 'none', 'each', 'total'),
    })
    .map(({ product, count, inWords, name, spelling, typo, pricing }) => {
      const names = [product.name, ...product.aliases].filter(
        (one) => speech.locale !== 'es-AR' || !FOREIGN.test(one),
      )
      const called = names[name % names.length] ?? ''
      const said = spelled(count === 1 ? called : speech.plural(called), spelling, typo)
      const price = (product.price ?? 0) / 100
      const written = (money: number): string => new Intl.NumberFormat(speech.locale).format(money)
      const priced = {
        none: '',
        each: ` ${speech.each(written(price))}`,
        total: ` ${speech.inAll(written(price * count))}`,
      }[pricing]
      const inLetters = count === 1 ? speech.one : (speech.numbers[count] ?? '')
      const number = inWords ? inLetters : String(count)
      return {
        product: product.id,
        said: `${number} ${said}${priced}`,
        booked: `${count} ${product.id}`,
      }
    })
}

function weightOf(products: readonly Article[], { amounts }: Speech): fc.Arbitrary<Said> {
  return fc
    .record({ product: of(...products), amount: of(...amounts) })
    .map(({ product, amount }) => ({
      product: product.id,
      said: `${product.unit === 'kg' ? amount.kg : amount.l} ${product.name}`,
      booked: `${amount.quantity} ${product.id}`,
    }))
}

/** The Spanish catalogue has these names too. */
const FOREIGN = /puls?eira|bracelet|boné|^cap$|caneca|mug|queijo|cheese|ovo|egg/

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
