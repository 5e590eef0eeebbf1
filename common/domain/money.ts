/** Money is whole minor units of a currency: cents, or whole pesos where there are none. */

/**
 * The locale whose ways of writing count: the language's own country, or else the currency's (`es`
 * and `ARS` are Argentina).
 */
export function localeOf(language: string, currency: string): string {
  if (language.includes('-')) return language
  // ISO 4217 begins with the country's code, but for a few that no country has to itself.
  const country = currency.slice(0, 2)
  const locale = `${language}-${country}`
  const isCountry = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(country)
  return isCountry === undefined || country === 'EU' || country.startsWith('X') ? language : locale
}

/** How many digits a currency has behind its point. */
export const minorDigitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits ?? 2

/** What stands before fractions, where a locale is written. */
export const decimalOf = (locale: string): ',' | '.' =>
  new Intl.NumberFormat(locale).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ===
  ','
    ? ','
    : '.'

/** An amount as people write it there: `$40.00`, `$ 1.500,50`. */
export function formatMoney(minor: number, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  })
  return format.format(minor / 10 ** minorDigitsOf(currency)).replaceAll(/[\u00A0\u202F]/g, ' ')
}

/** The day it is somewhere, at a time in milliseconds: `2026-03-11`. */
export const dayAt = (at: number, timezone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(at)
