import { describe, expect, it } from 'vitest'
import { isTimeZone, usualTimeZones } from '../../../common/domain/time-zone.ts'

const knownToIntl = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

describe('a time zone', () => {
  it('is known without asking only where Intl knows it too', () => {
    expect(usualTimeZones.filter((name) => !knownToIntl(name))).toEqual([])
    expect(usualTimeZones).toContain('America/Argentina/Buenos_Aires')
  })

  it('may be any other of the world', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    expect(zones.filter((name) => !isTimeZone(name))).toEqual([])
    expect(zones.length).toBeGreaterThan(300)
  })

  it.each(['', 'utc+3', 'America', 'America/', 'Argentina', 'America/Springfield'])(
    'is not %j',
    (name) => expect(isTimeZone(name)).toBe(false),
  )
})
