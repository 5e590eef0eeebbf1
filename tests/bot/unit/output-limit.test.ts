import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineBudget } from '../../../bot/output-limit.ts'

/** How many of so many lines may be written. */
const spent = (budget: LineBudget, lines: number, now: number): number =>
  Array.from({ length: lines }, () => budget.spend(now)).filter(Boolean).length

it('writes what comes at once, and then what comes slowly', () => {
  const budget = new LineBudget(0)
  expect(spent(budget, 2000, 0)).toBe(500)
  expect(spent(budget, 2000, 1000)).toBe(50)
  expect(budget.takeLeftOut()).toBe(1500 + 1950)
  expect(budget.takeLeftOut()).toBe(0)
  expect(spent(budget, 2000, 3600_000)).toBe(500)
})

it('writes or counts each line, and never more than is allowed, whatever the clock does', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ passed: fc.integer({ min: -60_000, max: 60_000 }), lines: fc.nat(900) }),
      ),
      (bursts) => {
        const budget = new LineBudget(0)
        let now = 0
        let forward = 0
        let written = 0
        let lines = 0
        for (const burst of bursts) {
          now += burst.passed
          forward += Math.max(0, burst.passed)
          written += spent(budget, burst.lines, now)
          lines += burst.lines
        }
        expect(written + budget.takeLeftOut()).toBe(lines)
        expect(written).toBeLessThanOrEqual(500 + (forward / 1000) * 50)
      },
    ),
  )
})
