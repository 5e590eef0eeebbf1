import { describe, expect, it } from 'vitest'
import type { Message } from '../../../common/contracts/messages.ts'
import { Ledger } from '../../../scripts/chaos/ledger.ts'
import { customerPhone, shopPhone } from '../../../scripts/chaos/plan.ts'
import { groupFindings } from '../../../scripts/chaos/verify-groups.ts'
import type { MessageView } from '../../../simulator/simulator.ts'

const AT = '2026-01-01T00:00:00.000Z'
const GROUP = '120363000000000000@g.us'

const row = (change: Partial<Message>): Message => ({
  id: 'msg_1',
  channelMessageId: 'A',
  direction: 'inbound',
  contact: { id: 'g', name: 'group', phone: null },
  group_id: GROUP,
  from: { id: 'c', name: null, phone: customerPhone(0, 0) },
  type: 'text',
  text: 'in group 0 1',
  delivery: null,
  reason: null,
  at: AT,
  ...change,
})

const arrived = (change: Partial<MessageView> = {}): MessageView => ({
  id: 'B',
  from: shopPhone(0),
  to: GROUP,
  text: 'out group 0 1',
  type: 'text',
  at: AT,
  copies: 1,
  direction: 'received',
  status: 'received',
  device: 1,
  ...change,
})

interface Mutable {
  messages: Message[]
  phones: [MessageView[], MessageView[]]
}

const OUT = { id: 'msg_2', direction: 'outbound', text: 'out group 0 1' } as const

/** One message each way, at two members; then something is changed. */
function kinds(change: (state: Mutable, ledger: Ledger) => void): readonly string[] {
  const ledger = new Ledger()
  ledger.writtenInGroups.push({ tenant: 0, customer: 0, number: 1, text: 'in group 0 1', id: 'A' })
  ledger.orderedForGroups.push({ tenant: 0, number: 1, text: 'out group 0 1', id: 'msg_2' })
  const read = { id: 'A', from: customerPhone(0, 0), text: 'in group 0 1' }
  const state: Mutable = {
    messages: [
      row({}),
      row({ ...OUT, channelMessageId: 'B', from: undefined, delivery: 'delivered' }),
    ],
    phones: [[arrived()], [arrived(read), arrived()]],
  }
  change(state, ledger)
  const group = { messages: state.messages, phones: new Map(state.phones.entries()) }
  const rest = { messages: [], phones: new Map(), shop: [], events: [], warnings: [] }
  const tenant = { tenant: 0, ...rest, connection: 'open', group }
  return groupFindings(ledger, tenant, () => new Set()).map(({ kind }) => kind)
}

describe('what chaos looks for in groups', () => {
  it('is nothing when each message is stored once, and at each member', () => {
    expect(kinds(() => undefined)).toEqual([])
    expect(kinds(({ phones }) => (phones[0][0] = arrived({ copies: 2 })))).toEqual([])
  })

  it.each<[string, (state: Mutable, ledger: Ledger) => void]>([
    ['lost inbound', ({ messages }) => messages.shift()],
    ['doubled inbound', ({ messages }) => messages.push(row({ id: 'msg_9' }))],
    [
      'unreadable inbound',
      ({ messages }) => (messages[0] = row({ from: { id: 'd', name: null, phone: null } })),
    ],
    [
      'inbound out of order',
      ({ messages }, ledger) => {
        const after = { text: 'in group 0 2', id: 'Z' }
        ledger.writtenInGroups.push({ tenant: 0, customer: 1, number: 2, ...after })
        const from = { id: 'd', name: null, phone: customerPhone(0, 1) }
        messages.unshift(row({ id: 'msg_0', channelMessageId: 'Z', text: after.text, from }))
      },
    ],
    ['stray message', ({ messages }) => messages.push(row({ channelMessageId: 'Z' }))],
    ['answered in a group', ({ messages }) => messages.push(row({ ...OUT, text: 'welcome' }))],
    ['lost outbound', ({ phones }) => phones[1].pop()],
    ['doubled outbound', ({ phones }) => phones[1].push(arrived({ id: 'Z' }))],
    ['outbound under another id', ({ phones }) => (phones[0][0] = arrived({ id: 'Z' }))],
    ['stray message', ({ phones }) => phones[0].push(arrived({ id: 'Z', text: 'welcome' }))],
    [
      'undecryptable at a phone',
      ({ phones }) => phones[0].push(arrived({ id: 'Z', text: '', status: 'undecrypted' })),
    ],
  ])('finds: %s', (kind, change) => {
    expect(kinds(change)).toEqual([kind])
  })
})
