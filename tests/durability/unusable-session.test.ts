import { chmodSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { pairByQr } from '../bot/helpers/pairing.ts'
import { until } from '../bot/helpers/until.ts'
import { bundleBot } from './helpers/bundle.ts'
import { changedBot } from './helpers/changed-bot.ts'
import type { ChangedBot } from './helpers/changed-bot.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'

/** What the unit tests of the session store cannot show: a linked bot that meets it at a start. */
describe('a linked bot whose session cannot be opened', () => {
  const stack = new AsyncDisposableStack()
  let simulator: Simulator
  let bot: ChangedBot
  const kept = () => `${bot.sessionFile}.kept`

  beforeAll(async () => {
    const { program } = stack.use(await bundleBot())
    simulator = stack.use(await openSimulator({ seed: 'unusable' }))
    simulator.addPhone(SHOP)
    simulator.addPhone(EVA, { name: 'Eva' })
    bot = stack.use(await changedBot('la-tienda', simulator.wsUrl, program))
    bot.configure({})
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    for (const text of ['one', 'two']) await bot.post('/api/messages', { to: `+${EVA}`, text })
    await until(() => simulator.messagesAt(EVA).length === 2, 'the phone has both')
    await bot.kill('SIGTERM')
  })
  afterAll(() => stack.disposeAsync())

  it('refuses when something else stands in its place, and says how to restore it', async () => {
    renameSync(bot.sessionFile, kept())
    mkdirSync(bot.sessionFile)
    const { code, stderr } = await bot.run()
    expect([code, stderr]).toEqual([78, expect.stringMatching(/never makes new.*data\/backups/)])
    expect(statSync(bot.sessionFile).isDirectory()).toBe(true)
    renameSync(bot.sessionFile, `${bot.sessionFile}.folder`)
    renameSync(kept(), bot.sessionFile)
  })

  it.skipIf(process.getuid?.() === 0)('refuses when it may not read it', async () => {
    chmodSync(bot.sessionFile, 0)
    const { code, stderr } = await bot.run()
    chmodSync(bot.sessionFile, 0o600)
    expect([code, stderr]).toEqual([78, expect.stringContaining('data/backups')])
  })

  it('tries again later when another program holds it, whose it may be', async () => {
    const before = readFileSync(bot.sessionFile)
    const holder = new Database(bot.sessionFile)
    holder.pragma('locking_mode = EXCLUSIVE')
    holder.exec('begin immediate; commit')
    const { code, stderr } = await bot.run()
    holder.close()
    expect([code, stderr]).toEqual([75, expect.stringContaining('already running')])
    expect(readFileSync(bot.sessionFile).equals(before)).toBe(true)
  })

  it('goes on as the same device afterwards, without a QR', async () => {
    const since = simulator.lastEvent
    await bot.start()
    await bot.untilState('open')
    expect(simulator.eventsSince(since).filter(({ type }) => type === 'qr-offered')).toEqual([])
    expect(simulator.phones()[0]?.devices).toHaveLength(1)
  })
})
