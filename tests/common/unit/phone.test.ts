import { getCountries, getExampleNumber } from 'libphonenumber-js/min'
import type { CountryCode } from 'libphonenumber-js/min'
import examples from 'libphonenumber-js/mobile/examples'
import { describe, expect, it } from 'vitest'
import { asPhone } from '../../../common/domain/ids.ts'
import {
  candidatesOf,
  digitsOf,
  parsePhone,
  phoneOfDigits,
  readPhone,
} from '../../../common/domain/phone.ts'
import { PHONE_TABLE } from './phone-table.ts'
import { fc } from '../../property.ts'

const isCountry = (text: string | undefined): text is CountryCode =>
  getCountries().some((country) => country === text)

const countryIn = (text: string | undefined): CountryCode | undefined =>
  isCountry(text) ? text : undefined

const isNumber = (expected: string): boolean => expected.startsWith('+')
const GOOD = PHONE_TABLE.filter(({ expected }) => isNumber(expected))
const BAD = PHONE_TABLE.filter(({ expected }) => !isNumber(expected))

describe('the golden table', () => {
  it('has numbers of Mexico, Argentina, Brazil and at least fifteen other countries', () => {
    expect(PHONE_TABLE.length).toBeGreaterThanOrEqual(150)
    const countries = new Set(GOOD.map(({ country }) => country))
    expect([...countries]).toEqual(expect.arrayContaining(['MX', 'AR', 'BR']))
    expect(countries.size).toBeGreaterThanOrEqual(18)
  })

  it.each(GOOD)('reads $given in $country as $expected', ({ given, country, ...row }) => {
    const phone = parsePhone(given, countryIn(country))
    expect(phone).toBe(row.expected)
    expect(phone && candidatesOf(phone)).toEqual(row.candidates)
  })

  it.each(BAD)('refuses $given in $country: $expected', ({ given, country, expected }) => {
    const reading = readPhone(given, countryIn(country))
    expect(reading).toMatchObject({ refused: expected })
    expect('sentence' in reading && reading.sentence).toMatch(/\bWrite\b.*\+\d.*\.$|\bCompare\b/)
  })
})

describe('a canonical number', () => {
  const digits = (length: number): fc.Arbitrary<string> =>
    fc.stringMatching(new RegExp(`^[0-9]{${length}}$`))
  const written = fc.oneof(
    fc.constantFrom(...GOOD.map(({ expected }) => expected)),
    digits(10).map((national) => `+52${national}`),
    digits(10).map((national) => `+521${national}`),
    digits(10).map((national) => `+54${national}`),
    digits(10).map((national) => `+549${national}`),
    digits(10).map((national) => `+55${national}`),
    digits(11).map((national) => `+55${national}`),
    fc.stringMatching(/^\+?[0-9 ()-]{6,22}$/),
  )
  const country = fc.option(fc.constantFrom<CountryCode>('MX', 'AR', 'BR', 'CL', 'US'), {
    nil: undefined,
  })

  it('is read as itself, whatever the country of the reader', () => {
    fc.assert(
      fc.property(written, country, country, (text, first, second) => {
        const phone = parsePhone(text, first)
        if (phone === undefined) return
        expect(parsePhone(phone, second)).toBe(phone)
        expect(phoneOfDigits(digitsOf(phone))).toBe(phone)
      }),
      { numRuns: 2000 },
    )
  })

  it('is what each of its candidates leads back to', () => {
    fc.assert(
      fc.property(written, country, country, (text, first, second) => {
        const phone = parsePhone(text, first)
        if (phone === undefined) return
        const candidates = candidatesOf(phone)
        expect(new Set(candidates).size).toBe(candidates.length)
        expect(candidates).toContain(digitsOf(phone))
        for (const candidate of candidates) {
          expect(phoneOfDigits(candidate)).toBe(phone)
          expect(parsePhone(`+${candidate}`, second)).toBe(phone)
          expect(parsePhone(`${candidate}@s.whatsapp.net`, second)).toBe(phone)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('comes of the digits of any address, and stays', () => {
    fc.assert(
      fc.property(fc.oneof(fc.stringMatching(/^[0-9]{1,18}$/), digits(12), digits(13)), (user) => {
        const phone = phoneOfDigits(user)
        expect(phone).toMatch(/^\+\d+$/)
        expect(phoneOfDigits(digitsOf(phone))).toBe(phone)
        for (const candidate of candidatesOf(phone)) expect(phoneOfDigits(candidate)).toBe(phone)
      }),
      { numRuns: 2000, examples: [['5500960000000']] },
    )
  })
})

describe('candidatesOf', () => {
  it.each(['+554187654321', '+541123456789', '+5215512345678'])(
    'knows those of %s, which is not canonical',
    (text) => {
      const canonical = phoneOfDigits(text.slice(1))
      expect(canonical).not.toBe(text)
      expect(candidatesOf(asPhone(text))).toEqual(candidatesOf(canonical))
    },
  )
})

describe('numbers of the whole world', () => {
  const mobiles = getCountries().flatMap((country) => {
    const example = getExampleNumber(country, examples)
    return example ? [{ country, example, number: example.number }] : []
  })

  it.each(mobiles)('reads $number of $country in all its forms', ({ country, example }) => {
    const phone = parsePhone(example.number)
    expect(phone && candidatesOf(phone)).toContain(example.number.slice(1))
    expect(parsePhone(example.formatInternational(), 'AR')).toBe(phone)
    // Tokelau and Tristan da Cunha have four digits, which elsewhere are a short code.
    if (example.nationalNumber.length < 5) return
    expect(parsePhone(example.formatNational(), country)).toBe(phone)
    expect(parsePhone(example.number.slice(1), country)).toBe(phone)
  })
})

describe('readPhone', () => {
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(readPhone(text, 'MX')).toBeTypeOf('object')
      }),
    )
  })

  it('does not read a whole book', () => {
    expect(readPhone('+525512345678 '.repeat(100), 'MX')).toHaveProperty('refused', 'characters')
  })
})
