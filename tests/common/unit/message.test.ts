import { describe, expect, it } from 'vitest'
import { advances, DELIVERIES } from '../../../common/domain/message.ts'
import type { Delivery } from '../../../common/domain/message.ts'
import { fc } from '../../property.ts'

describe('advances', () => {
  it.each<[Delivery, Delivery, boolean]>([
    ['queued', 'sent', true],
    ['queued', 'delivered', true],
    ['queued', 'held', true],
    ['held', 'queued', true],
    ['sent', 'queued', false],
    ['read', 'delivered', false],
    ['delivered', 'read', true],
    ['read', 'played', true],
    ['queued', 'failed', true],
    ['queued', 'cancelled', true],
    ['sent', 'failed', false],
    ['delivered', 'cancelled', false],
    ['failed', 'delivered', true],
    ['failed', 'queued', false],
    ['cancelled', 'sent', false],
  ])('%s → %s: %s', (from, to, expected) => {
    expect(advances(from, to)).toBe(expected)
  })

  it('never takes back what a receipt has said, in whatever order reports come', () => {
    const rank = new Map<Delivery, number>([
      ['sent', 1],
      ['delivered', 2],
      ['read', 3],
      ['played', 4],
    ])
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...DELIVERIES), { maxLength: 30 }), (reports) => {
        let state: Delivery = 'queued'
        let best = 0
        for (const report of reports) {
          if (advances(state, report)) state = report
          const now = rank.get(state) ?? 0
          if (best > 0) expect(now).toBeGreaterThanOrEqual(best)
          best = Math.max(best, now)
        }
      }),
    )
  })
})
