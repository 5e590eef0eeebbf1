import { expect, it } from 'vitest'
import { quietUntil } from '../../../bot/conversation/pacing/quiet-hours.ts'
import { judge, newChatsAllowed } from '../../../bot/conversation/pacing/rules.ts'
import type { Past } from '../../../bot/conversation/pacing/rules.ts'
import { typingTime } from '../../../bot/conversation/pacing/typing.ts'
import type { SendClass } from '../../../bot/store/sends.ts'
import { pacingSchema } from '../../../common/domain/pacing.ts'
import { fc } from '../../property.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOON = Date.parse('2026-03-02T12:00:00Z')
const rules = pacingSchema.parse({ enabled: true })
const NOTHING: Past = {
  inChat: [],
  inMinute: [],
  openings: [],
  lastToStranger: undefined,
  firstAt: 0,
  brake: undefined,
}
const ask = (kind: SendClass, past: Partial<Past> = {}, now = NOON) =>
  judge({
    class: kind,
    now,
    rules,
    timezone: 'America/Mexico_City',
    random: () => 0,
    past: { ...NOTHING, ...past },
  })

it('passes the daily number of new chats in no 24 hours, whatever waits', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1000, max: 2 * HOUR }), { maxLength: 200 }), (waits) => {
      const begun: { at: number; gap: number }[] = []
      let now = NOON
      for (const wait of waits) {
        now += wait
        const [last] = begun
        const verdict = ask(
          'opening',
          {
            firstAt: NOON,
            openings: begun.map(({ at }) => at).filter((at) => at > now - DAY),
            lastToStranger: last && { ...last, isSame: false },
          },
          now,
        )
        if (verdict.go !== 'now') {
          expect(verdict.until).toBeGreaterThan(now)
          continue
        }
        if (last) expect(now - last.at).toBeGreaterThanOrEqual(30_000)
        begun.unshift({ at: now, gap: verdict.gap })
        const inDay = begun.filter(({ at }) => at > now - DAY)
        expect(inDay.length).toBeLessThanOrEqual(newChatsAllowed(rules.new_chats, now - NOON))
        expect(quietUntil(rules.quiet_hours, 'America/Mexico_City', now)).toBeUndefined()
      }
    }),
  )
})

it('lets answers go at night and through a brake; strangers wait for both', () => {
  const night = Date.parse('2026-03-02T06:00:00Z')
  expect(ask('reply', {}, night).go).toBe('now')
  expect(ask('known', {}, night).go).toBe('now')
  expect(ask('opening', {}, night)).toMatchObject({
    go: 'hold',
    reason: 'quiet_hours',
    until: Date.parse('2026-03-02T15:00:00Z'),
  })
  const lasting = { reason: 'restricted_463', until: NOON + HOUR, isTrying: false } as const
  const brake = { ...lasting, scope: 'new' } as const
  const day = Date.parse('2026-03-02T18:00:00Z')
  expect(ask('reply', { brake }).go).toBe('now')
  expect(ask('known', { brake }).go).toBe('now')
  expect(ask('known', { brake: { ...brake, scope: 'unasked' } }).go).toBe('hold')
  expect(ask('new', { brake })).toMatchObject({ go: 'hold', until: NOON + HOUR })
  expect(ask('new', { brake }, day)).toMatchObject({ go: 'now', isProbe: true })
  expect(ask('new', { brake: { ...brake, isTrying: true } }, day).go).toBe('wait')
})

it('warms a number up, and types for three seconds at most', () => {
  const at = (days: number) => newChatsAllowed(rules.new_chats, days * DAY)
  expect([at(0), at(7), at(14), at(400)]).toEqual([5, 17, 30, 30])
  expect(typingTime('sí', () => 0.5)).toBe(490)
  expect(typingTime('x'.repeat(4000), () => 1)).toBe(3000)
})
