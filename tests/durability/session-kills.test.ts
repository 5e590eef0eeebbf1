/*
 * The gaps between credentials and keys. Each write of Baileys is one commit, in Baileys' order; a
 * process can die between any two of them. What is then on the disk, and what heals it:
 *
 * | died                                              | on the disk              | healed by                                  |
 * |---------------------------------------------------|--------------------------|--------------------------------------------|
 * | before the account is stored (sync 1)             | an empty session         | the next start makes new credentials: a QR |
 * | account stored, answer not sent (sync 2)          | linked credentials       | the server refuses: archived, a new QR     |
 * | account stored, not logged in yet                 | linked, no pre-keys      | the login; the server asks for pre-keys    |
 * | pre-keys stored, not uploaded                     | keys the server lacks    | uploaded at the next login                 |
 * | pre-keys uploaded, the counter not stored         | keys, an old counter     | the same ids again, from the stored keys   |
 * | half of a commit written to the log               | the state before it      | SQLite drops it when the file is opened    |
 * | message decrypted, not committed                  | the ratchet before it    | no receipt went out: delivered again       |
 * | message committed, no receipt                     | journal and ratchet      | delivered again, answered from the journal |
 * | ratchet stepped for a message, not written        | the step                 | sent again under its id with the next key  |
 *
 * While pairing a human is there who scans again; once linked, nothing here may ever want a QR.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { ended } from '../bot/helpers/bot-process.ts'
import { pairByQr } from '../bot/helpers/pairing.ts'
import { until } from '../bot/helpers/until.ts'
import { bundleBot } from './helpers/bundle.ts'
import type { Bundle } from './helpers/bundle.ts'
import { changedBot } from './helpers/changed-bot.ts'
import type { ChangedBot } from './helpers/changed-bot.ts'
import { compileShim } from './helpers/disk.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
/** More of them, to look for what is rare: `KILLS=1000`. */
const KILLS = Number(process.env['KILLS'] ?? 6)
const MOMENTS = ['before', 'half', 'after'] as const

const shim = compileShim()
afterAll(() => shim[Symbol.dispose]())

