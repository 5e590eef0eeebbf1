import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { CountryCode } from 'libphonenumber-js/min'

export type { CountryCode as Country } from 'libphonenumber-js/min'

/** Zones of `America/` unless they say otherwise. */
const ZONES: readonly (readonly [CountryCode, string])[] = [
  ['AR', 'Argentina/ Buenos_Aires Cordoba Mendoza Jujuy Catamarca Rosario'],
  ['BO', 'La_Paz'],
  [
    'BR',
    'Sao_Paulo Bahia Fortaleza Recife Manaus Belem Maceio Cuiaba Campo_Grande Porto_Velho Boa_Vista Rio_Branco Porto_Acre Araguaina Santarem Eirunepe Noronha Brazil/',
  ],
  ['CL', 'Santiago Punta_Arenas Coyhaique Pacific/Easter Chile/'],
  ['CO', 'Bogota'],
  ['CR', 'Costa_Rica'],
  ['CU', 'Havana Cuba'],
  ['DO', 'Santo_Domingo'],
  ['EC', 'Guayaquil Pacific/Galapagos'],
  ['ES', 'Europe/Madrid Africa/Ceuta Atlantic/Canary'],
  ['GT', 'Guatemala'],
  ['HN', 'Tegucigalpa'],
  ['HT', 'Port-au-Prince'],
  [
    'MX',
    'Mexico_City Cancun Merida Monterrey Matamoros Chihuahua Ciudad_Juarez Ojinaga Hermosillo Mazatlan Bahia_Banderas Tijuana Ensenada Mexico/',
  ],
  ['NI', 'Managua'],
  ['PA', 'Panama'],
  ['PE', 'Lima'],
  ['PR', 'Puerto_Rico'],
  ['PT', 'Europe/Lisbon Atlantic/Madeira Atlantic/Azores'],
  ['PY', 'Asuncion'],
  ['SV', 'El_Salvador'],
  [
    'US',
    'New_York Chicago Denver Los_Angeles Phoenix Anchorage Detroit Boise Indiana/ Kentucky/ Pacific/Honolulu US/',
  ],
  ['UY', 'Montevideo'],
  ['VE', 'Caracas'],
]

/** Money of one country only: dollars and euros say nothing. */
const CURRENCIES: Readonly<Record<string, CountryCode>> = {
  ARS: 'AR',
  BOB: 'BO',
  BRL: 'BR',
  CLP: 'CL',
  COP: 'CO',
  CRC: 'CR',
  CUP: 'CU',
  DOP: 'DO',
  GTQ: 'GT',
  HNL: 'HN',
  HTG: 'HT',
  MXN: 'MX',
  NIO: 'NI',
  PAB: 'PA',
  PEN: 'PE',
  PYG: 'PY',
  UYU: 'UY',
  VES: 'VE',
}

/** What a business says of where it is. */
export interface Whereabouts {
  /** The number that its bot is linked to, or is to be. */
  readonly phone: string | null
  readonly timezone: string
  readonly language: string
  readonly currency: string
}

/**
 * The country in which a business' people write their numbers: that of its own number, else of its
 * time zone, its language or its money.
 * @returns undefined when none of them tells; numbers then need their country code
 */
export function countryOf(where: Whereabouts): CountryCode | undefined {
  const own = where.phone === null ? undefined : parsePhoneNumberFromString(where.phone)?.country
  const [, region] = where.language.split('-')
  return own ?? countryOfZone(where.timezone) ?? spoken(region) ?? CURRENCIES[where.currency]
}

const spoken = (region: string | undefined): CountryCode | undefined =>
  region !== undefined && isSupportedCountry(region) ? region : undefined

const countryOfZone = (zone: string): CountryCode | undefined =>
  ZONES.find(([, names]) => names.split(' ').some((name) => isZone(zone, name)))?.[0]

/** A name that ends with a slash stands for all zones below it. */
const isZone = (zone: string, name: string): boolean =>
  [name, `America/${name}`].some((full) =>
    full.endsWith('/') ? zone.startsWith(full) : zone === full,
  )
