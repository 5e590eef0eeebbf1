import { once } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { SHOP, World } from './world.ts'

const SERVICE = '@s.whatsapp.net'

describe('the service', () => {
  it('answers a question nobody knows, and says so loudly', async () => {
    const loud = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await using world = await World.open()
    const bot = await world.bot()
    const unknown = world.event('unknown', { phone: SHOP, device: 1 })
    const reply = await bot.socket.query({
      tag: 'iq',
      attrs: { to: SERVICE, type: 'get', xmlns: 'w:future' },
      content: [{ tag: 'surprise', attrs: { size: '1' } }],
    })
    expect(reply).toMatchObject({ tag: 'iq', attrs: { type: 'result', from: SERVICE } })
    expect((await unknown).stanza).toContain('<surprise size="1"/>')
    expect(loud.mock.calls.flat().join('')).toContain('UNKNOWN STANZA <iq')
    expect(world.sim.stats().unknown).toBe(1)
    loud.mockRestore()
  })

  it('refuses keys that the paired identity has not signed', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const { signedIdentityKey, signedPreKey } = bot.auth.creds
    const upload = (identity: Uint8Array, signature: Uint8Array) =>
      bot.socket.query({
        tag: 'iq',
        attrs: { to: SERVICE, type: 'set', xmlns: 'encrypt' },
        content: [
          { tag: 'registration', attrs: {}, content: Buffer.from([0, 0, 0, 1]) },
          { tag: 'identity', attrs: {}, content: identity },
          { tag: 'list', attrs: {}, content: [] },
          {
            tag: 'skey',
            attrs: {},
            content: [
              { tag: 'id', attrs: {}, content: Buffer.from([0, 0, 1]) },
              { tag: 'value', attrs: {}, content: signedPreKey.keyPair.public },
              { tag: 'signature', attrs: {}, content: signature },
            ],
          },
        ],
      })
    const mine = signedIdentityKey.public
    await expect(upload(mine, Buffer.alloc(64, 1))).rejects.toThrow(/not signed/)
    await expect(upload(Buffer.alloc(32, 9), signedPreKey.signature)).rejects.toThrow(/identity/)
    await expect(upload(mine, signedPreKey.signature)).resolves.toBeDefined()
    await bot.socket.rotateSignedPreKey()
  })

  it('cuts a client that speaks nonsense or an old dictionary, and stays up', async () => {
    const loud = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await using world = await World.open()
    const frame = [0, 0, 1, 0]
    for (const start of [[...Buffer.from('nonsense')], [0x57, 0x41, 6, 2, ...frame]]) {
      const socket = new WebSocket(world.sim.wsUrl)
      await once(socket, 'open')
      socket.send(Buffer.from(start))
      await once(socket, 'close')
    }
    expect(loud.mock.calls.flat().join('')).toContain('dictionary 2')
    loud.mockRestore()
    await world.client().connect().nextQr()
  })

  it('is found at its path only, and does not share a taken port', async () => {
    await using world = await World.open()
    const socket = new WebSocket(world.sim.wsUrl.replace('/ws/chat', '/elsewhere'))
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toContain('404')
    await expect(World.open({ port: world.sim.port })).rejects.toMatchObject({ code: 'port_taken' })
  })

  it('can put the control API on a port of its own', async () => {
    await using world = await World.open({ controlPort: 0, port: 0 })
    expect(world.sim.controlUrl).not.toContain(`:${world.sim.port}`)
    expect((await fetch(`${world.sim.controlUrl}/stats`)).status).toBe(200)
  })
})
