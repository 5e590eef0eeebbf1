import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MediaError } from '../../../bot/channels/media.ts'
import type { PastItem } from '../../../bot/channels/history.ts'
import { openHistory } from '../../../bot/conversation/history.ts'
import { watchPast } from '../../../bot/conversation/past-watch.ts'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import type { Store } from '../../../bot/store/store.ts'
import { asChannelMessageId, newTenantId } from '../../../common/domain/ids.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import type { Queue } from '../../../common/kit/queue.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

const ANA = { kind: 'phone', value: '+5491123456789' } as const

const written = (clock: ManualClock, id: string): PastItem => ({
  kind: 'message',
  delivery: null,
  size: 100,
  message: {
    id: asChannelMessageId(id),
    contact: [ANA],
    name: undefined,
    address: 'there',
    fromMe: false,
    toSelf: false,
    type: 'text',
    text: id,
    content: undefined,
    at: clock.now() - 60_000,
  },
})

describe('what was written before', () => {
  let clock: ManualClock
  let store: Store
  let queue: Queue
  let history = { days: 90, megabytes: 50 }
  /** What the network gives of each part, and how often it was asked. */
  let parts: Record<string, () => AsyncIterable<PastItem>>
  let asked: string[]
  let settled: string[]

  beforeEach(async () => {
    clock = new ManualClock()
    const db = queriesOver<Tables>(openSqlite(':memory:'))
    await migrate(db, 'bot', BOT_MIGRATIONS)
    store = storeOver(db, newTenantId(), clock)
    ;[parts, asked, settled, history] = [{}, [], [], { days: 90, megabytes: 50 }]
    queue = openHistory({
      store,
      clock,
      random: () => 1,
      business: () => ({ history }),
      channel: {
        name: 'whatsapp',
        readHistory(source) {
          asked.push(source)
          return parts[source]?.() ?? (async function* () {})()
        },
      },
      settled: (state, stored, reason) => settled.push(`${state} ${stored} ${reason}`),
      failed: (error) => {
        throw error
      },
    })
  })
  afterEach(() => queue[Symbol.asyncDispose]())

  async function announce(name: string): Promise<void> {
    await store.history.announce('whatsapp', { name, source: name })
    queue.wake()
    await rest()
  }
  /** The queue pauses between its steps, by the clock. */
  async function rest(): Promise<void> {
    for (let turn = 0; turn < 30; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance(15)
    }
  }
  async function pass(ms: number): Promise<void> {
    clock.advance(ms)
    queue.wake()
    await rest()
  }
  const gives = (...ids: string[]) =>
    async function* () {
      for (const id of ids) yield written(clock, id)
    }
  const fails = (error: Error, ...ids: string[]) =>
    async function* () {
      yield* gives(...ids)()
      throw error
    }

  it('is told as it comes, and its keys are forgotten', async () => {
    expect(await store.history.progress()).toBeUndefined()
    parts = { a: gives('1', '2'), b: gives('2', '3') }
    await announce('a')
    await announce('b')
    expect(settled).toEqual(['done 2 null', 'done 1 null'])
    expect(await store.history.progress()).toEqual({
      state: 'done',
      parts: { waiting: 0, done: 2, failed: 0 },
      messages: 3,
    })
  })

  it.each([
    ['is gone', new MediaError('gone', 'media_host_404'), 1],
    ['is damaged', new MediaError('corrupt', 'history_corrupt'), 3],
  ])('is given up where it %s, and the next part is read', async (_what, error, tries) => {
    parts = { a: fails(error, '1'), b: gives('2') }
    await store.history.announce('whatsapp', { name: 'a', source: 'a' })
    await announce('b')
    for (let count = 0; count < 5; count += 1) await pass(600_000)
    expect(asked.filter((source) => source === 'a')).toHaveLength(tries)
    expect(asked.filter((source) => source === 'b')).toHaveLength(1)
    expect(settled).toContain(`failed 0 ${error.reason}`)
    expect(await store.history.progress()).toMatchObject({
      state: 'done',
      parts: { waiting: 0, done: 1, failed: 1 },
    })
  })

  it.each([
    ['a host that is away', new MediaError('later', 'media_host_503')],
    ['a reader that stumbles', new RangeError('out of range')],
  ])('is asked for again for three days after %s, and never ends the process', async (_, error) => {
    parts = { a: fails(error) }
    await announce('a')
    expect(await store.history.progress()).toMatchObject({ state: 'reading' })
    for (let hour = 0; hour < 73; hour += 1) await pass(3_600_000)
    expect(settled).toEqual([`failed 0 ${'reason' in error ? error.reason : 'history_unreadable'}`])
  })

  it('is not even fetched by a business that wants none', async () => {
    history = { days: 0, megabytes: 50 }
    parts = { a: gives('1') }
    await announce('a')
    expect([asked, settled]).toEqual([[], ['done 0 null']])
    expect(await store.messages.list({ limit: 9 })).toEqual([])
  })

  it('may still tell who somebody is, for a while after the linking', async () => {
    const watch = watchPast({ store, clock, business: () => ({ history }) })
    expect(await watch.isComing()).toBe(false)
    watch.changed({ state: 'open' })
    expect(await watch.isComing()).toBe(false)
    parts = { a: fails(new MediaError('later', 'x')) }
    await announce('a')
    expect(await watch.isComing()).toBe(false)
    for (const state of ['pairing', 'connecting', 'open'] as const) watch.changed({ state })
    expect(await watch.isComing()).toBe(true)
    clock.advance(120_000)
    expect(await watch.isComing()).toBe(false)
    for (const state of ['pairing', 'open'] as const) watch.changed({ state })
    await announce('b')
    // What was told at an earlier linking is not waited for, nor what is read.
    expect(await watch.isComing()).toBe(false)
    history = { days: 0, megabytes: 50 }
    for (const state of ['pairing', 'open'] as const) watch.changed({ state })
    expect(await watch.isComing()).toBe(false)
  })
})
