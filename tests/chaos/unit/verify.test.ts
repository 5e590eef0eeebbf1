import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Message } from '../../../common/contracts/messages.ts'
import { Ledger } from '../../../scripts/chaos/ledger.ts'
import { customerPhone, shopPhone } from '../../../scripts/chaos/plan.ts'
import { copiesIn, mayPass, refusedIn, verify } from '../../../scripts/chaos/verify.ts'
import { pictureOf } from '../../../scripts/chaos/pictures.ts'
import type { World } from '../../../scripts/chaos/world.ts'
import { eventsOf } from './arrivals.ts'
import type { MessageView } from '../../../simulator/simulator.ts'

const AT = '2026-01-01T00:00:00.000Z'
const WELCOME = 'welcome'

const row = (change: Partial<Message>): Message => ({
  id: 'msg_1',
  channelMessageId: 'A',
  direction: 'inbound',
  contact: { id: 'c', name: null, phone: customerPhone(0, 0) },
  type: 'text',
  text: 'in 0 0 1',
  delivery: null,
  reason: null,
  at: AT,
  ...change,
})

const arrived = (change: Partial<MessageView>): MessageView => ({
  id: 'B',
  from: shopPhone(0),
  to: customerPhone(0, 0),
  text: 'out 0 0 1',
  type: 'text',
  at: AT,
  copies: 1,
  direction: 'received',
  status: 'received',
  device: 1,
  ...change,
})

const chat = { tenant: 0, customer: 0, number: 1 }

/** One message each way and the reply, all where they belong; then something is changed. */
function found(change: (world: Mutable, ledger: Ledger) => void): readonly string[] {
  const ledger = new Ledger()
  ledger.written.push({ ...chat, text: 'in 0 0 1', id: 'A' })
  ledger.ordered.push({ ...chat, text: 'out 0 0 1', id: 'msg_2' })
  const world: Mutable = {
    messages: [
      row({}),
      row({
        id: 'msg_2',
        channelMessageId: 'B',
        direction: 'outbound',
        text: 'out 0 0 1',
        delivery: 'delivered',
      }),
      row({
        id: 'msg_3',
        channelMessageId: 'C',
        direction: 'outbound',
        text: WELCOME,
        delivery: 'delivered',
      }),
    ],
    phone: [arrived({}), arrived({ id: 'C', text: WELCOME })],
    shop: [arrived({ id: 'A', text: 'in 0 0 1', from: customerPhone(0, 0), to: shopPhone(0) })],
    connection: 'open',
    warnings: [],
    pairings: 1,
    keyReuses: 0,
    undelivered: 0,
    struck: {},
  }
  change(world, ledger)
  return verify(ledger, worldOf(world)).map(({ kind }) => kind)
}

interface Mutable {
  messages: Message[]
  phone: MessageView[]
  shop: MessageView[]
  connection: string
  warnings: string[]
  pairings: number
  keyReuses: number
  undelivered: number
  struck: Record<string, readonly string[]>
  newcomer?: string | undefined
}

const worldOf = (given: Mutable): World => ({
  tenants: [
    {
      ...given,
      tenant: 0,
      phones: new Map([[0, given.phone]]),
      group: { messages: [], phones: new Map() },
      events: eventsOf(given.messages),
    },
  ],
  newcomer: given.newcomer,
  unlinked: 0,
  pairings: given.pairings,
  keyReuses: given.keyReuses,
  undelivered: given.undelivered,
  struck: (kind) => new Set(given.struck[kind]),
})

