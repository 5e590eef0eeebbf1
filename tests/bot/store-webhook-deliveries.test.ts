import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asWebhookDeliveryId, asWebhookRedriveId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { engines } from './helpers/engines.ts'
import { ANA, DAY, LUIS, MINUTE, WebhookLab } from './helpers/webhook-lab.ts'

describe.each(Object.entries(engines))('deliveries of webhooks on %s', (engine, open) => {
  let lab: WebhookLab

  beforeEach(async () => {
    lab = await WebhookLab.open(open)
  })
  afterEach(async () => {
    // PGlite itself is kept for the next test.
    if (engine === 'SQLite') await lab.db.destroy()
  })

  it('has one head in each line, and the next when it is settled', async () => {
    const id = await lab.endpoint(['message.received'])
    const [ana, luis] = [await lab.chatOf(ANA), await lab.chatOf(LUIS)]
    for (const chat of [ana, ana, luis, ana]) await lab.came(chat)
    expect(await lab.store.webhookDeliveries.due(id, [], 9)).toEqual([ana, luis])
    expect(await lab.store.webhookDeliveries.due(id, [ana], 9)).toEqual([luis])
    expect(await lab.store.webhookDeliveries.due(id, [], 1)).toEqual([ana])
    const first = await lab.head(id, ana)
    await lab.deliver(first)
    const second = await lab.head(id, ana)
    expect([first.event.sequence, second.event.sequence]).toEqual([1, 2])
    await lab.fail(second)
    expect(await lab.store.webhookDeliveries.due(id, [], 9)).toEqual([luis])
    expect(await lab.store.webhookDeliveries.nextDue(id, lab.now)).toBe(lab.now + 5000)
    lab.now += 5000
    const again = await lab.head(id, ana)
    expect(again).toMatchObject({ id: second.id, tries: 1, failedAt: lab.now - 5000 })
    await lab.fail(again, { leavesLine: true })
    expect((await lab.head(id, ana)).event.sequence).toBe(3)
    expect((await lab.store.webhookEndpoints.get(id))?.failingSince).toBe(toIso(lab.now - 5000))
    await lab.deliver(await lab.head(id, ana))
    expect(await lab.store.webhookEndpoints.get(id)).toMatchObject({
      failingSince: null,
      lastError: null,
    })
    lab.now += 5000
    expect(await lab.store.webhookDeliveries.due(id, [], 9)).toEqual([luis, second.id])
  })

  it('puts what has left its line back when the endpoint is back', async () => {
    const id = await lab.endpoint(['message.received'])
    const ana = await lab.chatOf(ANA)
    for (let count = 0; count < 4; count += 1) await lab.came(ana)
    const first = await lab.head(id, ana)
    await lab.fail(first, { leavesLine: true, again: lab.now + DAY })
    const second = await lab.head(id, ana)
    await lab.fail(second, { leavesLine: true, again: lab.now + DAY })
    const third = await lab.head(id, ana)
    await lab.store.webhookDeliveries.recover(id, [third.id])
    expect(await lab.store.webhookDeliveries.due(id, [], 9)).toEqual([ana])
    expect((await lab.head(id, ana)).id).toBe(first.id)
    await lab.deliver(third)
    for (const sequence of [1, 2, 4]) {
      const next = await lab.head(id, ana)
      expect(next.event.sequence).toBe(sequence)
      await lab.deliver(next)
    }
    expect(await lab.store.webhookDeliveries.due(id, [], 9)).toEqual([])
  })

  it('posts nothing to an endpoint that is paused, off, gone or deleted', async () => {
    const ids = [
      await lab.endpoint(),
      await lab.endpoint(),
      await lab.endpoint(),
      await lab.endpoint(),
    ] as const
    const [paused, off, gone, deleted] = ids
    await lab.connected()
    const heads = await Promise.all(ids.map((id) => lab.head(id, 'connection')))
    const [one, , three, four] = heads
    if (!one || !three || !four) throw new Error('no heads')
    await lab.fail(one, { again: lab.now, pause: lab.now + MINUTE })
    await lab.store.webhookEndpoints.update(off, { enabled: false })
    await lab.fail(three, { again: lab.now, isGone: true })
    await lab.store.webhookEndpoints.remove(deleted)
    expect(await lab.store.webhookRetention.isLeftOver()).toBe(true)
    expect(await lab.store.webhookRetention.bury()).toBe(true)
    expect(await lab.store.webhookRetention.isLeftOver()).toBe(false)
    expect(await lab.store.webhookRetention.bury()).toBe(false)
    expect(await lab.store.webhookEndpoints.open()).toEqual([
      { id: paused, from: lab.now + MINUTE },
    ])
    for (const id of ids)
      expect(await lab.store.webhookDeliveries.head(id, 'connection')).toBeUndefined()
    expect(await lab.store.webhookEndpoints.get(gone)).toMatchObject({
      enabled: false,
      disabledReason: 'gone',
    })
    expect(await lab.store.webhookEndpoints.get(deleted)).toBeUndefined()
    expect((await lab.list({ state: 'dead' })).map(({ webhook }) => webhook)).toEqual([deleted])
    // What was on its way when the endpoint was deleted has arrived all the same.
    await lab.deliver(four)
    expect(await lab.list({ state: 'dead' })).toEqual([])
    expect((await lab.store.webhookEndpoints.unwell(lab.now)).map(({ id }) => id)).toEqual([
      paused,
      gone,
    ])
    await lab.store.webhookEndpoints.update(gone, { enabled: true })
    expect((await lab.store.webhookEndpoints.get(gone))?.disabledReason).toBeNull()
  })

  it('signs with both secrets for as long as they overlap', async () => {
    const id = await lab.endpoint()
    await lab.store.webhookEvents.test(id)
    const [{ line } = { line: '' }] = await lab.db
      .selectFrom('webhook_deliveries')
      .select('line')
      .execute()
    await lab.store.webhookEndpoints.rotate(id, 'whsec_b', lab.now + MINUTE)
    expect((await lab.head(id, line)).secrets).toEqual(['whsec_b', 'whsec_a'])
    lab.now += MINUTE
    expect((await lab.head(id, line)).secrets).toEqual(['whsec_b'])
    await lab.store.webhookEndpoints.rotate(id, 'whsec_c', lab.now)
    expect((await lab.head(id, line)).secrets).toEqual(['whsec_c'])
  })

  it('redrives dead letters in their order, and none of a deleted endpoint', async () => {
    const [id, other] = [
      await lab.endpoint(['message.received']),
      await lab.endpoint(['message.received']),
    ]
    const ana = await lab.chatOf(ANA)
    for (let count = 0; count < 3; count += 1) await lab.came(ana)
    for (let count = 0; count < 3; count += 1) {
      const next = await lab.head(id, ana)
      await lab.fail(next, { again: undefined })
    }
    await lab.store.webhookEndpoints.remove(other)
    await lab.store.webhookRetention.bury()
    expect(await lab.list({ state: 'dead' })).toHaveLength(6)
    const range = { state: 'dead', from: toIso(lab.now), to: toIso(lab.now + 1) } as const
    expect(await lab.redrive({ ...range, to: range.from })).toBe(0)
    expect(await lab.redrive({ ...range, type: 'message.status' })).toBe(0)
    expect(await lab.redrive({ ...range, webhook: other })).toBe(0)
    const [, , last] = await lab.list({ webhook: id, state: 'dead' })
    expect(await lab.store.webhookRedrives.one(asWebhookDeliveryId(last?.id ?? ''))).toBe(true)
    expect(await lab.store.webhookRedrives.one(asWebhookDeliveryId(last?.id ?? ''))).toBe(false)
    await lab.came(ana)
    expect(await lab.redrive({ ...range, webhook: id })).toBe(2)
    for (const sequence of [1, 2, 3, 4]) {
      const next = await lab.head(id, ana)
      expect([next.event.sequence, next.tries]).toEqual([sequence, 0])
      await lab.deliver(next)
    }
    const [one] = await lab.list({ webhook: id, state: 'delivered' })
    const inspected = await lab.inspect(one)
    expect(inspected?.attempts.map(({ error }) => error)).toEqual(['answered 500', null])
    expect(
      JSON.stringify([await lab.list(), await lab.store.webhookEndpoints.list(), inspected]),
    ).not.toContain('whsec')
  })

  it('redrives step by step what was there when it was asked for, and remembers how far it is', async () => {
    const id = await lab.endpoint(['message.received'])
    const [ana, luis] = [await lab.chatOf(ANA), await lab.chatOf(LUIS)]
    for (let count = 0; count < 120; count += 1) {
      const chat = count % 2 === 0 ? ana : luis
      await lab.came(chat)
      await lab.deliver(await lab.head(id, chat))
    }
    const { webhookRedrives: redrives } = lab.store
    const which = { state: 'delivered', from: toIso(0), to: toIso(lab.now + DAY) } as const
    const accepted = await redrives.add(which)
    expect(accepted).toMatchObject({ ...which, webhook: null, redriven: 0, finishedAt: null })
    await lab.came(ana)
    await lab.deliver(await lab.head(id, ana))
    const seen = async () => {
      const { redriven, finishedAt } = (await redrives.view(asWebhookRedriveId(accepted.id))) ?? {}
      return [redriven, finishedAt, (await lab.list({ state: 'waiting' })).length]
    }
    expect([await redrives.step(), ...(await seen())]).toEqual([true, 100, null, 100])
    // What is sent again meanwhile is not sent once more.
    for (const chat of [ana, luis]) await lab.deliver(await lab.head(id, chat))
    expect([await redrives.step(), ...(await seen())]).toEqual([true, 120, toIso(lab.now), 118])
    expect([await redrives.isOpen(), await redrives.step()]).toEqual([false, false])
    expect(await lab.store.webhookDeliveries.due(id, [], 9)).toEqual([ana, luis])
    for (const chat of [ana, luis]) {
      for (let sequence = 2; sequence <= 60; sequence += 1) {
        const next = await lab.head(id, chat)
        expect(next.event.sequence).toBe(sequence)
        await lab.deliver(next)
      }
    }
    lab.now += 30 * DAY + 1
    await lab.store.webhookRetention.tidy()
    expect(await redrives.view(asWebhookRedriveId(accepted.id))).toBeUndefined()
  })

  it('forgets what settled long ago, and events that nobody is left to get', async () => {
    const [one, two] = [
      await lab.endpoint(['message.received']),
      await lab.endpoint(['message.received']),
    ]
    const ana = await lab.chatOf(ANA)
    await lab.came(ana)
    await lab.deliver(await lab.head(one, ana))
    await lab.fail(await lab.head(two, ana), { again: undefined })
    const counts = async () => [
      (await lab.list()).length,
      (await lab.db.selectFrom('webhook_events').select('id').execute()).length,
    ]
    lab.now += 3 * DAY
    await lab.store.webhookRetention.prune('delivered')
    expect(await counts()).toEqual([2, 1])
    lab.now += 1
    expect(await lab.store.webhookRetention.prune('delivered')).toBe(false)
    await lab.store.webhookRetention.prune('dead')
    expect(await counts()).toEqual([1, 1])
    lab.now += 27 * DAY
    await lab.store.webhookRetention.prune('dead')
    expect(await counts()).toEqual([0, 0])
  })

  it('waits three days for an endpoint that is off, and not for a clock that was set back', async () => {
    const [off, on] = [
      await lab.endpoint(['message.received']),
      await lab.endpoint(['message.received']),
    ]
    const ana = await lab.chatOf(ANA)
    await lab.came(ana)
    await lab.store.webhookEndpoints.update(off, { enabled: false })
    await lab.fail(await lab.head(on, ana), { again: lab.now + 30 * DAY })
    lab.now += 3 * DAY
    await lab.store.webhookRetention.tidy()
    expect(await lab.types({ state: 'dead' })).toEqual([])
    expect(await lab.store.webhookDeliveries.due(on, [], 9)).toEqual([ana])
    lab.now += 1
    await lab.store.webhookRetention.tidy()
    expect((await lab.list({ state: 'dead' })).map(({ webhook }) => webhook)).toEqual([off])
  })
})