describe.skipIf(shim.file === undefined)('a process killed while it writes its session', () => {
  let bundle: Bundle
  let simulator: Simulator
  beforeAll(async () => {
    bundle = await bundleBot()
  })
  afterAll(() => bundle?.[Symbol.dispose]())

  const dying = (op: 'write' | 'sync', at: number, when: string): Record<string, string> => ({
    LD_PRELOAD: shim.file ?? '',
    DISK_DIE: `${op} ${at} ${when} session.db-wal`,
  })

  it(
    'opens it again each time, without a QR, and nothing is lost',
    { timeout: 60_000 + KILLS * 5000 },
    async () => {
      await using network = await openSimulator({ seed: 'session-kills' })
      simulator = network
      simulator.addPhone(SHOP)
      simulator.addPhone(EVA, { name: 'Eva' })
      await using bot = await changedBot('la-tienda', simulator.wsUrl, bundle.program)
      bot.configure({})
      await bot.start()
      await pairByQr(simulator, bot, SHOP)
      const [linked] = simulator.phones()[0]?.devices ?? []
      await bot.kill('SIGKILL')
      const [written, ordered]: [string[], string[]] = [[], []]
      const since = simulator.lastEvent
      for (let kill = 0; kill < KILLS; kill += 1) {
        const child = bot.spawn(dying('write', 1 + ((kill * 7) % 41), MOMENTS[kill % 3] ?? 'after'))
        const death = ended(child)
        written.push(`in ${kill}`)
        await simulator.sendText(EVA, SHOP, `in ${kill}`)
        // A bot with little to do would never get to its appointed write.
        for (let more = 0; child.exitCode === null && child.signalCode === null; more += 1) {
          const text = `out ${kill} ${more}`
          const accepted = await bot
            .post(
              '/api/messages',
              { to: `+${EVA}`, text },
              { 'idempotency-key': text.replaceAll(' ', '-') },
            )
            .catch(() => undefined)
          if (accepted?.status === 202) ordered.push(text)
          await new Promise((resolve) => setTimeout(resolve, accepted ? 5 : 25))
          expect(more, 'it dies').toBeLessThan(1000)
        }
        await death
        expect(child.signalCode, bot.output.slice(-500)).toBe('SIGKILL')
      }
      await bot.start()
      await bot.untilState('open')
      const inbound = async () =>
        (await bot.messages('?direction=inbound&limit=500')).map((m) => m['text'])
      if (KILLS <= 500)
        await until(async () => (await inbound()).length >= written.length, 'all is in')
      await until(
        async () => (await bot.get('/api/status')).body.outbox === 0,
        'all is out',
        60_000,
      )
      await simulator.settle()
      if (KILLS <= 500) {
        const texts = await inbound()
        expect([texts.length, new Set(texts)]).toEqual([written.length, new Set(written)])
      }
      const got = simulator.messagesAt(EVA).map(({ text }) => text)
      // An answer can be lost with the process: then the message is there and was not counted.
      expect(got.filter((text) => ordered.includes(text))).toEqual(ordered)
      expect(new Set(got).size).toBe(got.length)
      expect(simulator.messagesAt(EVA, 'sent').map(({ status }) => status)).not.toContain('sent')
      expect(simulator.eventsSince(since).filter(({ type }) => type === 'qr-offered')).toEqual([])
      const [device] = simulator.phones()[0]?.devices ?? []
      expect(device?.linkedAt).toBe(linked?.linkedAt)
      const { keyReuses, retries } = simulator.stats()
      console.log(
        `session kills: ${JSON.stringify({ kills: KILLS, in: written.length, out: got.length, keyReuses, retries })}`,
      )
      expect(keyReuses).toBe(0)
    },
  )

  /** Links a phone with a bot that dies at a moment, and again with one that does not. */
  async function pairDying(moment: number, when: string): Promise<string> {
    await using network = await openSimulator({ seed: `gap ${moment}` })
    simulator = network
    simulator.addPhone(SHOP)
    const customers = [EVA, '5491155550003', '5491155550004']
    for (const phone of customers) simulator.addPhone(phone, { name: phone })
    await using bot = await changedBot('la-tienda', simulator.wsUrl, bundle.program)
    bot.configure({})
    const child = bot.spawn(dying('sync', moment, when))
    const isDead = () => child.exitCode !== null || child.signalCode !== null
    await until(async () => isDead() || (await hasQr(bot)), 'there is a QR code')
    const scanned = await scan(simulator, bot).catch(() => 'not scanned')
    await until(() => isDead(), 'it dies', 3000).catch(() => child.kill('SIGKILL'))
    await ended(child)

    await bot.start()
    let scans = 0
    await until(
      async () => {
        const { body } = await bot.get('/api/status')
        if (body.connection.state === 'open') return true
        if (await hasQr(bot)) {
          scans += 1
          await scan(simulator, bot).catch(() => undefined)
        }
        return false
      },
      'it is connected',
      15_000,
      () => bot.output.slice(-2000),
    )
    // Pre-keys of the server and of the bot are the same ones: each first message takes one.
    for (const phone of customers) await simulator.sendText(phone, SHOP, `first of ${phone}`)
    await until(async () => (await bot.messages('?direction=inbound')).length === 3, 'they decrypt')
    await simulator.settle()
    expect(simulator.stats().retries).toBe(0)
    const archived = existsSync(join(dirname(bot.sessionFile), 'archive'))
      ? ', refused and archived'
      : ''
    const then = scans > 0 ? 'scanned again' : 'connected by itself'
    return `${when} sync ${moment}: ${scanned}${archived}, then ${then}`
  }

  it('heals at every gap while a phone is linked', { timeout: 180_000 }, async () => {
    const outcomes: string[] = []
    const syncs = KILLS > 100 ? 16 : 3
    for (let sync = 1; sync <= syncs; sync += 1) {
      for (const when of ['before', 'after']) outcomes.push(await pairDying(sync, when))
    }
    console.log(`gaps:\n  ${outcomes.join('\n  ')}`)
  })
})

const hasQr = async (bot: ChangedBot): Promise<boolean> =>
  (await bot.get('/api/pairing').catch(() => undefined))?.body.qr !== undefined

async function scan(simulator: Simulator, bot: ChangedBot): Promise<string> {
  const { body } = await bot.get('/api/pairing')
  await simulator.scan(SHOP, body.qr)
  return 'scanned'
}
