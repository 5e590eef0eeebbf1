import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { asPhone } from './ids.ts'
import type { Phone } from './ids.ts'

/**
 * Reads a number as people write it: with or without the plus sign, with spaces and hyphens. It
 * has to carry its country code.
 * @returns undefined when it cannot be a phone number
 */
export function parsePhone(text: string): Phone | undefined {
  const trimmed = text.trim()
  if (!/^[+\d][\d\s().-]{5,24}$/.test(trimmed)) return undefined
  const digits = trimmed.replaceAll(/\D/g, '')
  // Old Mexican mobiles carry a 1 that the plan dropped in 2019; the library calls them impossible.
  const canonical = digits.replace(/^521(?=\d{10}$)/, '52')
  const parsed = parsePhoneNumberFromString(`+${canonical}`)
  return parsed?.isPossible() ? asPhone(parsed.number) : undefined
}

/** The digits alone, as WhatsApp's addresses carry them. */
export const digitsOf = (phone: Phone): string => phone.slice(1)
