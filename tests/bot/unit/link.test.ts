import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Link } from '../../../bot/channels/whatsapp/link.ts'
import type { LinkParts } from '../../../bot/channels/whatsapp/link.ts'
import type { Creds, WASocket } from '../../../bot/channels/whatsapp/socket.ts'
import type { Connection } from '../../../common/domain/connection.ts'

/** A link whose sockets and time are in the test's hand. */
function bench(linked: boolean) {
  const sockets: { ev: EventEmitter; end: () => Promise<void> }[] = []
  const states: string[] = []
  const archived: string[] = []
  let now = Date.parse('2026-01-01T00:00:00Z')
  let naps: { until: number; wake: () => void }[] = []
  const creds = () => ({
    ...(linked && { account: {}, me: { id: '5491155550001:3@s.whatsapp.net' } }),
  })
  const parts = {
    session: { writeCreds: () => undefined, archive: (reason: string) => archived.push(reason) },
    clock: {
      now: () => now,
      sleep: (ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          naps.push({ until: now + ms, wake: resolve })
          signal?.addEventListener('abort', () => reject(new Error('aborted')))
        }),
    },
    random: () => 0,
    newCreds: () => {
      linked = false
      return creds()
    },
    connect: () => {
      const socket = { ev: new EventEmitter(), end: async () => undefined }
      sockets.push(socket)
      return socket as unknown as WASocket
    },
    changed: ({ state, reason }: Connection) => states.push(reason ? `${state}/${reason}` : state),
    showQr: () => undefined,
    opened: () => undefined,
    closed: () => undefined,
  } as unknown as LinkParts
  const link = new Link(parts, creds() as Creds)
  const tell = (update: object) => sockets.at(-1)?.ev.emit('connection.update', update)
  return {
    link,
    sockets,
    states,
    archived,
    tell,
    close: (statusCode: number) =>
      tell({
        connection: 'close',
        lastDisconnect: { error: Object.assign(new Error('closed'), { output: { statusCode } }) },
      }),
    pass: async (ms: number) => {
      now += ms
      const due = naps.filter((nap) => nap.until <= now)
      naps = naps.filter((nap) => nap.until > now)
      for (const nap of due) nap.wake()
      await new Promise(setImmediate)
    },
  }
}

describe('QR rounds', () => {
  it('end three rounds after the last asking, and begin again when somebody asks', () => {
    const { link, sockets, tell, close } = bench(false)
    link.connect()
    for (let round = 1; round <= 3; round += 1) {
      expect(sockets).toHaveLength(round)
      tell({ qr: 'a' })
      expect(link.pairing()).toMatchObject({ state: 'pairing', qr: 'a' })
      close(408)
    }
    expect(sockets).toHaveLength(3)
    expect(link.connection).toMatchObject({ state: 'pairing', reason: 'resting' })
    expect(link.pairing().qr).toBeUndefined()
    link.ask()
    expect(sockets).toHaveLength(4)
    tell({ qr: 'b' })
    close(408)
    link.ask()
    for (let round = 0; round < 3; round += 1) {
      tell({ qr: 'c' })
      close(408)
    }
    expect(sockets).toHaveLength(7)
    expect(link.connection.reason).toBe('resting')
  })

  it('show a code for 60 seconds first and for 20 afterwards', () => {
    const { link, tell } = bench(false)
    link.connect()
    tell({ qr: 'a' })
    expect(link.pairing().qrExpiresAt).toBe('2026-01-01T00:01:00.000Z')
    tell({ qr: 'b' })
    expect(link.pairing().qrExpiresAt).toBe('2026-01-01T00:00:20.000Z')
  })
})

describe('a linked device', () => {
  it('connects again at once after 515, and later after other breaks', async () => {
    const { link, sockets, close, pass } = bench(true)
    link.connect()
    close(515)
    expect(sockets).toHaveLength(2)
    close(428)
    expect(link.connection).toMatchObject({ state: 'waiting', until: expect.any(String) })
    await pass(999)
    expect(sockets).toHaveLength(2)
    await pass(1)
    expect(sockets).toHaveLength(3)
  })

  it('starts the count of failures anew only after it was open for a while', async () => {
    const { link, close, tell, pass } = bench(true)
    link.connect()
    const waits: number[] = []
    const fail = async (openFor: number) => {
      tell({ connection: 'open' })
      await pass(openFor)
      const { since } = link.connection
      close(503)
      const { until } = link.connection
      waits.push(Date.parse(until ?? '') - Date.parse(since) - openFor)
      await pass(60_000)
    }
    for (const openFor of [0, 0, 0, 10_000, 0]) await fail(openFor)
    expect(waits).toEqual([500, 1000, 2000, 500, 1000])
  })

  it.each([403, 405, 440])('stays down after %s until somebody restarts it', async (code) => {
    const { link, sockets, close, pass } = bench(true)
    link.connect()
    close(code)
    link.ask()
    await pass(3_600_000)
    expect([sockets.length, link.isLinked]).toEqual([1, true])
  })

  it('archives its session once when it is unlinked, and pairs when somebody asks', async () => {
    const { link, sockets, archived, states, close, pass } = bench(true)
    link.connect()
    expect(link.phone).toBe('+5491155550001')
    close(401)
    await pass(3_600_000)
    expect([archived, sockets.length, link.phone]).toEqual([['device_removed'], 1, null])
    expect(states.at(-1)).toBe('logged_out/device_removed')
    link.ask()
    expect(sockets).toHaveLength(2)
  })

  it('does nothing more once it has ended', async () => {
    const { link, sockets, close, pass, states } = bench(true)
    link.connect()
    close(428)
    await link[Symbol.asyncDispose]()
    const before = states.length
    await pass(3_600_000)
    expect([sockets.length, states.length]).toEqual([1, before])
  })
})
