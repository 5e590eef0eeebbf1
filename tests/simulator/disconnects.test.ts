import { describe, expect, it } from 'vitest'
import type { FaultInput } from '../../simulator/simulator.ts'
import { ANA, SHOP, World } from './world.ts'

const NOW: readonly [FaultInput, number][] = [
  [{ kind: 'drop' }, 428],
  [{ kind: 'close' }, 428],
  [{ kind: 'stream-end' }, 428],
  [{ kind: 'stream-error' }, 503],
  [{ kind: 'stream-error', code: 515 }, 515],
  [{ kind: 'stream-error', code: 500 }, 500],
  [{ kind: 'replaced' }, 440],
]

describe('disconnects, as Baileys reports them', () => {
  it.each(NOW)('%j gives %i, and the session lives on', async (fault, code) => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.addFault({ ...fault, phone: SHOP })
    expect(await bot.closeCode()).toBe(code)
    await bot.connect().open()
  })

  it.each([401, 402, 403, 405, 409, 503])('failure %i at login', async (code) => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.addFault({ kind: 'failure', code, phone: SHOP, times: 2 })
    expect(await bot.closeCode()).toBe(428)
    expect(await bot.connect().closeCode()).toBe(code)
    expect(await bot.connect().closeCode()).toBe(code)
    await bot.connect().open()
  })

  it('device-removed gives 401 for good', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.addFault({ kind: 'device-removed', phone: SHOP })
    expect(await bot.closeCode()).toBe(401)
    expect(await bot.connect().closeCode()).toBe(401)
  })

  it('a newer connection of the same device replaces the older: 440', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const twin = world.client(bot.auth)
    twin.connect()
    expect(await bot.closeCode()).toBe(440)
    await twin.open()
  })

  it('a silent server gives 408 after the keep-alive', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    await bot.end()
    const quick = world.client(bot.auth, { keepAliveIntervalMs: 500 })
    await quick.connect().open()
    await world.event('active', {}, 0)
    world.sim.addFault({ kind: 'silence', phone: SHOP })
    expect(await quick.closeCode()).toBe(408)
    await quick.connect().open()
  })

  it('a refused upgrade: Baileys gets the HTTP code but never reports a close', async () => {
    await using world = await World.open()
    world.sim.addFault({ kind: 'refuse', code: 503 })
    const client = world.client().connect()
    const code = await new Promise<number>((resolve) => {
      client.socket.ws.on('unexpected-response', (_request, reply: { statusCode: number }) =>
        resolve(reply.statusCode),
      )
    })
    expect(code).toBe(503)
    await client.connect().nextQr()
  })

  it('a QR nobody scans ends with 408', async () => {
    await using world = await World.open()
    const client = world.client(undefined, { qrTimeout: 20 }).connect()
    expect(await client.closeCode()).toBe(408)
    expect(new Set(client.qrs).size).toBe(6)
  })

  it('strikes later, several times, only the phone it is for, and not after it was cleared', async () => {
    await using world = await World.open()
    const [shop, ana] = [await world.bot(SHOP), await world.bot(ANA)]
    world.sim.addFault({ kind: 'drop', phone: SHOP, times: 2, afterMs: 20 })
    expect(await shop.closeCode()).toBe(428)
    expect(await shop.connect().closeCode()).toBe(428)
    await shop.connect().open()
    world.sim.addFault({ kind: 'drop', afterMs: 100 })
    world.sim.clearFaults()
    await ana.socket.fetchBlocklist()
    expect(world.sim.stats()).toMatchObject({ connected: 2, faults: [] })
  })

  it('delays every frame, in order, until cleared', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const took = async () => {
      const started = performance.now()
      await bot.socket.fetchBlocklist()
      return performance.now() - started
    }
    world.sim.addFault({ kind: 'delay', ms: 120, phone: SHOP })
    expect(await took()).toBeGreaterThan(110)
    world.sim.clearFaults()
    await took()
    expect(await took()).toBeLessThan(110)
  })
})
