import { describe, expect, it } from 'vitest'
import { countryOf } from '../../../common/domain/phone/country.ts'

const NOTHING = { phone: null, timezone: 'UTC', language: 'es', currency: 'USD' }

describe('countryOf', () => {
  it.each([
    [{ ...NOTHING, phone: '+5491123456789', timezone: 'America/Mexico_City' }, 'AR'],
    [{ ...NOTHING, phone: '+18095551234' }, 'DO'],
    [{ ...NOTHING, timezone: 'America/Mexico_City', currency: 'ARS' }, 'MX'],
    [{ ...NOTHING, timezone: 'America/Argentina/Ushuaia' }, 'AR'],
    [{ ...NOTHING, timezone: 'America/Buenos_Aires' }, 'AR'],
    [{ ...NOTHING, timezone: 'America/Bahia' }, 'BR'],
    [{ ...NOTHING, timezone: 'America/Bahia_Banderas' }, 'MX'],
    [{ ...NOTHING, timezone: 'Europe/Madrid' }, 'ES'],
    [{ ...NOTHING, language: 'es-CO', currency: 'PEN' }, 'CO'],
    [{ ...NOTHING, currency: 'PEN' }, 'PE'],
    [NOTHING, undefined],
    [{ ...NOTHING, language: 'es-XX' }, undefined],
  ])('says of %o: %s', (where, country) => {
    expect(countryOf(where)).toBe(country)
  })

  it('names only zones that exist', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    const known = zones.filter((timezone) => countryOf({ ...NOTHING, timezone }) !== undefined)
    expect(known.length).toBeGreaterThan(80)
  })
})
