import type { BinaryNode } from '@whiskeysockets/baileys'
import { describe, expect, it } from 'vitest'
import { ANA, pn, SHOP, World } from './world.ts'

describe('linking a companion', () => {
  it('pairs by QR, logs in and is found in the phone', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const [shop] = world.sim.phones()
    expect(shop).toMatchObject({ phone: SHOP, name: 'Shop', online: true })
    expect(shop?.devices).toMatchObject([{ device: 1, connected: true, prekeys: 812 - 1 }])
    expect(bot.auth.creds.me).toMatchObject({ id: `5215500000001:1@s.whatsapp.net` })
    expect(`${bot.auth.creds.me?.lid}`.split(':')[0]).toBe(shop?.lid.split('@')[0])
  })

  it('takes the old comma form of the QR too', async () => {
    await using world = await World.open()
    const client = world.client()
    await client.pair((qr) => world.sim.scan(SHOP, qr.replace(/^[^#]*#/, '')))
    expect(world.sim.stats().devices).toBe(1)
  })

  it('gives the companion the app-state key and the history, and learns its name', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    await bot.until('the key', () => bot.auth.count('app-state-sync-key') === 1)
    await bot.until('the name', () => bot.auth.creds.me?.name === 'Shop')
    expect(bot.auth.creds.processedHistoryMessages).toHaveLength(1)
  })

  it('pairs by code, typed with or without hyphen and in small letters', async () => {
    await using world = await World.open()
    const client = world.client().connect()
    await client.nextQr()
    const code = await client.socket.requestPairingCode('5215500000001')
    await world.event('code-requested', { phone: SHOP }, 0)
    const typed = `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase()
    const [linked, closed] = await Promise.all([
      world.sim.linkCode(SHOP, typed),
      client.closeCode(),
    ])
    expect(closed).toBe(515)
    expect(linked).toEqual({ phone: SHOP, device: 1 })
    await client.connect().open()
    await world.sim.sendText(ANA, SHOP, 'after a code')
    await client.message('after a code')
  })

  it('refuses a wrong code and still takes the right one', async () => {
    await using world = await World.open()
    const client = world.client().connect()
    await client.nextQr()
    const code = await client.socket.requestPairingCode('5215500000001')
    await world.event('code-requested', {}, 0)
    await expect(world.sim.linkCode(SHOP, 'AAAABBBB')).rejects.toMatchObject({
      code: 'wrong_code',
      status: 422,
    })
    await expect(world.sim.linkCode(SHOP, code)).resolves.toMatchObject({ device: 1 })
  })

  it('refuses a code nobody asked for', async () => {
    await using world = await World.open()
    await expect(world.sim.linkCode(SHOP, 'AAAABBBB')).rejects.toMatchObject({ code: 'no_code' })
  })

  it('refuses a QR that is none, foreign, expired or used', async () => {
    await using world = await World.open()
    await using other = await World.open()
    const client = world.client().connect()
    const qr = await client.nextQr()
    const code = (status: string) => ({ code: status, status: 422 })
    await expect(world.sim.scan(SHOP, 'hello')).rejects.toMatchObject(code('bad_qr'))
    await expect(other.sim.scan(SHOP, qr)).rejects.toMatchObject(code('expired_qr'))
    await world.sim.scan(SHOP, qr)
    await expect(world.sim.scan(SHOP, qr)).rejects.toMatchObject(code('expired_qr'))
    const gone = world.client().connect()
    const late = await gone.nextQr()
    await gone.end()
    await world.sim.waitFor(() => true, 50).catch(() => undefined)
    await expect(world.sim.scan(SHOP, late)).rejects.toMatchObject(code('expired_qr'))
  })

  it('notices a QR with somebody else’s secret: the client refuses, nothing is linked', async () => {
    await using world = await World.open()
    const client = world.client().connect()
    const fields = (await client.nextQr()).split(',')
    fields[3] = Buffer.alloc(32, 7).toString('base64')
    const scanned = world.sim.scan(SHOP, fields.join(','))
    await expect(scanned).rejects.toMatchObject({ code: 'pairing_failed' })
    expect(world.sim.stats().devices).toBe(0)
  })

  it('demands a passkey where the account has one, instead of linking', async () => {
    await using world = await World.open()
    world.sim.addFault({ kind: 'passkey', phone: SHOP })
    const client = world.client().connect()
    const qr = await client.nextQr()
    const demanded = new Promise<BinaryNode>((resolve) => {
      client.socket.ws.on('CB:notification,type:passkey_prologue_request', resolve)
    })
    await expect(world.sim.scan(SHOP, qr)).rejects.toMatchObject({ code: 'passkey_required' })
    expect((await demanded).attrs['from']).toBe('@s.whatsapp.net')
    expect(world.sim.stats()).toMatchObject({ devices: 0, unknown: 0 })
  })

  it('logs in again without pairing, and knows a device by its noise key', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    await bot.end()
    await bot.connect().open()
    await bot.end()
    const { noiseKey } = world.client().auth.creds
    bot.auth.creds = { ...bot.auth.creds, noiseKey }
    expect(await bot.connect().closeCode()).toBe(401)
  })

  it('logs a device out from the phone: 401 now and at every login', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.removeDevice(SHOP, 1)
    expect(await bot.closeCode()).toBe(401)
    expect(await bot.connect().closeCode()).toBe(401)
    expect(() => world.sim.removeDevice(SHOP, 1)).toThrow(/no device 1/)
  })

  it('lets the companion log itself out', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const gone = world.event('unlinked', { phone: SHOP, by: 'companion' })
    await bot.socket.logout()
    await gone
    expect(world.sim.stats().devices).toBe(0)
  })

  it('tells who has an account, whichever way the number is written', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const found = await bot.socket.onWhatsApp('+5215500000002', '525500000002', '+5215599999999')
    expect(found).toEqual([
      { jid: pn(ANA), exists: true },
      { jid: pn(ANA), exists: true },
    ])
  })
})
