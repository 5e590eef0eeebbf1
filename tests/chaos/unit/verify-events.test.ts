import { describe, expect, it } from 'vitest'
import type { Message } from '../../../common/contracts/messages.ts'
import { openListener } from '../../../scripts/chaos/listener.ts'
import type { Arrival } from '../../../scripts/chaos/listener.ts'
import { eventFindings } from '../../../scripts/chaos/verify-events.ts'
import { told } from './arrivals.ts'
import { signedHeaders, newWebhookSecret } from '../../../bot/webhooks/signature.ts'
import { seededRandom } from '../../../simulator/random.ts'

const row = (change: Partial<Message>): Message => ({
  id: 'msg_1',
  channelMessageId: 'A',
  direction: 'inbound',
  contact: { id: 'c', name: null, phone: null },
  type: 'text',
  text: 'in 0 0 1',
  delivery: null,
  reason: null,
  at: '2026-01-01T00:00:00.000Z',
  ...change,
})

interface Mutable {
  messages: Message[]
  events: Arrival[]
}

describe('what chaos looks for in the events', () => {
  const kinds = (change: (state: Mutable) => void): readonly string[] => {
    const state: Mutable = {
      messages: [row({}), row({ id: 'msg_2', direction: 'outbound', delivery: 'delivered' })],
      events: [
        told(1, { type: 'message.received', message: { id: 'msg_1', delivery: null } }),
        told(2, { message: { id: 'msg_2', delivery: 'queued' } }),
        told(3, {}),
        told(4, { message: { id: 'msg_2', delivery: 'delivered' } }),
        told(0, { id: 'evt_0', type: 'connection.changed', chat: null, message: undefined }),
      ],
    }
    change(state)
    const group = { messages: [], phones: new Map() }
    const rest = { phones: new Map(), group, shop: [], connection: 'open', warnings: [] }
    return eventFindings({ tenant: 0, ...rest, ...state }).map(({ kind }) => kind)
  }
  const set = (state: Mutable, index: number, change: Partial<Arrival>): void => {
    const event = state.events[index]
    if (event) state.events[index] = { ...event, ...change }
  }

  it('is nothing when each message is told of, however often, and in order', () => {
    expect(kinds(() => undefined)).toEqual([])
    expect(kinds((state) => set(state, 1, { taken: 3 }))).toEqual([])
  })

  it('is nothing when one that was failed on purpose is passed by later ones', () => {
    expect(kinds((state) => set(state, 0, { place: 9, refused: 1 }))).toEqual([])
  })

  it.each<[string[], (state: Mutable) => void]>([
    [['lost event'], ({ messages }) => messages.push(row({ id: 'msg_3' }))],
    [['lost event'], (state) => state.events.splice(3, 1)],
    [['lost event'], ({ messages }) => (messages[0] = row({ type: 'undecrypted' }))],
    [['lost event', 'gap in events'], (state) => state.events.splice(0, 1)],
    [['gap in events'], (state) => state.events.splice(1, 1)],
    [['gap in events'], (state) => set(state, 1, { taken: 0, place: undefined })],
    [['doubled event'], ({ events }) => events.push(told(3, { id: 'evt_9' }))],
    [['unsigned event'], (state) => set(state, 2, { unsigned: 1 })],
    [['changed event'], (state) => set(state, 2, { changed: 1 })],
    [['event of another tenant'], (state) => set(state, 4, { slug: 'shop-1' })],
    [
      ['event of another tenant'],
      (state) => set(state, 2, { message: { id: 'msg_9', delivery: 'sent' } }),
    ],
    [['events out of order'], (state) => set(state, 0, { place: 9 })],
  ])('finds: %j', (found, change) => {
    expect(kinds(change)).toEqual(found)
  })
})

describe('the listener of a chaos run', () => {
  it('notes what comes, whether it is signed, and fails no event more than twice', async () => {
    await using listener = await openListener(2, seededRandom('listener'))
    const secret = newWebhookSecret()
    listener.knows(0, secret)
    const event = (number: number) => ({
      id: `evt_${number}`,
      type: 'message.received',
      at: '2026-01-01T00:00:00.000Z',
      tenant: { id: 't', slug: 'shop-0' },
      chat: 'c',
      sequence: number,
      data: { message: { id: `msg_${number}`, delivery: null } },
    })
    const post = async (number: number, tenant = 0, more = {}) => {
      const body = JSON.stringify({ ...event(number), ...more })
      const headers = signedHeaders([secret], `evt_${number}`, Date.now(), body)
      const signal = AbortSignal.timeout(100)
      const sent = fetch(listener.urlOf(tenant), { method: 'POST', headers, body, signal })
      return await sent.then(
        ({ status }) => status,
        () => 0,
      )
    }
    for (let number = 1; number <= 60; number += 1) {
      let tries = 1
      while ((await post(number)) !== 204) tries += 1
      expect(tries).toBeLessThanOrEqual(3)
    }
    const arrivals = listener.arrivals(0)
    expect(arrivals).toHaveLength(60)
    expect(arrivals.reduce((sum, { refused }) => sum + refused, 0)).toBeGreaterThan(0)
    expect(arrivals.map(({ place }) => place)).toEqual([...Array(60)].map((_, index) => index + 1))
    expect(arrivals.every(({ unsigned, changed }) => unsigned + changed === 0)).toBe(true)
    listener.calm()
    await post(1, 0, { chat: 'other' })
    await post(1, 1)
    expect(listener.arrivals(0)[0]).toMatchObject({ changed: 1, unsigned: 0 })
    expect(listener.arrivals(1)[0]).toMatchObject({ unsigned: 1, taken: 1 })
  })
})
