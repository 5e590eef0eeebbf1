import { describe, expect, it } from 'vitest'
import { spanish } from '../../../bot/verticals/retail/language/lexicon-es.ts'
import { readDigits, readNumber } from '../../../bot/verticals/retail/language/numbers.ts'
import { readQuantity } from '../../../bot/verticals/retail/language/quantities.ts'
import { tokensOf } from '../../../bot/verticals/retail/language/tokens.ts'
import { fc } from '../../property.ts'

const argentina = { lexicon: spanish, decimal: ',' } as const
const mexico = { lexicon: spanish, decimal: '.' } as const

const SMALL = Object.entries(spanish.numbers)
const wordOf = (value: number): string =>
  SMALL.find(([word, other]) => other === value && word !== 'ciento')?.[0] ?? ''

/** A number below a thousand, as Spanish says it. */
function belowThousand(value: number): string {
  const [hundreds, rest] = [Math.floor(value / 100) * 100, value % 100]
  const head = hundreds === 100 && rest > 0 ? 'ciento' : wordOf(hundreds)
  if (rest === 0) return hundreds === 0 ? 'cero' : head
  const [tens, unit] = [Math.floor(rest / 10) * 10, rest % 10]
  const tail = wordOf(rest) || `${wordOf(tens)} y ${wordOf(unit)}`
  return hundreds === 0 ? tail : `${head} ${tail}`
}

function inWords(value: number): string {
  const [millions, rest] = [Math.floor(value / 1e6), value % 1e6]
  const [thousands, units] = [Math.floor(rest / 1000), rest % 1000]
  const parts = [
    ...(millions > 0 ? [millions === 1 ? 'un millón' : `${belowThousand(millions)} millones`] : []),
    ...(thousands > 0 ? [thousands === 1 ? 'mil' : `${belowThousand(thousands)} mil`] : []),
    ...(units > 0 || value === 0 ? [belowThousand(units)] : []),
  ]
  return parts.join(' ')
}

const numberIn = (text: string, writing: Parameters<typeof readNumber>[2] = argentina) => {
  const tokens = tokensOf(text)
  const read = readNumber(tokens, 0, writing)
  return read && { value: read.thousandths / 1000, rest: tokens.length - read.end }
}

describe('numbers', () => {
  it('in words are read whole, whichever they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (value) => {
        expect(numberIn(inWords(value)), inWords(value)).toEqual({ value, rest: 0 })
      }),
      { numRuns: 2000 },
    )
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

  it('that are none are not read', () => {
    expect(readQuantity(tokensOf('kilo'), 0, mexico)).toBeUndefined()
    expect(readQuantity(tokensOf('1/3 kilo'), 0, mexico)).toMatchObject({
      thousandths: Number.NaN,
      end: 4,
    })
    expect(readQuantity(tokensOf('2/0 kilos'), 0, mexico)?.end).toBe(1)
  })
})
