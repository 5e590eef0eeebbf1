import { describe, expect, it } from 'vitest'
import { english } from '../../../bot/verticals/retail/language/lexicon-en.ts'
import { spanish } from '../../../bot/verticals/retail/language/lexicon-es.ts'
import { portuguese } from '../../../bot/verticals/retail/language/lexicon-pt.ts'
import { readDigits, readNumber } from '../../../bot/verticals/retail/language/numbers.ts'
import type { Writing } from '../../../bot/verticals/retail/language/numbers.ts'
import { readQuantity } from '../../../bot/verticals/retail/language/quantities.ts'
import { tokensOf } from '../../../bot/verticals/retail/language/tokens.ts'
import { fc } from '../../property.ts'

const argentina = { lexicon: spanish, decimal: ',' } as const
const mexico = { lexicon: spanish, decimal: '.' } as const

const brazil = { lexicon: portuguese, decimal: ',' } as const
const states = { lexicon: english, decimal: '.' } as const

/** How a language says the numbers. */
interface Saying {
  readonly writing: Writing
  /** Between tens and units, hundreds and what follows, thousands and what follows. */
  readonly and: readonly [string, string, string]
  readonly hundred: (times: number) => string
  readonly thousand: string
  readonly million: readonly [string, string]
}

const wordOf = ({ writing }: Saying, value: number): string =>
  Object.entries(writing.lexicon.numbers).find(
    ([word, other]) => other === value && !HUNDRED_AND.includes(word),
  )?.[0] ?? ''

const HUNDRED_AND = ['ciento', 'cento', 'a', 'an']

const SPANISH: Saying = {
  writing: argentina,
  and: [' y ', ' ', ' '],
  hundred: (times) => wordOf(SPANISH, times * 100),
  thousand: 'mil',
  million: ['un millón', 'millones'],
}
const PORTUGUESE: Saying = {
  writing: brazil,
  and: [' e ', ' e ', ' e '],
  hundred: (times) => wordOf(PORTUGUESE, times * 100),
  thousand: 'mil',
  million: ['um milhão', 'milhões'],
}
const ENGLISH: Saying = {
  writing: states,
  and: ['-', ' and ', ' '],
  hundred: (times) => `${wordOf(ENGLISH, times)} hundred`,
  thousand: 'thousand',
  million: ['one million', 'million'],
}

/** A number below a thousand. */
function belowThousand(value: number, saying: Saying): string {
  const [hundreds, rest] = [Math.floor(value / 100), value % 100]
  const isMore = hundreds === 1 && rest > 0
  const more = saying === SPANISH ? 'ciento' : 'cento'
  const head = isMore && saying !== ENGLISH ? more : hundreds === 0 ? '' : saying.hundred(hundreds)
  if (rest === 0) return hundreds === 0 ? wordOf(saying, 0) : head
  const [tens, unit] = [Math.floor(rest / 10) * 10, rest % 10]
  const isWhole = rest < 20 || unit === 0 || (saying === SPANISH && rest < 30)
  const tail = isWhole
    ? wordOf(saying, rest)
    : `${wordOf(saying, tens)}${saying.and[0]}${wordOf(saying, unit)}`
  return hundreds === 0 ? tail : `${head}${saying.and[1]}${tail}`
}

function inWords(value: number, saying: Saying): string {
  const { thousand, million } = saying
  const [millions, rest] = [Math.floor(value / 1e6), value % 1e6]
  const [thousands, units] = [Math.floor(rest / 1000), rest % 1000]
  const one = saying === ENGLISH ? `one ${thousand}` : thousand
  const parts = [
    ...(millions > 0
      ? [millions === 1 ? million[0] : `${belowThousand(millions, saying)} ${million[1]}`]
      : []),
    ...(thousands > 0
      ? [thousands === 1 ? one : `${belowThousand(thousands, saying)} ${thousand}`]
      : []),
    ...(units > 0 || value === 0 ? [belowThousand(units, saying)] : []),
  ]
  return parts.join(saying.and[2])
}

const numberIn = (text: string, writing: Parameters<typeof readNumber>[2] = argentina) => {
  const tokens = tokensOf(text)
  const read = readNumber(tokens, 0, writing)
  return read && { value: read.thousandths / 1000, rest: tokens.length - read.end }
}

