import { expect, it } from 'vitest'
import type { Message } from '../../../common/contracts/messages.ts'
import { customerPhone } from '../../../scripts/chaos/plan.ts'
import { outboundFindings } from '../../../scripts/chaos/verify-outbound.ts'
import type { Strikes } from '../../../scripts/chaos/world.ts'

const struck: Strikes = (kind) => new Set(kind === 'nack' ? ['A'] : [])

/** The network has refused the only message of a tenant, and the bot calls it failed. */
function found(tenant: number, reason: string): readonly string[] {
  const text = `out ${tenant} 0 1`
  const row: Message = {
    id: 'msg_1',
    channelMessageId: 'A',
    direction: 'outbound',
    contact: { id: 'c', name: null, phone: customerPhone(tenant, 0) },
    type: 'text',
    text,
    delivery: 'failed',
    reason,
    at: '2026-01-01T00:00:00.000Z',
  }
  const ordered = [{ tenant, customer: 0, number: 1, text, id: 'msg_1' }]
  const state = { tenant, messages: [row], phones: new Map([[0, []]]) }
  return outboundFindings({ ordered }, state, struck).map(({ kind }) => kind)
}

it('what 463 refused may be given up by a bot without pacing alone', () => {
  expect(found(0, 'restricted_463')).toEqual([])
  expect(found(1, 'restricted_463')).toEqual(['lost outbound'])
})

it('what 479 refused may be given up by every bot', () => {
  expect([found(0, 'refused_479'), found(1, 'refused_479')]).toEqual([[], []])
})
