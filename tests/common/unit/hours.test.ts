import { describe, expect, it } from 'vitest'
import {
  clockTime,
  hoursSchema,
  momentAt,
  openingsOn,
  stateAt,
} from '../../../common/domain/hours.ts'
import { readTenantConfig } from '../../../bot/tenant-config.ts'
import { newTenantId } from '../../../common/domain/ids.ts'

const WEDNESDAY = '2026-03-11'
const hours = hoursSchema.parse({
  wednesday: ['09:00-13:00', '16:00 – 20:00'],
  friday: ['20:00-02:00'],
  saturday: ['00:00-24:00'],
  closed: ['12-25', '2026-03-18'],
  special: { '2026-03-25': ['10:00-11:00'], '01-01': [] },
})
const times = (day: string) =>
  openingsOn(hours, day).map(({ from, to }) => `${clockTime(from)}-${clockTime(to)}`)
const at = (day: string, time: string) => {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return stateAt(hours, { day, minute: hour * 60 + minute })
}

describe('hours', () => {
  it('are those of the weekday, unless the day is closed or has its own', () => {
    expect(times(WEDNESDAY)).toEqual(['09:00-13:00', '16:00-20:00'])
    expect(times('2026-03-12')).toEqual([])
    expect(times('2026-03-18')).toEqual([])
    expect(times('2026-03-25')).toEqual(['10:00-11:00'])
    expect(times('2030-12-25')).toEqual([])
  })

  it('tell whether it is open, and until when or from when on', () => {
    expect(at(WEDNESDAY, '09:00')).toEqual({ isOpen: true, until: 13 * 60 })
    expect(at(WEDNESDAY, '13:00')).toEqual({
      isOpen: false,
      next: { day: WEDNESDAY, minute: 16 * 60 },
    })
    expect(at(WEDNESDAY, '20:00')).toEqual({
      isOpen: false,
      next: { day: '2026-03-13', minute: 20 * 60 },
    })
  })

  it('go on after midnight, and from one day to the next', () => {
    expect(at('2026-03-13', '23:00')).toEqual({ isOpen: true, until: 2 * 60 })
    expect(at('2026-03-14', '01:59')).toMatchObject({ isOpen: true })
    expect(at('2026-03-14', '23:59')).toMatchObject({ isOpen: true })
    expect(at('2026-03-15', '00:00')).toMatchObject({ isOpen: false })
  })

  it('of a shop that never opens have no next time', () => {
    const never = hoursSchema.parse({})
    expect(stateAt(never, { day: WEDNESDAY, minute: 0 })).toEqual({
      isOpen: false,
      next: undefined,
    })
  })

  it('are read where the shop is', () => {
    const noon = Date.parse('2026-03-11T03:30:00Z')
    expect(momentAt(noon, 'America/Argentina/Buenos_Aires')).toEqual({
      day: WEDNESDAY,
      minute: 30,
    })
    expect(momentAt(noon, 'America/Mexico_City')).toEqual({
      day: '2026-03-10',
      minute: 21 * 60 + 30,
    })
  })

  it.each([
    [{ monday: ['9 a 13'] }, 'hours.monday.0: must be from when to when, such as 09:00-13:00'],
    [{ monday: ['25:00-26:00'] }, 'hours.monday.0: must be from when to when'],
    [{ monday: ['09:00-13:00', '12:00-15:00'] }, 'hours.monday: has hours that overlap'],
    [
      { lunes: ['09:00-13:00'] },
      'hours: has no lunes; it has monday to sunday, closed and special',
    ],
    [{ closed: ['2026-02-30'] }, 'hours.closed.0: must be a day such as 2026-12-25'],
    [{ special: { navidad: [] } }, 'hours.special.navidad: '],
    ['de 9 a 13', 'hours: '],
  ])('that make no sense are said to: %j', (wrong, sentence) => {
    const reading = readTenantConfig(
      JSON.stringify({
        id: newTenantId(),
        slug: 'mi-tienda',
        business_name: 'Mi Tienda',
        created_at: '2026-01-01T00:00:00Z',
        hours: wrong,
      }),
    )
    expect('broken' in reading ? reading.broken : 'it is fine').toContain(sentence)
  })
})
