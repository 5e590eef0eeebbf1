import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asWebhookDeliveryId } from '../../../common/domain/ids.ts'
import { toIso } from '../../../common/kit/clock.ts'
import { Consumer, isSignedWith } from '../helpers/consumer.ts'
import { until } from '../helpers/until.ts'
import { WebhookWorld, textOf } from '../helpers/webhook-world.ts'

const [ANA, LUIS] = ['+525550002222', '+525550003333'] as const
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describe("what is done with a tenant's webhooks", () => {
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

  it('end at an endpoint that answers 410, until somebody switches it on', async () => {
    const { id } = await world.add(consumer.url)
    consumer.answer = () => ({ status: 410 })
    const ana = await world.chat(ANA)
    await world.write(ana, 'one')
    await world.write(ana, 'two')
    await world.pass(DAY)
    expect(consumer.received).toHaveLength(1)
    expect(await world.health(id)).toMatchObject({ enabled: false, disabledReason: 'gone' })
    const incidents = await world.store.incidents.list({ limit: 9 })
    expect(incidents).toMatchObject([{ kind: 'webhook_gone' }])
    await world.write(ana, 'nobody wants it')
    consumer.answer = () => ({ status: 200 })
    await world.webhooks.desk.update(id, { enabled: true })
    await world.pass(1000)
    expect(texts()).toEqual(['one', 'two'])
    expect(await world.health(id)).toMatchObject({ disabledReason: null, failingSince: null })
  })

  it.each([429, 503])('wait as long as a %s with Retry-After asks for', async (status) => {
    const { id } = await world.add(consumer.url)
    consumer.answer = () => ({ status, headers: { 'retry-after': '600' } })
    const [ana, luis] = [await world.chat(ANA), await world.chat(LUIS)]
    await world.write(ana, 'a1')
    await world.pass(0)
    await world.write(ana, 'a2')
    await world.write(luis, 'l1')
    consumer.answer = () => ({ status: 200 })
    await world.pass(599_999)
    expect(consumer.received).toHaveLength(1)
    expect((await world.health(id))?.pausedUntil).toBe(toIso(world.clock.now() + 1))
    await world.pass(1)
    expect(texts().toSorted()).toEqual(['a1', 'a2', 'l1'])
    expect(consumer.taken.filter(({ event }) => event.chat === ana).map(textOf)).toEqual([
      'a1',
      'a2',
    ])
  })

  it('are signed with both secrets while they overlap, and then with the new one alone', async () => {
    const { id, secret } = await world.add(consumer.url)
    const ana = await world.chat(ANA)
    const rotated = await world.webhooks.desk.rotate(id, 24)
    expect(rotated.secret).not.toBe(secret)
    await world.write(ana, 'during')
    await world.pass(DAY)
    await world.write(ana, 'after')
    await world.pass(0)
    const by = (key: string) => consumer.taken.map((one) => isSignedWith(key, one))
    expect(by(secret)).toEqual([true, false])
    expect(by(rotated.secret)).toEqual([true, true])
    const atOnce = await world.webhooks.desk.rotate(id, 0)
    await world.write(ana, 'at once')
    await world.pass(0)
    expect([by(rotated.secret).at(-1), by(atOnce.secret).at(-1)]).toEqual([false, true])
    expect(JSON.stringify(await world.store.webhookEndpoints.list())).not.toContain('whsec')
  })

  it('can be tested, whatever the filter; not where it is switched off', async () => {
    const { id, secret } = await world.add(consumer.url, ['contact.*'])
    const delivery = await world.webhooks.desk.test(id)
    expect(delivery).toMatchObject({ type: 'webhook.test', state: 'waiting' })
    await world.pass(0)
    const [received] = consumer.taken
    expect(received?.event).toMatchObject({ type: 'webhook.test', chat: null, sequence: null })
    expect(received && isSignedWith(secret, received)).toBe(true)
    const inspected = await world.store.webhookDeliveries.inspect(asWebhookDeliveryId(delivery.id))
    expect(inspected).toMatchObject({ state: 'delivered', tries: 1, attempts: [{ status: 200 }] })
    await world.webhooks.desk.update(id, { enabled: false })
    await expect(world.webhooks.desk.test(id)).rejects.toMatchObject({ code: 'webhook_disabled' })
    await expect(world.webhooks.desk.test('whk_9')).rejects.toMatchObject({
      code: 'unknown_webhook',
    })
  })

  it('can be sent again one by one; deleting an endpoint makes dead letters of what waits', async () => {
    const { id } = await world.add(consumer.url)
    const ana = await world.chat(ANA)
    await world.write(ana, 'once')
    await world.pass(0)
    const [done] = await world.store.webhookDeliveries.list({ limit: 9 })
    const again = await world.webhooks.desk.redrive(done?.id ?? '')
    expect(again).toMatchObject({ id: done?.id, state: 'waiting', tries: 0 })
    await expect(world.webhooks.desk.redrive(again.id)).rejects.toMatchObject({
      code: 'not_redrivable',
    })
    await world.pass(0)
    expect(texts()).toEqual(['once', 'once'])
    const ids = consumer.taken.map(({ event }) => event.id)
    expect(new Set(ids).size).toBe(1)
    consumer.down()
    for (let count = 0; count < 150; count += 1) await world.write(ana, 'more')
    await world.webhooks.desk.remove(id)
    // They are ended step by step, by whichever process.
    await world[Symbol.asyncDispose]()
    await world.begin()
    await world.pass(0)
    expect(await world.states()).toEqual({ delivered: 1, dead: 150 })
    await expect(world.webhooks.desk.remove(id)).rejects.toMatchObject({ code: 'unknown_webhook' })
    await expect(world.webhooks.desk.redrive(again.id)).rejects.toMatchObject({
      code: 'not_redrivable',
    })
    await expect(world.webhooks.desk.redrive('dlv_9')).rejects.toMatchObject({
      code: 'unknown_delivery',
    })
  })

  it('take up what waits when the endpoint moves', async () => {
    const { id } = await world.add('http://127.0.0.1:1/nobody')
    const ana = await world.chat(ANA)
    for (const text of ['a1', 'a2', 'a3']) await world.write(ana, text)
    await world.pass(20 * MINUTE)
    await world.webhooks.desk.update(id, { url: consumer.url })
    await until(() => consumer.taken.length === 3, 'all have come')
    expect(texts()).toEqual(['a1', 'a2', 'a3'])
  })
})
