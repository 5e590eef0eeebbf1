import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** Why digits that belong to a country are none of its numbers. */
export type PlanRefusal = 'no_area_code' | 'not_possible'

/** National digits, or why there are none. */
export type National = { readonly national: string } | { readonly refused: PlanRefusal }

/** A country in which one person's number is written in more than one way. */
interface Plan {
  readonly country: 'MX' | 'AR' | 'BR'
  /** Reads national digits as people write them: with trunk digits, with mobile marks or without. */
  read(digits: string): National
  /** The national digits under which WhatsApp may know the person, most likely first. */
  forms(national: string): readonly string[]
}

const refused = (reason: PlanRefusal): National => ({ refused: reason })

/** @param local what people write when they leave the area code out */
const incomplete = (digits: string, local: RegExp): National =>
  refused(local.test(digits) ? 'no_area_code' : 'not_possible')

/** Since 2019 a number is its ten digits; 01, 044, 045 and the 1 of mobiles are gone. */
function readMexican(digits: string): National {
  const [, national] = /^(?:0?1?|1?04[45])([2-9]\d{9})$/.exec(digits) ?? []
  return national === undefined ? incomplete(digits, /^\d{7,8}$/) : { national }
}

/** Most accounts are from before 2019 and keep their 1. */
const mexicanForms = (national: string): readonly string[] =>
  /^[2-9]\d{9}$/.test(national) ? [`1${national}`, national] : [national]

const AREA_AND_NUMBER = /^(?:11|[23]\d)\d{8}$/

/**
 * Ten digits, area code included, are one line, mobile or not. So the 9 of mobiles is set always:
 * nobody writes it, WhatsApp has it, and no one else gets such a number.
 */
function readArgentine(digits: string): National {
  const bare = digits.replace(/^[09]+/, '')
  if (AREA_AND_NUMBER.test(bare)) return { national: `9${bare}` }
  if (/^[68]\d{9}$/.test(bare) && !digits.startsWith('9')) return { national: bare }
  const mobile = bare.length === 12 ? withoutFifteen(bare) : undefined
  if (mobile !== undefined) return { national: `9${mobile}` }
  return incomplete(bare, /^(?:15)?\d{6,8}$/)
}

/** The 15 stands behind the area code, of two to four digits; some write it in front. */
function withoutFifteen(digits: string): string | undefined {
  const moved = digits.replace(/^15/, '')
  if (AREA_AND_NUMBER.test(moved)) return moved
  const national = parsePhoneNumberFromString(`0${digits}`, 'AR')?.nationalNumber ?? ''
  const bare = national.replace(/^9/, '')
  return AREA_AND_NUMBER.test(bare) ? bare : undefined
}

const argentineForms = (national: string): readonly string[] =>
  /^9(?:11|[23]\d)\d{8}$/.test(national) ? [national, national.slice(1)] : [national]

/** The digits of a carrier may stand between the trunk 0 and the area code. */
const BRAZILIAN_TRUNK = /^0(?:\d\d)?(?=[1-9]{2}\d{8,9}$)/

/** Mobiles have had a ninth digit since 2016; eight digits that begin with 6 to 9 lack it. */
function readBrazilian(digits: string): National {
  const [, service] = /^0?([3589]00\d{6,7})$/.exec(digits) ?? []
  if (service !== undefined) return { national: service }
  const bare = digits.replace(BRAZILIAN_TRUNK, '')
  if (/^[1-9]{2}(?:9\d{8}|[2-5]\d{7})$/.test(bare)) return { national: bare }
  const [, area, old] = /^([1-9]{2})([6-9]\d{7})$/.exec(bare) ?? []
  return old === undefined ? incomplete(bare, /^9?\d{8}$/) : { national: `${area}9${old}` }
}

/**
 * WhatsApp keeps the form in which an account was registered: outside of São Paulo, Rio and
 * Espírito Santo (area codes 11 to 28) most are from before the ninth digit. Mobiles that begin
 * with 6 came after it.
 */
function brazilianForms(national: string): readonly string[] {
  const [, area, old] = /^([1-9]{2})9([6-9]\d{7})$/.exec(national) ?? []
  if (area === undefined || old === undefined) return [national]
  const without = `${area}${old}`
  const isOldForm = Number(area) >= 31 && !old.startsWith('6')
  return isOldForm ? [without, national] : [national, without]
}

const PLANS: Readonly<Record<string, Plan>> = {
  52: { country: 'MX', read: readMexican, forms: mexicanForms },
  54: { country: 'AR', read: readArgentine, forms: argentineForms },
  55: { country: 'BR', read: readBrazilian, forms: brazilianForms },
}

/** @returns undefined where a number has one form only */
export const planOf = (digits: string): Plan | undefined => PLANS[digits.slice(0, 2)]

/** @returns the calling code of a country that has a plan here */
export const plannedCode = (country: string): string | undefined =>
  Object.keys(PLANS).find((code) => PLANS[code]?.country === country)