describe('what chaos looks for', () => {
  it('is nothing when everything is where it belongs; copies under one id are allowed', () => {
    expect(found(() => undefined)).toEqual([])
    expect(found((world) => (world.phone[0] = arrived({ copies: 3 })))).toEqual([])
    const world = { ...worldOf({ ...empty, phone: [arrived({ copies: 3 })] }) }
    expect(copiesIn(world)).toBe(2)
  })

  it('is nothing when a refused message has failed with the reason and is at no phone', () => {
    const refused = (world: Mutable): void => {
      world.struck['nack'] = ['B']
      world.phone.shift()
      const sent = world.messages[1] ?? row({})
      world.messages[1] = { ...sent, delivery: 'failed', reason: 'restricted_463' }
    }
    expect(found(refused)).toEqual([])
    const failed = row({ direction: 'outbound', delivery: 'failed', reason: 'refused_479' })
    const nacked = worldOf({ ...empty, messages: [failed], struck: { nack: ['A'] } })
    expect(refusedIn(nacked)).toBe(1)
    expect(
      found((world) => {
        refused(world)
        world.struck = {}
      }),
    ).toEqual(['lost outbound', 'unsettled outbox'])
    expect(
      found((world) => {
        refused(world)
        world.phone.unshift(arrived({}))
      }),
    ).toEqual(['lost receipt'])
  })

  it('is nothing when a phone keeps its receipt to itself', () => {
    const kept = (world: Mutable): void => {
      world.messages[1] = { ...(world.messages[1] ?? row({})), delivery: 'sent' }
    }
    expect(found(kept)).toEqual(['lost receipt'])
    expect(
      found((world) => {
        kept(world)
        world.struck['no-receipt'] = ['B']
      }),
    ).toEqual([])
  })

  it.each<[string, (world: Mutable, ledger: Ledger) => void]>([
    ['lost inbound', (world) => world.messages.shift()],
    ['doubled inbound', (world) => world.messages.push(row({ id: 'msg_9' }))],
    [
      'unreadable inbound',
      (world) => (world.messages[0] = row({ type: 'undecrypted', text: null })),
    ],
    ['lost outbound', (world) => world.phone.shift()],
    ['doubled outbound', (world) => world.phone.push(arrived({ id: 'Z' }))],
    ['outbound under another id', (world) => (world.phone[0] = arrived({ id: 'Z' }))],
    ['lost reply', (world) => world.phone.pop()],
    ['doubled reply', (world) => world.phone.push(arrived({ id: 'Z', text: WELCOME }))],
    ['stray message', (world) => world.phone.push(arrived({ id: 'Z', text: 'out 0 1 1' }))],
    ['stray message', (world) => world.shop.push(arrived({ id: 'Z', text: 'in 1 0 1' }))],
    ['stray message', (world) => world.messages.push(row({ channelMessageId: 'Z' }))],
    ['parked turns', (world) => world.warnings.push('1 messages are parked')],
    ['not open', (world) => (world.connection = 'connecting')],
    ['not open', (world) => (world.newcomer = 'passkey_required')],
    ['new QR', (world) => (world.pairings = 2)],
    ['key reused', (world) => (world.keyReuses = 1)],
    ['not confirmed', (world) => (world.undelivered = 1)],
    ['not accepted', (_world, ledger) => ledger.refused.push('out 0 0 2: 400')],
    [
      'undecryptable at a phone',
      (world) => world.phone.push(arrived({ id: 'Z', text: '', status: 'undecrypted' })),
    ],
    [
      'unsettled outbox',
      (world) => (world.messages[1] = { ...(world.messages[1] ?? row({})), delivery: 'queued' }),
    ],
  ])('finds: %s', (kind, change) => {
    expect(found(change)).toEqual([kind])
  })

  it('finds what has changed places, unless the network itself has put it behind', () => {
    const swap = (world: Mutable, ledger: Ledger): void => {
      ledger.written.push({ ...chat, number: 2, text: 'in 0 0 2', id: 'D' })
      world.messages.unshift(row({ id: 'msg_0', channelMessageId: 'D', text: 'in 0 0 2' }))
    }
    expect(found(swap)).toEqual(['inbound out of order'])
    const struckBy = (kind: string, id: string) =>
      found((world, ledger) => {
        swap(world, ledger)
        world.struck[kind] = [id]
      })
    expect(struckBy('reorder', 'A')).toEqual([])
    expect(struckBy('undecryptable-in', 'A')).toEqual(['inbound out of order'])
  })

  it('finds at phones what has changed places, whatever the network did', () => {
    const swap = (world: Mutable, ledger: Ledger): void => {
      ledger.ordered.push({ ...chat, number: 2, text: 'out 0 0 2', id: 'msg_9' })
      const later = { direction: 'outbound', text: 'out 0 0 2', delivery: 'delivered' } as const
      world.messages.push(row({ ...later, id: 'msg_9', channelMessageId: 'E' }))
      world.phone.unshift(arrived({ id: 'E', text: 'out 0 0 2' }))
      world.struck['reorder'] = ['B', 'E']
    }
    expect(found(swap)).toEqual(['outbound out of order'])
  })

  it.each(['in', 'out'] as const)(
    'finds a picture that is not the one that was sent: %s',
    (way) => {
      const text = `${way} 0 0 4`
      const sha256 = (encoding: 'base64' | 'hex', of = text): string =>
        createHash('sha256').update(pictureOf(of)).digest(encoding)
      const pictured =
        (stored: string, shown: string) =>
        (world: Mutable, ledger: Ledger): void => {
          const part = { number: 4, text }
          if (way === 'in') {
            ledger.written.push({ ...chat, ...part, id: 'P' })
            const image = { state: 'stored', sha256: stored } as const
            world.messages.push(row({ id: 'msg_4', channelMessageId: 'P', text, image }))
            return
          }
          ledger.ordered.push({ ...chat, ...part, id: 'msg_4' })
          const sent = { direction: 'outbound', text, delivery: 'read' } as const
          world.messages.push(row({ id: 'msg_4', channelMessageId: 'P', ...sent }))
          const content = { type: 'image', file: { sha256: shown } }
          world.phone.push(arrived({ id: 'P', text, content }))
        }
      expect(found(pictured(sha256('base64'), sha256('hex')))).toEqual([])
      expect(found(pictured(sha256('base64', 'other'), sha256('hex', 'other')))).toEqual([
        'wrong picture',
      ])
    },
  )

  it('is also what was noticed on the way', () => {
    const kind = 'passkey not asked for'
    expect(found((_, ledger) => ledger.noticed.push({ kind, detail: '' }))).toEqual([kind])
  })

  it('knows what may still mend itself', () => {
    expect(mayPass({ kind: 'lost inbound', detail: '' })).toBe(true)
    expect(mayPass({ kind: 'doubled inbound', detail: '' })).toBe(false)
  })
})

const empty: Mutable = {
  messages: [],
  phone: [],
  shop: [],
  connection: 'open',
  warnings: [],
  pairings: 1,
  keyReuses: 0,
  undelivered: 0,
  struck: {},
}
