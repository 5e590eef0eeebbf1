import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { until } from './helpers/installation.ts'
import { serverForThisFile } from './helpers/server-fixture.ts'
import { startStandIn } from './helpers/stand-in.ts'

const its = serverForThisFile()

describe('what a bot does', () => {
  it('is asked through the API, and its problems come through unchanged', async () => {
    const tenant = await its.create({ business_name: 'Talker' })
    await using _bot = await startStandIn(its.server, tenant)
    const message = { to: '+5491123456789', text: 'Hola' }
    const at = `/api/tenants/${tenant.slug}/messages`
    const sent = await its.ask('POST', at, message, { 'idempotency-key': 'k1' })
    expect(sent).toMatchObject({ status: 202, body: { delivery: 'queued' } })
    const again = await its.ask('POST', at, message, { 'idempotency-key': 'k1' })
    expect(again.body.id).toBe(sent.body.id)
    const other = await its.ask('POST', at, { ...message, text: 'x' }, { 'idempotency-key': 'k1' })
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
    const full = await its.ask('POST', at, { ...message, text: 'No room.' })
    expect(full).toMatchObject({ status: 503, body: { code: 'disk_full' } })
    expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await its.ask('GET', `${at}/msg_9`)).toMatchObject({
      status: 404,
      body: { code: 'unknown_message' },
    })
    const pairing = await its.ask('GET', `/api/tenants/${tenant.slug}/pairing`)
    expect(pairing.body).toEqual({ state: 'pairing', qr: 'qr-of-talker' })
    const shown = await until('its report', async () => {
      const { body } = await its.ask('GET', `/api/tenants/${tenant.slug}`)
      return body.connection.state === 'open' && body
    })
    expect(shown.connection.sentence).toBe('It is open.')
    expect((await its.ask('POST', `/api/tenants/${tenant.slug}/logout`)).status).toBe(200)
  })

  it('is taken back through the API, when it still can be', async () => {
    const tenant = await its.create({ business_name: 'Canceller' })
    await using _bot = await startStandIn(its.server, tenant)
    const at = `/api/tenants/${tenant.slug}/messages`
    const waits = await its.ask('POST', at, { to: '+5491123456789', text: 'Wait.' })
    expect(await its.ask('POST', `${at}/${waits.body.id}/cancel`)).toMatchObject({
      status: 200,
      body: { id: waits.body.id, delivery: 'cancelled', contact: { phone: '+5491123456789' } },
    })
    const left = await its.ask('POST', at, { to: '+5491123456789', text: 'It has left.' })
    expect(await its.ask('POST', `${at}/${left.body.id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'not_cancellable', detail: expect.stringContaining(left.body.id) },
    })
    expect(await its.ask('POST', `${at}/msg_9/cancel`)).toMatchObject({
      status: 404,
      body: { code: 'unknown_message' },
    })
    const odd = await its.ask('POST', `${at}/nonsense/cancel`)
    expect(odd).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } })
    const stranger = await its.ask('POST', '/api/tenants/nobody/messages/msg_1/cancel')
    expect(stranger).toMatchObject({ status: 404, body: { code: 'unknown_tenant' } })
  })

  it('is done to messages that are there through the API', async () => {
    const tenant = await its.create({ business_name: 'Deeds' })
    await using _bot = await startStandIn(its.server, tenant)
    const at = `/api/tenants/${tenant.slug}/messages`
    const { body: sent } = await its.ask('POST', at, { to: '+5491123456789', text: 'Hola' })
    const one = `${at}/${sent.id}`
    const key = { 'idempotency-key': 'k2' }
    expect(await its.ask('POST', `${one}/edit`, { text: 'Chau' }, key)).toMatchObject({
      status: 202,
      body: { id: 'msg_Chau_k2', delivery: 'queued' },
    })
    expect(await its.ask('DELETE', one, undefined, key)).toMatchObject({
      status: 202,
      body: { id: 'msg_deleted_k2' },
    })
    for (const body of [undefined, {}, { typing_indicator: { type: 'audio' } }]) {
      expect((await its.ask('POST', `${one}/read`, body)).body).toEqual({ success: true })
    }
    const typing = `/api/tenants/${tenant.slug}/typing`
    expect((await its.ask('POST', typing, { to: '+5491123456789' })).body).toEqual({
      success: true,
    })
    for (const [path, body, field] of [
      [`${one}/edit`, {}, 'text'],
      [`${one}/edit`, { type: 'image', text: 'x' }, 'type'],
      [`${one}/read`, { typing_indicator: { type: 'smell' } }, 'typing_indicator.type'],
      [typing, { to: 'x' }, 'to'],
      [typing, { to: '+5491123456789', state: 'sleeping' }, 'state'],
    ] as const) {
      const answer = await its.ask('POST', path, body)
      expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, field])
    }
    const gone = { status: 404, body: { code: 'unknown_message' } }
    expect(await its.ask('DELETE', `${at}/msg_9`)).toMatchObject(gone)
    expect(await its.ask('POST', `${at}/msg_9/read`, {})).toMatchObject(gone)
  })

  it('went wrong is listed through the API, by the page', async () => {
    const tenant = await its.create({ business_name: 'Unlucky' })
    await using _bot = await startStandIn(its.server, tenant)
    const at = `/api/tenants/${tenant.slug}/incidents`
    const first = await its.ask('GET', `${at}?limit=7`)
    expect(first).toMatchObject({
      status: 200,
      body: { incidents: [{ id: '1', kind: 'deaf', detail: 'limit 7' }], after: 'second' },
    })
    expect((await its.ask('GET', `${at}?after=${first.body.after}`)).body).toMatchObject({
      incidents: [{ id: '2' }],
      after: null,
    })
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['limit=501', 'limit'],
      ['kind=deaf', 'kind'],
    ]) {
      const odd = await its.ask('GET', `${at}?${query}`)
      expect(odd, query).toMatchObject({ status: 400, body: { errors: [{ field }] } })
    }
  })

  it('is unreachable when nothing answers, or a stranger does', async () => {
    const tenant = await its.create({ business_name: 'Silent' })
    const at = `/api/tenants/${tenant.slug}/messages`
    const nobody = await its.ask('POST', at, { to: '+5491123456789', text: 'Hola' })
    expect(nobody).toMatchObject({ status: 503, body: { code: 'bot_unreachable' } })
    expect(nobody.headers.get('retry-after')).toBe('5')
    for (const [status, text] of [
      [401, '{"code":"unauthorized","status":401,"detail":"x"}'],
      [200, '<h1>hello</h1>'],
      [202, '{"some":"thing"}'],
      [302, ''],
    ] as const) {
      const stranger = createServer((_request, response) => {
        response
          .writeHead(status, { location: 'http://127.0.0.1:1/', connection: 'close' })
          .end(text)
      })
      await new Promise<void>((resolve) => {
        stranger.listen(tenant.botPort, '127.0.0.1', () => resolve())
      })
      const answer = await its.ask('POST', at, { to: '+5491123456789', text: 'Hola' })
      await new Promise((resolve) => stranger.close(resolve))
      expect(answer, text).toMatchObject({ status: 503, body: { code: 'bot_unreachable' } })
    }
  })

  it('is not asked for a tenant that is stopped', async () => {
    const tenant = await its.create({ business_name: 'Rester' })
    const stopped = await its.ask('POST', '/api/tenants/rester/stop')
    expect(stopped.body).toMatchObject({
      desiredState: 'stopped',
      connection: { state: 'stopped', reason: 'stopped' },
    })
    expect(its.pm2.apps.find((app) => app.name === 'bot-rester')?.status).toBe('stopped')
    for (const [method, path] of [
      ['GET', 'pairing'],
      ['GET', 'messages'],
      ['GET', 'incidents'],
      ['POST', 'messages/msg_1/cancel'],
      ['POST', 'logout'],
    ] as const) {
      const answer = await its.ask(method, `/api/tenants/${tenant.slug}/${path}`)
      expect(answer).toMatchObject({ status: 409, body: { code: 'tenant_stopped' } })
    }
    const started = await its.ask('POST', '/api/tenants/rester/start')
    expect(started.body.desiredState).toBe('running')
    expect(its.pm2.apps.find((app) => app.name === 'bot-rester')?.status).toBe('online')
  })

  it('is reported under its own token only', async () => {
    const one = await its.create({ business_name: 'Reporter one' })
    const two = await its.create({ business_name: 'Reporter two' })
    const tokenOf = (slug: string): string =>
      readFileSync(join(its.folder, 'tenants', slug, 'bot.token'), 'utf8').trim()
    const report = {
      pid: 1,
      startedAt: '2026-01-01T00:00:00.000Z',
      phone: '+5491123456789',
      messagesIn: 0,
      messagesOut: 0,
      outbox: 0,
      memoryBytes: 1,
      warnings: ['config.json: line 3'],
      connection: { state: 'open', since: '2026-01-01T00:00:00.000Z', sentence: 'Linked.' },
    }
    const tell = (id: string, token: string, body: unknown = report) =>
      its.ask('POST', `/internal/bots/${id}/events`, body, { authorization: `Bearer ${token}` })
    expect((await tell(one.id, tokenOf('reporter-two'))).status).toBe(401)
    expect((await tell(one.id, '')).status).toBe(401)
    expect((await tell('nobody', tokenOf('reporter-one'))).status).toBe(401)
    expect((await tell(one.id, tokenOf('reporter-one'), { pid: 'x' })).status).toBe(400)
    expect((await tell(one.id, tokenOf('reporter-one'))).status).toBe(204)
    const shown = await its.ask('GET', '/api/tenants/reporter-one')
    expect(shown.body).toMatchObject({
      phone: '+5491123456789',
      connection: { state: 'open' },
      warnings: ['config.json: line 3'],
      history: null,
    })
    const history = {
      state: 'reading',
      parts: { waiting: 3, done: 1, failed: 0 },
      messages: 2500,
    }
    await tell(one.id, tokenOf('reporter-one'), { ...report, history })
    expect((await its.ask('GET', '/api/tenants/reporter-one')).body).toMatchObject({ history })
    const ready = await its.ask('GET', '/readyz', undefined, { authorization: '' })
    expect(ready).toMatchObject({ status: 503, body: { code: 'not_ready' } })
    const silent = ready.body.errors.map((each: { field: string }) => each.field)
    expect(silent).toContain(two.slug)
    expect(silent).not.toContain(one.slug)
  })
})
