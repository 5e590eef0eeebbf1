import { describe, expect, it } from 'vitest'
import { Ledger } from '../../../scripts/chaos/ledger.ts'
import { turnFindings } from '../../../scripts/chaos/verify-turns.ts'
import type { TenantTurns } from '../../../scripts/chaos/verify-turns.ts'

describe('what chaos looks for in the turns', () => {
  const kinds = (change: (turns: MutableTurns) => void): readonly string[] => {
    const turns: MutableTurns = {
      tenant: 0,
      messages: [
        { id: 'msg_1', networkId: 'A', chatId: 'c', turnId: 't1' },
        { id: 'msg_2', networkId: 'B', chatId: 'c', turnId: 't1' },
      ],
      turns: [{ id: 't1', chatId: 'c', messageId: 'msg_1', state: 'done', reason: null }],
    }
    change(turns)
    return turnFindings(new Ledger(), turns).map(({ kind }) => kind)
  }

  it('is nothing when each message has one that is over; a burst has one together', () => {
    expect(kinds(() => undefined)).toEqual([])
  })

  it.each<[string, (turns: MutableTurns) => void]>([
    ['lost turn', ({ messages }) => (messages[1] = lost)],
    ['lost turn', ({ messages }) => (messages[1] = { ...lost, turnId: 'gone' })],
    ['lost turn', ({ messages }) => (messages[1] = { ...lost, turnId: 't1', chatId: 'other' })],
    ['doubled turn', ({ turns }) => turns.push({ ...over, id: 't2', messageId: 'msg_1' })],
    ['doubled turn', ({ turns }) => (turns[0] = { ...over, messageId: 'msg_9' })],
    ['unfinished turn', ({ turns }) => (turns[0] = { ...over, state: 'waiting' })],
    ['unfinished turn', ({ turns }) => (turns[0] = { ...over, state: 'parked', reason: 'x' })],
  ])('finds: %s', (kind, change) => {
    expect(kinds(change)).toEqual([kind])
  })
})

interface MutableTurns {
  tenant: number
  messages: TenantTurns['messages'][number][]
  turns: TenantTurns['turns'][number][]
}
const lost = { id: 'msg_2', networkId: 'B', chatId: 'c', turnId: null }
const over = { id: 't1', chatId: 'c', messageId: 'msg_1', state: 'done', reason: null }
