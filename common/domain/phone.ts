import { getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { CountryCode } from 'libphonenumber-js/min'
import { asPhone } from './ids.ts'
import type { Phone } from './ids.ts'
import { clean } from './phone/clean.ts'
import type { Cleaned } from './phone/clean.ts'
import { planOf, plannedCode } from './phone/plans.ts'
import { sentenceOf } from './phone/refusal.ts'
import type { PhoneRefusal } from './phone/refusal.ts'

/** What a text says: a person's one canonical number, or why not and what to do. */
export type PhoneReading =
  | { readonly phone: Phone }
  | { readonly refused: PhoneRefusal; readonly sentence: string }

/**
 * Reads a number as people write it: with labels, links, brackets, trunk digits, with the country
 * code or without. However it is written, a person has one canonical number: a Mexican one without
 * the 1, an Argentine one with the 9, a Brazilian mobile with the ninth digit.
 * @param country of whoever writes; without it the number has to carry its country code
 */
export function readPhone(text: string, country?: CountryCode): PhoneReading {
  const cleaned = clean(text)
  if ('refused' in cleaned) return refuse(cleaned.refused, country)
  const digits = bestOf(readingsOf(cleaned, country))
  if (digits !== undefined) return { phone: asPhone(`+${digits}`) }
  return refuse(reasonOf(cleaned, country), country)
}

/**
 * Why a text is no number in any country, in a sentence; for those who do not know whose it is.
 * @returns undefined when it may be one
 */
export function refusalAnywhere(text: string): string | undefined {
  const cleaned = clean(text)
  if ('refused' in cleaned) return sentenceOf(cleaned.refused)
  const { length } = bare(cleaned.digits)
  if (length < SHORTEST) return sentenceOf('too_short')
  return length > LONGEST ? sentenceOf('too_long') : undefined
}

/**
 * Reads a number as people write it, like {@link readPhone}.
 * @returns undefined when it cannot be a phone number
 */
export function parsePhone(text: string, country?: CountryCode): Phone | undefined {
  const reading = readPhone(text, country)
  return 'phone' in reading ? reading.phone : undefined
}

/** The digits alone, as WhatsApp's addresses carry them. */
export const digitsOf = (phone: Phone): string => phone.slice(1)

/**
 * The canonical number of the digits in an address: the way back from {@link candidatesOf}.
 * WhatsApp knows numbers that no numbering plan does; those stay as they are. So do those with a
 * trunk digit behind the country code: people dial it, no address has it.
 */
export function phoneOfDigits(digits: string): Phone {
  if (digits[2] === '0') return asPhone(`+${digits}`)
  const reading = planOf(digits)?.read(digits.slice(2))
  const national = reading && 'national' in reading ? reading.national : digits.slice(2)
  return asPhone(`+${digits.slice(0, 2)}${national}`)
}

/** The digits under which WhatsApp may know a person, most likely first. */
export function candidatesOf(phone: Phone): readonly string[] {
  // Numbers that were stored before the rules may not be canonical.
  const digits = digitsOf(phoneOfDigits(digitsOf(phone)))
  const forms = planOf(digits)?.forms(digits.slice(2)) ?? [digits.slice(2)]
  return forms.map((national) => `${digits.slice(0, 2)}${national}`)
}

const refuse = (reason: PhoneRefusal, country: CountryCode | undefined): PhoneReading => ({
  refused: reason,
  sentence: sentenceOf(reason, country),
})

type Digits = Exclude<Cleaned, { refused: unknown }>

interface Reading {
  /** With the country code. */
  readonly digits: string
  /** The library knows such numbers; else they only have a possible length. */
  readonly isKnown: boolean
}

/**
 * Whoever has a country means a number of it, if there can be one. But a 1 before ten digits may be
 * the old one of Mexican mobiles as well as the code of the United States.
 */
function readingsOf(cleaned: Digits, country: CountryCode | undefined): readonly Reading[] {
  const { digits, isInternational } = cleaned
  const abroad = /^00[1-9]/.test(digits) ? read(digits.slice(2)) : undefined
  if (isInternational) return [abroad ?? read(digits)].filter((reading) => reading !== undefined)
  if (country === 'MX' && /^1\d{10}$/.test(digits)) return []
  const home = country === undefined ? undefined : readAtHome(digits, country)
  const whole = read(digits)
  // Without a plus sign, few digits are more likely a number that lacks its country code: those of
  // Tijuana would be somebody's in Thailand.
  const certain = whole?.isKnown && digits.length >= 11 ? whole : undefined
  const isOwn = country !== undefined && digits.startsWith(getCountryCallingCode(country))
  const inOrder = isOwn ? [abroad, certain, home] : [abroad, home, certain]
  return inOrder.filter((reading) => reading !== undefined)
}

const bestOf = (readings: readonly Reading[]): string | undefined =>
  (readings.find((reading) => reading.isKnown) ?? readings[0])?.digits

function readAtHome(digits: string, country: CountryCode): Reading | undefined {
  if (digits.length < SHORTEST) return undefined
  const code = plannedCode(country)
  const planned = code === undefined ? undefined : read(`${code}${digits}`)
  if (planned) return planned
  // The library also takes away what one dials for going abroad.
  const number = parsePhoneNumberFromString(digits, country)
  if (number === undefined || number.countryCallingCode === code) return undefined
  return read(number.number.slice(1)) ?? read(`${number.countryCallingCode}${bare(digits)}`)
}

/** Digits of the shortest number within a country that is no short code, on the Falklands. */
const SHORTEST = 5
/** With a country code, and what people dial and write before and within a number. */
const LONGEST = 20

const bare = (digits: string): string => digits.replace(/^0+/, '')

/** @returns undefined when it cannot be a number with its country code */
function read(digits: string): Reading | undefined {
  const planned = planOf(digits)?.read(digits.slice(2))
  if (planned) {
    if ('refused' in planned) return undefined
    return { digits: `${digits.slice(0, 2)}${planned.national}`, isKnown: true }
  }
  const number = parsePhoneNumberFromString(`+${digits}`)
  if (!number?.isPossible()) return undefined
  const isKnown = number.isValid()
  if (!isKnown && !isNational(number.nationalNumber, number.countryCallingCode)) return undefined
  return { digits: number.number.slice(1), isKnown }
}

/** For numbers that are possible by their length alone: too new for the library, or no numbers. */
const isNational = (national: string, code: string): boolean =>
  national.length >= 7 && !national.startsWith('0') && !(code === '1' && national.startsWith('1'))

function reasonOf({ digits, isInternational }: Digits, country?: CountryCode): PhoneRefusal {
  if (bare(digits).length < 6) return 'too_short'
  if (digits.length > 15) return 'too_long'
  const code = country === undefined ? undefined : plannedCode(country)
  const whole = isInternational ? digits : `${code ?? ''}${digits}`
  const planned =
    isInternational || code !== undefined ? planOf(whole)?.read(whole.slice(2)) : undefined
  if (planned && 'refused' in planned && planned.refused === 'no_area_code') return 'no_area_code'
  const isUncertain = country === undefined || (country === 'MX' && /^1\d{10}$/.test(digits))
  if (!isInternational && isUncertain) return 'no_country_code'
  return 'not_possible'
}