describe('numbers', () => {
  it.each([
    ['Spanish', SPANISH],
    ['Portuguese', PORTUGUESE],
    ['English', ENGLISH],
  ])('in words of %s are read whole, whichever they are', (_, saying) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (value) => {
        const text = inWords(value, saying)
        expect(numberIn(text, saying.writing), text).toEqual({ value, rest: 0 })
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['two hundred', 200],
    ['a hundred and twenty five', 125],
    ['fifteen hundred', 1500],
    ['twelve hundred and fifty', 1250],
    ['2 grand', 2000],
    ['two thousand five hundred', 2500],
    ['twenty five', 25],
  ])('are read as English says them: %s', (text, value) => {
    expect(numberIn(text, states)).toEqual({ value, rest: 0 })
  })

  it.each([
    ['mil e duzentos', 1200],
    ['cento e vinte e cinco', 125],
    ['2 mil e 500', 2500],
    ['dois mil e quinhentos', 2500],
    ['um milhão e meio', 1_500_000],
  ])('are read as Portuguese says them: %s', (text, value) => {
    expect(numberIn(text, brazil)).toEqual({ value, rest: 0 })
  })

  it('are read as people write them', () => {
    const read = { '5 mil': 5000, '5k': 5000, '5,5k': 5500, '2 mil 500': 2500, mil: 1000 }
    for (const [text, value] of Object.entries(read)) {
      expect(numberIn(text), text).toEqual({ value, rest: 0 })
    }
    expect(numberIn('un millón y medio')).toEqual({ value: 1_500_000, rest: 0 })
    expect(numberIn('millón y medio')).toEqual({ value: 1_500_000, rest: 0 })
    expect(numberIn('5 lucas')).toEqual({ value: 5000, rest: 0 })
    expect(numberIn('cinco mil quinientos')).toEqual({ value: 5500, rest: 0 })
    // What follows is no part of it.
    expect(numberIn('treinta y pico')).toEqual({ value: 30, rest: 2 })
    expect(numberIn('dos tres')).toEqual({ value: 2, rest: 1 })
    expect(numberIn('2 mil 50')).toEqual({ value: 2000, rest: 1 })
    expect(numberIn('lucas')).toBeUndefined()
    expect(numberIn('1e5')).toBeUndefined()
    expect(numberIn('٢')).toBeUndefined()
    expect(numberIn('２')).toEqual({ value: 2, rest: 0 })
  })

  it.each([
    ['1.500,50', ',', 1_500_500, false],
    ['1,500.50', '.', 1_500_500, false],
    ['1.500,50', '.', 1_500_500, false],
    ['1.500', ',', 1_500_000, false],
    ['1.500', '.', 1_500_000, true],
    ['1,500', ',', 1_500_000, true],
    ['1,5', ',', 1500, false],
    ['1.5', ',', 1500, false],
    ['1.250.000', ',', 1_250_000_000, false],
    ['0.500', ',', 500, false],
    ['18,40', '.', 18_400, false],
  ] as const)(
    '%s, where fractions are behind a %s, is %d thousandths',
    (text, decimal, thousandths, isUnsure) => {
      expect(readDigits(text, decimal)).toEqual({ thousandths, isUnsure })
    },
  )

  it.each(['99999999999999999999', '1.2345', '1.50.0', '1,2.3,4'])('%s is none', (text) => {
    expect(readDigits(text, ',')).toBeUndefined()
  })
})

describe('quantities', () => {
  it.each([
    ['2', 2000, undefined],
    ['medio kilo', 500, 'kg'],
    ['1/2 kilo', 500, 'kg'],
    ['½ kilo', 500, 'kg'],
    ['1½ kilo', 1500, 'kg'],
    ['kilo y medio', 1500, 'kg'],
    ['un kilo y medio', 1500, 'kg'],
    ['dos kilos y cuarto', 2250, 'kg'],
    ['cuarto kilo', 250, 'kg'],
    ['un cuarto de kilo', 250, 'kg'],
    ['tres cuartos de kilo', 750, 'kg'],
    ['un cuarto', 250, undefined],
    ['300 gramos', 300, 'kg'],
    ['300g', 300, 'kg'],
    ['1,5 kg', 1500, 'kg'],
    ['500 ml', 500, 'l'],
    ['2 docenas y media', 2500, 'docena'],
    ['media docena', 500, 'docena'],
    ['un par', 2000, 'pair'],
  ])('%s', (text, thousandths, unit) => {
    const tokens = tokensOf(text)
    expect(readQuantity(tokens, 0, mexico)).toMatchObject({ thousandths, unit, end: tokens.length })
  })

  it.each([
    ['half a dozen', 500, 'docena'],
    ['a half dozen', 500, 'docena'],
    ['a quarter of a kilo', 250, 'kg'],
    ['three quarters of a kilo', 750, 'kg'],
    ['a kilo and a half', 1500, 'kg'],
    ['two and a half kilos', 2500, 'kg'],
    ['a couple', 2000, 'pair'],
    ['500 ml', 500, 'l'],
  ])('in English: %s', (text, thousandths, unit) => {
    const tokens = tokensOf(text)
    expect(readQuantity(tokens, 0, states)).toMatchObject({ thousandths, unit, end: tokens.length })
  })

  it.each([
    ['meia dúzia', 500, 'docena'],
    ['meio quilo', 500, 'kg'],
    ['um quilo e meio', 1500, 'kg'],
    ['três quartos de quilo', 750, 'kg'],
    ['dois litros e meio', 2500, 'l'],
  ])('in Portuguese: %s', (text, thousandths, unit) => {
    const tokens = tokensOf(text)
    expect(readQuantity(tokens, 0, brazil)).toMatchObject({ thousandths, unit, end: tokens.length })
  })

  it('that are none are not read', () => {
    expect(readQuantity(tokensOf('kilo'), 0, mexico)).toBeUndefined()
    expect(readQuantity(tokensOf('1/3 kilo'), 0, mexico)).toMatchObject({
      thousandths: Number.NaN,
      end: 4,
    })
    expect(readQuantity(tokensOf('2/0 kilos'), 0, mexico)?.end).toBe(1)
  })
})
