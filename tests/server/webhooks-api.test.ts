import { describe, expect, it } from 'vitest'
import { WEBHOOK_API } from '../../common/contracts/webhook-api.ts'
import { WEBHOOK_EXAMPLES } from '../../common/contracts/webhook-examples.ts'
import { jpeg } from '../media/helpers/samples.ts'
import { isSignedWith } from '../bot/helpers/consumer.ts'
import type { Received } from '../bot/helpers/consumer.ts'
import { CUSTOMERS, SHOPS, hookedTenants } from './helpers/hooked-tenants.ts'
import { until } from './helpers/installation.ts'

describe('webhooks, through server, bot and network', () => {
  const its = hookedTenants()
  const untilPosted = (path: string, type: string): Promise<Received> =>
    until(`${type} at ${path}`, () => its.at(path).find(({ event }) => event.type === type))

  it('are made, changed, tried out, looked into, sent again and deleted by the API', async () => {
    const [tenant, other] = [its.one(0), its.one(1)]
    const url = its.consumer.url.replace('/hook', '/api')
    const made = await its.ask(tenant, 'POST', 'webhooks', { url, events: ['message.received'] })
    expect(made.status).toBe(201)
    const { secret, ...shown } = made.body
    expect(secret).toMatch(/^whsec_/)
    expect(shown).toMatchObject({ url, enabled: true, failingSince: null })
    const whk = `webhooks/${shown.id}`
    expect((await its.ask(tenant, 'GET', 'webhooks')).body).toEqual({ webhooks: [shown] })
    expect((await its.ask(tenant, 'GET', whk)).body).toEqual(shown)
    expect((await its.ask(other, 'GET', 'webhooks')).body).toEqual({ webhooks: [] })
    expect(await its.ask(other, 'GET', whk)).toMatchObject({ status: 404 })

    await its.simulator.sendText(CUSTOMERS[0], SHOPS[0], 'vendí 3 a 10 € 🎉')
    const posted = await untilPosted('/api', 'message.received')
    expect(isSignedWith(secret, posted)).toBe(true)
    expect(posted.headers['content-type']).toBe('application/json')
    expect(posted.event).toMatchObject({
      tenant: { id: tenant.id, slug: tenant.slug },
      sequence: 1,
      data: { message: { direction: 'inbound', text: 'vendí 3 a 10 € 🎉' } },
    })

    const rotated = await its.ask(tenant, 'POST', `${whk}/rotate`, { overlapHours: 1 })
    expect(rotated.body.secret).not.toBe(secret)
    expect(rotated.body.previousSecretUntil).not.toBeNull()
    const tested = await its.ask(tenant, 'POST', `${whk}/test`)
    expect(tested).toMatchObject({ status: 202, body: { type: 'webhook.test' } })
    const test = await untilPosted('/api', 'webhook.test')
    for (const key of [secret, rotated.body.secret]) expect(isSignedWith(key, test)).toBe(true)

    const dlv = `webhook-deliveries/${tested.body.id}`
    const inspected = await until('it is settled', async () => {
      const { body } = await its.ask(tenant, 'GET', dlv)
      return body.state === 'delivered' && body
    })
    expect(inspected).toMatchObject({
      attempts: [{ status: 200, error: null }],
      payload: { ...test.event, tenant: { id: tenant.id, slug: tenant.slug } },
    })
    expect((await its.ask(other, 'GET', dlv)).status).toBe(404)
    const page = await its.ask(tenant, 'GET', `webhook-deliveries?state=delivered&limit=1`)
    expect(page.body.deliveries).toHaveLength(1)
    const next = `webhook-deliveries?state=delivered&after=${page.body.after}`
    expect((await its.ask(tenant, 'GET', next)).body).toMatchObject({
      deliveries: [{ id: tested.body.id }],
      after: null,
    })
    expect(await its.ask(tenant, 'POST', `${dlv}/redrive`)).toMatchObject({
      status: 202,
      body: { state: 'waiting', tries: 0 },
    })
    const again = await until('it has come again', () => its.at('/api')[2])
    expect([again.event.id, again.body]).toEqual([test.event.id, test.body])
    const range = { from: '2020-01-01T00:00:00.000Z', to: '2099-01-01T00:00:00.000Z' }
    const all = { state: 'delivered', ...range }
    const redriven = async (which: object): Promise<number> => {
      const accepted = await its.ask(tenant, 'POST', 'webhook-deliveries/redrive', which)
      const expected = { ...which, webhook: null, type: null, redriven: 0, finishedAt: null }
      expect(accepted).toMatchObject({ status: 202, body: expected })
      const at = `webhook-redrives/${accepted.body.id}`
      expect((await its.ask(other, 'GET', at)).body.code).toBe('unknown_redrive')
      return await until('it is finished', async () => {
        const { body } = await its.ask(tenant, 'GET', at)
        return body.finishedAt !== null && { count: body.redriven }
      }).then(({ count }) => count)
    }
    expect(await redriven(range)).toBe(0)
    await until('nothing waits', async () => {
      const { body } = await its.ask(tenant, 'GET', 'webhook-deliveries?state=waiting')
      return body.deliveries.length === 0
    })
    expect(await redriven(all)).toBe(2)

    const off = await its.ask(tenant, 'PATCH', whk, {
      enabled: false,
      events: ['*'],
      description: 'x',
    })
    expect(off).toMatchObject({ status: 200, body: { enabled: false, events: ['*'] } })
    expect(await its.ask(tenant, 'POST', `${whk}/test`)).toMatchObject({
      status: 409,
      body: { code: 'webhook_disabled' },
    })
    expect((await its.ask(tenant, 'DELETE', whk)).status).toBe(204)
    expect((await its.ask(tenant, 'DELETE', whk)).body.code).toBe('unknown_webhook')
    expect(await its.ask(tenant, 'POST', `${dlv}/redrive`)).toMatchObject({
      status: 409,
      body: { code: 'not_redrivable' },
    })
  })

  it('hear of a file twice: when it is announced, and when it can be had', async () => {
    const tenant = its.one(1)
    const url = its.consumer.url.replace('/hook', '/files')
    await its.ask(tenant, 'POST', 'webhooks', {
      url,
      events: ['message.received', 'message.media'],
    })
    const data = jpeg(8, 8, 5000).toString('base64')
    await its.simulator.send(CUSTOMERS[1], SHOPS[1], { type: 'image', data })
    const announced = await untilPosted('/files', 'message.received')
    const come = await untilPosted('/files', 'message.media')
    expect(come.event).toMatchObject({
      sequence: Number(announced.event.sequence) + 1,
      data: { message: { image: { state: 'stored', mime_type: 'image/jpeg', file_size: 5000 } } },
    })
  })

  it("take every request as the API's page shows it", async () => {
    const tenant = its.one(1)
    let id = ''
    for (const { method, path, reply, status } of WEBHOOK_API) {
      const { request } = WEBHOOK_EXAMPLES[`${method} ${path}`] ?? {}
      if (request === undefined) continue
      const asked = path.replace('/api/tenants/:tenant/', '').replace(':id', id)
      const named = typeof request === 'object' && request !== null && 'webhook' in request
      const body = named ? { ...request, webhook: id } : request
      const answer = await its.ask(tenant, method, asked, body)
      expect([answer.status, reply.safeParse(answer.body).error], path).toEqual([status, undefined])
      if (path.endsWith('/webhooks')) id = answer.body.id
    }
    expect((await its.ask(tenant, 'DELETE', `webhooks/${id}`)).status).toBe(204)
  })

  it('refuse what cannot be, with the field, and change nothing', async () => {
    const tenant = its.one(0)
    const url = 'https://example.com/hook'
    const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }
    for (const [method, path, body, field] of [
      ['POST', 'webhooks', {}, 'url'],
      ['POST', 'webhooks', { url: 'nonsense' }, 'url'],
      ['POST', 'webhooks', { url: 'ftp://example.com' }, 'url'],
      ['POST', 'webhooks', { url, events: ['message.sent'] }, 'events.0'],
      ['POST', 'webhooks', { url, events: [] }, 'events'],
      ['POST', 'webhooks', { url, secret: 'x' }, 'secret'],
      ['PATCH', 'webhooks/whk_1', { url: 'x' }, 'url'],
      ['PATCH', 'webhooks/other', { enabled: true }, 'id'],
      ['POST', 'webhooks/whk_1/rotate', { overlapHours: 1000 }, 'overlapHours'],
      ['GET', 'webhook-deliveries?state=lost', undefined, 'state'],
      ['GET', 'webhook-deliveries?from=yesterday', undefined, 'from'],
      ['GET', 'webhook-deliveries?after=x', undefined, 'after'],
      ['GET', 'webhook-deliveries?limit=0', undefined, 'limit'],
      ['POST', 'webhook-deliveries/redrive', {}, 'from'],
      ['POST', 'webhook-deliveries/redrive', { ...range, state: 'waiting' }, 'state'],
      ['POST', 'webhook-deliveries/redrive', { ...range, to: range.from }, 'to'],
      ['GET', 'webhook-redrives/other', undefined, 'id'],
      ['POST', 'webhook-deliveries/other/redrive', undefined, 'id'],
    ] as const) {
      const answer = await its.ask(tenant, method, path, body)
      expect([answer.status, answer.body.errors?.[0]?.field], path).toEqual([400, field])
    }
    const nowhere = { ...range, webhook: 'whk_1' }
    expect(await its.ask(tenant, 'POST', 'webhook-deliveries/redrive', nowhere)).toMatchObject({
      status: 404,
      body: { code: 'unknown_webhook' },
    })
    for (const [method, path, code] of [
      ['PATCH', 'webhooks/whk_1', 'unknown_webhook'],
      ['POST', 'webhooks/whk_1/test', 'unknown_webhook'],
      ['POST', 'webhooks/whk_1/rotate', 'unknown_webhook'],
      ['GET', 'webhook-deliveries/dlv_1', 'unknown_delivery'],
      ['GET', 'webhook-redrives/rdv_1', 'unknown_redrive'],
      ['POST', 'webhook-deliveries/dlv_1/redrive', 'unknown_delivery'],
    ] as const) {
      const body = method === 'PATCH' ? { enabled: true } : undefined
      expect(await its.ask(tenant, method, path, body), path).toMatchObject({
        status: 404,
        body: { code },
      })
    }
    expect((await its.ask(tenant, 'GET', 'webhooks')).body).toEqual({ webhooks: [] })
  })
})
