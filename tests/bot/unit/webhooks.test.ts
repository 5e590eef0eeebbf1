import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toIso } from '../../../common/kit/clock.ts'
import { Consumer, isSignedWith } from '../helpers/consumer.ts'
import { until } from '../helpers/until.ts'
import { WebhookWorld, textOf } from '../helpers/webhook-world.ts'

const [ANA, LUIS, EVA] = ['+525550002222', '+525550003333', '+525550004444'] as const
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe("a tenant's webhooks", () => {
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

  const texts = (from: Consumer = consumer): string[] => from.taken.map(textOf)

  it('arrive at once, signed, in the order of their chat, counted', async () => {
    const { secret } = await world.add(consumer.url)
    const [ana, luis] = [await world.chat(ANA), await world.chat(LUIS)]
    for (const text of ['a1', 'a2', 'a3']) await world.write(ana, text)
    await world.write(luis, 'l1')
    await world.pass(0)
    expect(texts().toSorted()).toEqual(['a1', 'a2', 'a3', 'l1'])
    const ofAna = consumer.taken.filter(({ event }) => event.chat === ana)
    expect(ofAna.map(textOf)).toEqual(['a1', 'a2', 'a3'])
    expect(ofAna.map(({ event }) => event.sequence)).toEqual([1, 2, 3])
    for (const received of consumer.received) {
      expect(isSignedWith(secret, received)).toBe(true)
      expect(received.headers['webhook-id']).toBe(received.event.id)
      expect(received.event).toMatchObject({ type: 'message.received', tenant: world.tenant })
    }
  })

  it('are kept while the consumer is down for three days, and all come in order when asked for', async () => {
    const { id, secret } = await world.add(consumer.url)
    consumer.down()
    const chats = [await world.chat(ANA), await world.chat(LUIS), await world.chat(EVA)]
    const written: string[] = []
    const from = world.clock.now()
    for (let round = 0; round < 4; round += 1) {
      for (const [number, chat] of chats.entries()) {
        written.push(`${number} ${round}`)
        await world.write(chat, `${number} ${round}`)
      }
      await world.pass(20 * MINUTE)
    }
    await world.pass(3 * DAY - 2 * HOUR)
    expect(await world.states()).toEqual({ waiting: 12 })
    expect(await world.health(id)).toMatchObject({ lastError: 'ECONNRESET' })
    await world.pass(5 * HOUR)
    expect(await world.states()).toEqual({ dead: 12 })
    await consumer.up()
    await world.pass(HOUR)
    expect(consumer.received).toEqual([])
    const range = { from: toIso(from), to: toIso(world.clock.now()) }
    const { id: redrive } = await world.webhooks.desk.redriveAll({ state: 'dead', ...range })
    await world.pass(0)
    expect(await world.redriven(redrive)).toBe(12)
    expect(await world.states()).toEqual({ delivered: 12 })
    expect(texts().toSorted()).toEqual(written.toSorted())
    for (const chat of chats) {
      const own = consumer.taken.filter(({ event }) => event.chat === chat)
      expect(own.map(({ event }) => event.sequence)).toEqual([1, 2, 3, 4])
    }
    expect(consumer.received.every((one) => isSignedWith(secret, one))).toBe(true)
    expect((await world.health(id))?.failingSince).toBeNull()
  })

  it('wait in order while the consumer is away, and are due at once when it is back', async () => {
    await world.add(consumer.url)
    consumer.down()
    const chats = [await world.chat(ANA), await world.chat(LUIS)]
    // More than one step of putting things back in order.
    for (let round = 0; round < 55; round += 1) {
      for (const [number, chat] of chats.entries()) await world.write(chat, `${number} ${round}`)
    }
    await world.pass(90 * MINUTE)
    await consumer.up()
    const before = world.clock.now()
    await world.write(await world.chat(EVA), 'live')
    // A rest of a second, and no more.
    await world.pass(1000)
    expect(world.clock.now() - before).toBe(1000)
    expect(await world.states()).toEqual({ delivered: 111 })
    // What the consumer took first was tried in its turn; from then on all are in order.
    for (const chat of chats) {
      const own = consumer.taken.filter(({ event }) => event.chat === chat)
      const numbers = own.map(({ event }) => event.sequence ?? 0)
      expect(numbers.toSorted((a, b) => a - b)).toEqual([...Array(55)].map((_, n) => n + 1))
      const rest = numbers.slice(2)
      expect(rest).toEqual(rest.toSorted((a, b) => a - b))
    }
  })

  it('cost an endpoint that is away a few tries a second, however many wait', async () => {
    await world.add(consumer.url)
    consumer.answer = () => ({ status: 500 })
    for (let person = 0; person < 40; person += 1) {
      await world.write(await world.chat(`+52555000${1000 + person}`), 'x')
    }
    await world.pass(2 * MINUTE)
    const before = consumer.received.length
    await world.pass(10 * MINUTE)
    expect(consumer.received.length - before).toBeLessThan(10 * 60 * 5)
  })

  it('let later ones pass one that fails, after a minute at most, and do not give it up', async () => {
    await world.add(consumer.url)
    const poison = new Set(['bad'])
    consumer.answer = (one) => ({ status: poison.has(textOf(one)) ? 500 : 200 })
    const [ana, luis] = [await world.chat(ANA), await world.chat(LUIS)]
    await world.write(ana, 'bad')
    await world.write(ana, 'behind')
    await world.write(luis, 'beside')
    await world.pass(0)
    expect(texts()).toEqual(['beside'])
    await world.pass(MINUTE)
    expect(texts()).toEqual(['beside', 'behind'])
    poison.clear()
    await world.pass(3 * HOUR)
    expect(texts()).toEqual(['beside', 'behind', 'bad'])
    expect(world.failures.length).toBeGreaterThan(3)
  })

  it('of a slow endpoint delay no other, nor more than five of its own', async () => {
    await using slow = await Consumer.open()
    slow.answer = () => 'hang'
    await world.add(slow.url)
    await world.add(consumer.url)
    const chats = await Promise.all(
      [...Array(8)].map((_, person) => world.chat(`+52555000${2000 + person}`)),
    )
    for (const chat of chats) for (const text of ['1', '2', '3']) await world.write(chat, text)
    await until(() => consumer.taken.length === 24, 'the quick one has all')
    expect(slow.received.length).toBeLessThanOrEqual(5 * 4)
  })

  it('of many people take turns: one that has much to say does not keep the others waiting', async () => {
    await world.add(consumer.url)
    consumer.down()
    const chats = await Promise.all(
      [...Array(6)].map((_, person) => world.chat(`+52555000${3000 + person}`)),
    )
    const [last] = chats.slice(-1)
    for (const chat of chats.slice(0, -1)) {
      for (let count = 0; count < 60; count += 1) await world.write(chat, 'much')
    }
    await world.write(last ?? ('' as never), 'little')
    await consumer.up()
    await until(async () => {
      await world.pass(10_000)
      // What was not answered in time comes again.
      return new Set(consumer.taken.map(({ headers }) => headers['webhook-id'])).size === 301
    }, 'all has arrived')
    expect(texts().indexOf('little')).toBeLessThan(150)
  })

  it('go on after the process was gone, from where they were', async () => {
    await world.add(consumer.url)
    consumer.answer = () => 'hang'
    const ana = await world.chat(ANA)
    for (const text of ['a1', 'a2', 'a3']) await world.write(ana, text)
    await until(() => consumer.received.length === 1, 'one is on its way')
    await world[Symbol.asyncDispose]()
    consumer.answer = () => ({ status: 200 })
    await world.begin()
    await world.pass(MINUTE)
    expect(texts()).toEqual(['a1', 'a2', 'a3'])
  })
})
