import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openChores } from '../../../bot/webhooks/chores.ts'
import { toIso } from '../../../common/kit/clock.ts'
import { Consumer } from '../helpers/consumer.ts'
import { WebhookWorld, textOf } from '../helpers/webhook-world.ts'
import { until } from '../helpers/until.ts'

const [ANA, LUIS, EVA] = ['+525550002222', '+525550003333', '+525550004444'] as const
const MINUTE = 60_000
const FIRST_80 = Array.from({ length: 80 }, (_, index) => index + 1)
const EVER = { from: toIso(0), to: '2099-01-01T00:00:00.000Z' } as const
const LOST = { state: 'delivered', ...EVER } as const

describe('sending very much again', () => {
  let world: WebhookWorld
  let consumer: Consumer

  beforeEach(async () => {
    world = await WebhookWorld.open()
    consumer = await Consumer.open()
  })
  afterEach(async () => {
    await world[Symbol.asyncDispose]()
    await consumer[Symbol.asyncDispose]()
  })

  /** All of it has arrived, and been lost there. */
  async function arrived(count: number): Promise<void> {
    for (const phone of [ANA, LUIS, EVA]) {
      const chat = await world.chat(phone)
      for (let number = 0; number < count / 3; number += 1) await world.write(chat, 'x')
    }
    await until(async () => {
      await world.pass(0)
      return (await world.states())['delivered'] === count
    }, 'all has arrived')
    consumer.received.length = 0
  }

  it('is accepted at once, and goes on after the process was gone, in order', async () => {
    await world.add(consumer.url)
    await arrived(240)
    const accepted = await world.webhooks.desk.redriveAll(LOST)
    expect(accepted).toMatchObject({ ...LOST, redriven: 0, finishedAt: null })
    await world[Symbol.asyncDispose]()
    expect(await world.redriven(accepted.id)).toBeUndefined()
    await world.begin()
    await world.pass(0)
    expect(await world.redriven(accepted.id)).toBe(240)
    expect(await world.states()).toEqual({ delivered: 240 })
    for (const chat of await Promise.all([ANA, LUIS, EVA].map((phone) => world.chat(phone)))) {
      const own = consumer.taken.filter(({ event }) => event.chat === chat)
      expect(own.map(({ event }) => event.sequence)).toEqual(FIRST_80)
    }
  })

  it('never goes to an endpoint that is deleted meanwhile', async () => {
    const { id } = await world.add(consumer.url)
    await arrived(240)
    const { id: redrive } = await world.webhooks.desk.redriveAll(LOST)
    await world.webhooks.desk.remove(id)
    const before = consumer.received.length
    await world[Symbol.asyncDispose]()
    await world.begin()
    await world.pass(MINUTE)
    expect(consumer.received).toHaveLength(before)
    expect(await world.states()).not.toHaveProperty('waiting')
    expect(await world.redriven(redrive)).toBeLessThan(240)
  })

  it('is about what was asked for alone', async () => {
    await world.add(consumer.url)
    const { id } = await world.add(consumer.url.replace('/hook', '/other'), ['*'])
    await world.write(await world.chat(ANA), 'one')
    await world.pass(MINUTE)
    const from = toIso(world.clock.now())
    await world.write(await world.chat(ANA), 'two')
    await world.pass(MINUTE)
    const came = consumer.taken.length
    const which = { webhook: id, type: 'message.received', state: 'delivered' } as const
    const { id: redrive } = await world.webhooks.desk.redriveAll({ ...which, ...EVER, from })
    await world.pass(MINUTE)
    expect(await world.redriven(redrive)).toBe(1)
    const again = consumer.taken.slice(came)
    expect(again.map((one) => [one.path, textOf(one)])).toEqual([['/other', 'two']])
    await world.webhooks.desk.remove(id)
    await expect(world.webhooks.desk.redriveAll({ ...which, ...EVER, from })).rejects.toMatchObject(
      { code: 'unknown_webhook' },
    )
  })

  it('leaves at least half of the time to everybody else', async () => {
    const { id } = await world.add(consumer.url)
    await arrived(240)
    await world.webhooks.desk.update(id, { enabled: false })
    await world.store.webhookRedrives.add(LOST)
    let [now, slept, steps] = [0, 0, 0]
    const clock = {
      // Each step takes 7 ms.
      now: () => now,
      sleep: async (ms: number) => {
        slept += ms
        now += ms
      },
    }
    const stepped = (): void => {
      steps += 1
    }
    const store = {
      ...world.store,
      transaction: async <T>(work: Parameters<typeof world.store.transaction<T>>[0]) => {
        now += 7
        return await world.store.transaction<T>(work)
      },
    }
    const broken = (error: Error): void => {
      throw error
    }
    await using chores = openChores({ store, clock, stepped, broken })
    await chores.settle()
    // A step that finds nothing more to do ends it.
    expect([steps, slept]).toEqual([4, 4 * 7])
    expect(await world.states()).toEqual({ waiting: 240 })
  })
})
