import { describe, expect, it } from 'vitest'
import { ANA, LUIS, SHOP, World } from './world.ts'

const asker = (world: World) => async (method: string, path: string, body?: unknown) => {
  const reply = await fetch(`${world.sim.controlUrl}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  })
  const text = await reply.text()
  return {
    status: reply.status,
    type: reply.headers.get('content-type') ?? '',
    body: (text === '' ? undefined : JSON.parse(text)) as Record<string, unknown> | undefined,
  }
}

describe('the control API', () => {
  it('adds and lists phones, numbers with or without plus', async () => {
    await using world = await World.open()
    const ask = asker(world)
    const added = await ask('POST', '/phones', {
      phone: '573001112233',
      name: 'Sol',
      lid: '777777',
    })
    expect(added).toMatchObject({
      status: 201,
      body: { phone: '+573001112233', name: 'Sol', lid: '777777@lid', online: true, devices: [] },
    })
    const past = await ask('PUT', '/phones/573001112233/past', { messages: 10, chats: 2 })
    expect(past).toMatchObject({ status: 200, body: { phone: '+573001112233' } })
    const { body } = await ask('GET', '/phones')
    expect(body?.['phones']).toHaveLength(4)
  })

  it('links a device, carries messages and shows them', async () => {
    await using world = await World.open()
    const ask = asker(world)
    const client = world.client().connect()
    const [linked] = await Promise.all([
      ask('POST', `/phones/${SHOP}/scan`, { qr: await client.nextQr() }),
      client.closeCode(),
    ])
    expect(linked).toMatchObject({ status: 200, body: { phone: SHOP, device: 1 } })
    await client.connect().open()
    const sent = await ask('POST', '/phones/5215500000002/messages', { to: SHOP, text: 'hola' })
    expect(sent).toMatchObject({ status: 202, body: { id: expect.any(String) } })
    await client.message('hola')
    const id = await client.sendText('5215500000002@s.whatsapp.net', 'qué tal')
    await client.status(id, 3)
    const { body } = await ask('GET', `/phones/${ANA}/messages`)
    const message = { id, from: SHOP, to: ANA, text: 'qué tal', type: 'text', copies: 1 }
    expect(body).toMatchObject({ messages: [{ ...message, at: expect.stringMatching(/Z$/) }] })
    const all = await ask('GET', `/phones/${ANA}/messages?direction=all`)
    expect(all.body?.['messages']).toHaveLength(2)
    expect((await ask('POST', `/phones/${ANA}/read`, { ids: [id] })).status).toBe(204)
    await client.status(id, 4)
    expect((await ask('DELETE', `/phones/${SHOP}/devices/1`)).status).toBe(204)
    expect(await client.closeCode()).toBe(401)
  })

  it('takes and clears faults and counts', async () => {
    await using world = await World.open()
    const ask = asker(world)
    const fault = await ask('POST', '/faults', { kind: 'failure', code: 403, phone: ANA, times: 3 })
    expect(fault).toMatchObject({ status: 201, body: { kind: 'failure', phone: ANA, left: 3 } })
    expect((await ask('POST', '/faults', { kind: 'delay', ms: 1, phone: 0 })).status).toBe(201)
    expect((await ask('GET', '/stats')).body).toMatchObject({
      phones: 3,
      unknown: 0,
      faults: [{ kind: 'failure' }, { kind: 'delay' }],
    })
    expect((await ask('DELETE', '/faults')).status).toBe(204)
    expect((await ask('GET', '/stats')).body).toMatchObject({ faults: [] })
  })

  it('takes a phone off the air and back', async () => {
    await using world = await World.open()
    const ask = asker(world)
    expect((await ask('POST', `/phones/${ANA}/offline`)).body).toMatchObject({ online: false })
    expect((await ask('POST', `/phones/${ANA}/messages`, { to: SHOP, text: 'x' })).status).toBe(409)
    expect((await ask('POST', `/phones/${ANA}/online`)).body).toMatchObject({ online: true })
  })

  it('streams events, missed ones too', async () => {
    await using world = await World.open()
    const stop = new AbortController()
    const reply = await fetch(`${world.sim.controlUrl}/events?since=0`, { signal: stop.signal })
    const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader()
    world.sim.setOnline(LUIS, false)
    let text = ''
    while (!text.includes('event: offline')) text += (await reader?.read())?.value ?? ''
    expect(text).toContain('event: phone-added')
    expect(text).toMatch(/id: 1\n/)
    stop.abort()
  })

  it.each([
    ['POST', '/phones', { phone: 'abc' }, 400, 'phone'],
    ['POST', '/phones', {}, 400, 'phone'],
    ['POST', '/phones', { phone: '+5215500000009', nmae: 'x' }, 400, 'nmae'],
    ['POST', '/phones', '{broken', 400, 'JSON'],
    ['POST', '/phones', { phone: SHOP }, 409, SHOP],
    ['POST', `/phones/+5215500000009/scan`, { qr: 'x' }, 404, '+5215500000009'],
    ['POST', `/phones/${SHOP}/scan`, { qr: 'x' }, 422, 'QR'],
    ['POST', `/phones/${SHOP}/scan`, {}, 400, 'qr'],
    ['POST', `/phones/${SHOP}/link-code`, { code: 'short' }, 400, 'code'],
    ['POST', `/phones/${SHOP}/link-code`, { code: 'ABCD-2345' }, 422, 'code'],
    ['POST', `/phones/${SHOP}/messages`, { to: ANA, text: '' }, 400, 'text'],
    ['POST', `/phones/${SHOP}/messages`, { to: '+5215500000009', text: 'x' }, 422, 'Add it first'],
    ['POST', `/phones/${SHOP}/read`, { ids: ['nope'] }, 422, 'nope'],
    ['POST', `/phones/${SHOP}/read`, { ids: [] }, 400, 'ids'],
    ['GET', `/phones/${SHOP}/messages?direction=up`, undefined, 400, 'direction'],
    ['DELETE', `/phones/${SHOP}/devices/7`, undefined, 404, 'device 7'],
    ['POST', '/faults', { kind: 'earthquake' }, 400, 'kind'],
    ['POST', '/faults', { kind: 'refuse', phone: SHOP }, 400, 'phone'],
    ['POST', '/faults', { kind: 'drop', times: -1 }, 400, 'times'],
    ['GET', '/nowhere', undefined, 404, '/nowhere'],
  ])('%s %s %j: %i naming %s', async (method, path, body, status, word) => {
    await using world = await World.open()
    const reply = await asker(world)(method, path, body)
    expect(reply.status).toBe(status)
    expect(reply.type).toContain('application/problem+json')
    expect(reply.body).toMatchObject({ type: 'about:blank', status, title: expect.any(String) })
    expect(reply.body?.['detail']).toContain(word)
    expect(world.sim.phones()).toHaveLength(3)
  })
})
