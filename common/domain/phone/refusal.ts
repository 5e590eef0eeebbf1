import type { TextRefusal } from './clean.ts'
import type { PlanRefusal } from './plans.ts'

/** Why a text is no phone number of a person. */
export type PhoneRefusal = TextRefusal | PlanRefusal | 'too_short' | 'too_long' | 'no_country_code'

const EXAMPLE = '+54 9 11 2345 6789'

const EXAMPLES: Readonly<Record<string, string>> = {
  BR: '+55 11 98765 4321',
  CL: '+56 9 6123 4567',
  CO: '+57 300 123 4567',
  ES: '+34 612 345 678',
  MX: '+52 55 1234 5678',
  PE: '+51 987 654 321',
  US: '+1 305 555 0123',
}

const SENTENCES: Readonly<Record<PhoneRefusal, (example: string) => string>> = {
  empty: (example) => `There is no number. Write one such as ${example}.`,
  characters: (example) =>
    `This holds letters or signs that no phone number has. Write only the number, such as ${example}.`,
  extension: (example) =>
    `WhatsApp knows no extensions. Write the number of a phone that has WhatsApp, such as ${example}.`,
  two_numbers: (example) => `This is more than one number. Write one of them, such as ${example}.`,
  hidden: (example) =>
    `This is one of WhatsApp's hidden ids (LID), not a phone number. Write the number, such as ${example}.`,
  group: (example) =>
    `This is a group, a list or a channel, not a person. Write a person's number, such as ${example}.`,
  link: (example) => `This link carries no phone number. Write the number, such as ${example}.`,
  no_area_code: (example) =>
    `The area code is missing. Write the whole number, such as ${example}.`,
  not_possible: (example) =>
    `No number has these digits: some are missing or too many. Compare with ${example}.`,
  too_short: (example) =>
    `This is too short; short codes and emergency numbers have no WhatsApp. Write the whole number, such as ${example}.`,
  too_long: (example) =>
    `This is too long for one number; are there two? Write one, such as ${example}.`,
  no_country_code: (example) =>
    `It is not certain which country this is a number of. Write it with + and its country code, such as ${example}.`,
}

/** A sentence for whoever wrote it, with the next step. */
export const sentenceOf = (reason: PhoneRefusal, country = ''): string =>
  SENTENCES[reason](EXAMPLES[country] ?? EXAMPLE)
