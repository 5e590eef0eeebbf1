import type { Lexicon } from './lexicon.ts'
import { englishPhrases } from './phrases-en.ts'
import { englishSpelling } from './spelling-en.ts'
import { englishWords } from './words-en.ts'

const KILO = { unit: 'kg', size: 1000 } as const
const GRAM = { unit: 'kg', size: 1 } as const
const LITRE = { unit: 'l', size: 1000 } as const
const MILLILITRE = { unit: 'l', size: 1 } as const
const DOZEN = { unit: 'docena', size: 1000 } as const
const PIECE = { unit: 'u', size: 1000 } as const
const PAIR = { unit: 'pair', size: 2000 } as const
const OTHER = { unit: 'other', size: 1000 } as const

const SMALL: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
}

const TENS: Readonly<Record<string, number>> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
}

/** `twenty-five`. */
const COMPOUND = Object.fromEntries(
  Object.entries(TENS).flatMap(([ten, tens]) =>
    Object.entries(SMALL).map(([one, unit]) => [`${ten}-${one}`, tens + unit]),
  ),
)

/** English, as it is spoken in the United States and the Caribbean. */
export const english: Lexicon = {
  numbers: {
    zero: 0,
    a: 1,
    an: 1,
    ...SMALL,
    ten: 10,
    eleven: 11,
    twelve: 12,
    thirteen: 13,
    fourteen: 14,
    fifteen: 15,
    sixteen: 16,
    seventeen: 17,
    eighteen: 18,
    nineteen: 19,
    ...TENS,
    ...COMPOUND,
  },
  hundred: ['hundred'],
  thousand: ['thousand', 'k', 'grand'],
  million: ['million', 'millions'],
  and: ['and', 'n'],
  andEverywhere: true,
  areTensBare: true,
  half: ['half'],
  quarter: ['quarter', 'quarters'],
  areFractionsOfAll: true,
  units: {
    kilo: KILO,
    kilos: KILO,
    kg: KILO,
    kgs: KILO,
    kilogram: KILO,
    kilograms: KILO,
    gram: GRAM,
    grams: GRAM,
    gr: GRAM,
    g: GRAM,
    liter: LITRE,
    liters: LITRE,
    litre: LITRE,
    litres: LITRE,
    l: LITRE,
    lt: LITRE,
    ml: MILLILITRE,
    milliliters: MILLILITRE,
    dozen: DOZEN,
    dozens: DOZEN,
    dz: DOZEN,
    doz: DOZEN,
    'half-dozen': { unit: 'docena', size: 500 },
    unit: PIECE,
    units: PIECE,
    piece: PIECE,
    pieces: PIECE,
    pcs: PIECE,
    pc: PIECE,
    pound: OTHER,
    pounds: OTHER,
    lb: OTHER,
    lbs: OTHER,
    ounce: OTHER,
    ounces: OTHER,
    oz: OTHER,
    gallon: OTHER,
    gallons: OTHER,
    pair: PAIR,
    pairs: PAIR,
    couple: PAIR,
  },
  currency: [
    '$',
    'dollar',
    'dollars',
    'buck',
    'bucks',
    'usd',
    'jmd',
    'ttd',
    'bbd',
    'euro',
    'euros',
  ],
  cents: ['cent', 'cents'],
  phrases: englishPhrases,
  words: englishWords,
  prices: { at: 'at', '@': 'at', for: 'for', x: 'times' },
  spelling: englishSpelling,
  weekdays: [
    ['sunday', 'sun'],
    ['monday', 'mon'],
    ['tuesday', 'tue', 'tues'],
    ['wednesday', 'wed'],
    ['thursday', 'thu', 'thur', 'thurs'],
    ['friday', 'fri'],
    ['saturday'],
  ],
  months: [
    ['january', 'jan'],
    ['february', 'feb'],
    ['march', 'mar'],
    ['april', 'apr'],
    ['may'],
    ['june', 'jun'],
    ['july', 'jul'],
    ['august', 'aug'],
    ['september', 'sep', 'sept'],
    ['october', 'oct'],
    ['november', 'nov'],
    ['december', 'dec'],
  ],
  isMonthFirst: true,
  subjects: {
    others: {
      sold: 'hearsay',
      spent: 'hearsay',
      paid: 'was-paid',
      bought: 'bought-from-us',
      left: undefined,
      gave: undefined,
      gift: undefined,
      put: undefined,
    },
    notMe: ['bought-from-us', 'returned'],
  },
  areCountsPlural: true,
  isReceiverFirst: true,
  possessive: /['’]s$/,
}
