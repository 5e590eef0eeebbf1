import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { freePort } from '../../scripts/demo/free-port.ts'
import { WELCOME, preloading } from '../bot/helpers/bot-process.ts'
import { pairByQr } from '../bot/helpers/pairing.ts'
import { until } from '../bot/helpers/until.ts'
import { bundleBot } from './helpers/bundle.ts'
import type { Bundle } from './helpers/bundle.ts'
import { ChangedBot, changedBot } from './helpers/changed-bot.ts'
import { compileShim } from './helpers/disk.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
const ADA = '5491155550003'
const HOUR = 3_600_000

const shim = compileShim()
let bundle: Bundle
beforeAll(async () => {
  bundle = await bundleBot()
})
afterAll(() => {
  bundle?.[Symbol.dispose]()
  shim[Symbol.dispose]()
})

const inbound = async (bot: ChangedBot): Promise<unknown[]> =>
  (await bot.messages('?direction=inbound&limit=500')).map((message) => message['text'])
const post = (bot: ChangedBot, text: string, phone = EVA) =>
  bot.post(
    '/api/messages',
    { to: `+${phone}`, text },
    { 'idempotency-key': text.replaceAll(' ', '-') },
  )
const isEmpty = (bot: ChangedBot): Promise<boolean> =>
  bot.get('/api/status').then(
    ({ body }) => body.outbox === 0,
    () => false,
  )

/** @returns whether this machine lets the test have a file system of its own; says so if not */
function canMount(): boolean {
  try {
    smallDisk()[Symbol.dispose]()
    return true
  } catch (error) {
    console.error(`NOT PROVEN ON THIS MACHINE: no small disk can be mounted. ${String(error)}`)
    return false
  }
}

function smallDisk(): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-small-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=700', 'flotilla-test', folder], {
    stdio: 'pipe',
  })
  return {
    folder,
    [Symbol.dispose]() {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Takes all the room there is; @returns what gives it back */
function fill(folder: string): () => void {
  const file = join(folder, 'filler')
  for (const size of [65_536, 4096, 1]) {
    const part = Buffer.alloc(size)
    for (let number = 0; number < 5000; number += 1) {
      try {
        appendFileSync(file, part)
      } catch {
        break
      }
    }
  }
  return () => rmSync(file)
}

async function paired(
  seed: string,
): Promise<{ simulator: Simulator; bot: ChangedBot } & AsyncDisposable> {
  const stack = new AsyncDisposableStack()
  const simulator = stack.use(await openSimulator({ seed }))
  for (const phone of [SHOP, EVA, ADA]) simulator.addPhone(phone, { name: phone })
  const bot = stack.use(await changedBot('la-tienda', simulator.wsUrl, bundle.program))
  await bot.start()
  await pairByQr(simulator, bot, SHOP)
  await bot.kill('SIGTERM')
  return { simulator, bot, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe.skipIf(shim.file === undefined)('a disk that is full', () => {
  it('loses nothing that was acknowledged; the bot says so and comes back', async () => {
    await using world = await paired('full-disk')
    const { simulator, bot } = world
    const full = join(bot.dataDir, 'full')
    Object.assign(bot.env, { LD_PRELOAD: shim.file ?? '', DISK_FULL: full })
    await bot.start()
    await bot.untilState('open')
    await simulator.sendText(EVA, SHOP, 'before')
    expect((await post(bot, 'out before')).status).toBe(202)
    await until(() => isEmpty(bot), 'it is out')

    writeFileSync(full, '')
    const accepted: string[] = ['out before']
    const statuses = new Set<number | string>()
    for (let number = 0; number < 10; number += 1) {
      if (number % 2 === 0) void simulator.sendText(EVA, SHOP, `in ${number}`)
      const text = `out ${number}`
      const status = await post(bot, text).then(
        (answer) => answer.status,
        () => 'no answer',
      )
      statuses.add(status)
      if (status === 202) accepted.push(text)
      // As PM2 does, which starts it again each time.
      if (!bot.isRunning) bot.spawn()
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(accepted).toEqual(['out before'])
    await until(() => !bot.isRunning, 'it ends', 5000).catch(() => undefined)
    const said = bot.output
    console.log(`full disk: answers ${[...statuses].join(', ')}; ${bot.lives} lives`)
    expect(said).toContain('Check the disk')
    expect(new Set(bot.exitCodes.slice(1))).toEqual(new Set([75]))

    rmSync(full)
    await bot.keepAlive(async () => (await inbound(bot).catch(() => [])).length === 6, 'all is in')
    expect(await inbound(bot)).toEqual(['before', ...[0, 2, 4, 6, 8].map((n) => `in ${n}`)])
    expect((await post(bot, 'out after')).status).toBe(202)
    const isWelcomed = () => simulator.messagesAt(EVA).some(({ text }) => text === WELCOME)
    await until(() => isWelcomed(), 'the turn from before is ended')
    await bot.keepAlive(() => isEmpty(bot), 'everything is out')
    await simulator.settle()
    const got = simulator.messagesAt(EVA).map(({ text }) => text)
    expect(got.filter((text) => text !== WELCOME)).toEqual(['out before', 'out after'])
    expect(got.filter((text) => text === WELCOME)).toHaveLength(1)
    expect(simulator.stats().keyReuses).toBe(0)
  })
})

describe.skipIf(!canMount())('a small disk of its own, filled to the last byte', () => {
  it('stops a start with "try again", not with "broken"', async () => {
    await using simulator = await openSimulator({ seed: 'small-disk' })
    simulator.addPhone(SHOP)
    using disk = smallDisk()
    const port = await freePort()
    const env = { WHATSAPP_WS_URL: simulator.wsUrl }
    await using bot = new ChangedBot('la-tienda', port, {
      program: bundle.program,
      env,
      dataDir: join(disk.folder, 'data'),
    })
    bot.configure({})
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      await bot.kill(signal)
      const free = fill(disk.folder)
      const { code, stderr } = await bot.run()
      console.log(`start on a full disk after ${signal}: ${code}, ${stderr.trim().slice(0, 200)}`)
      expect([signal, code, stderr]).toEqual([signal, 75, expect.stringMatching(/disk/i)])
      free()
      await bot.start()
      await bot.untilState('open')
    }
  })
})

describe('a clock that jumps', () => {
  it('forward or back, running or restarted: nothing is lost, doubled, stuck or out of order', async () => {
    await using world = await paired('clock')
    const { simulator, bot } = world
    const file = join(bot.folder, 'clock')
    const set = (hours: number): void => writeFileSync(file, String(hours * HOUR))
    const jump = async (hours: number): Promise<void> => {
      set(hours)
      process.kill(bot.pid ?? 0, 'SIGUSR2')
      // What is accepted before the bot has noticed still has the old time to live.
      const isSet = () => readFileSync(`${file}.set`, 'utf8') === String(hours * HOUR)
      await until(isSet, `the clock is set to ${hours} h`)
    }
    Object.assign(bot.env, {
      CLOCK_FILE: file,
      NODE_OPTIONS: preloading(join(import.meta.dirname, 'helpers', 'wrong-clock.cjs')),
    })
    const [ins, outs]: [string[], string[]] = [[], []]
    const exchange = async (what: string): Promise<void> => {
      for (const part of ['one', 'two']) {
        ins.push(`in ${what} ${part}`)
        await simulator.sendText(EVA, SHOP, `in ${what} ${part}`)
        outs.push(`out ${what} ${part}`)
        expect((await post(bot, `out ${what} ${part}`)).status).toBe(202)
      }
    }
    set(0)
    await bot.start()
    await bot.untilState('open')
    await exchange('right')
    for (const hours of [20, 0, -24, 24, -20]) {
      // A jump over a whole time to live ends what waits as expired, as if that time had passed.
      if (hours === 24) await until(() => isEmpty(bot), 'nothing waits')
      await jump(hours)
      await exchange(`jump ${hours}`)
    }
    await until(() => isEmpty(bot), 'all is out')
    for (const hours of [0, -20, -24]) {
      await bot.kill('SIGKILL')
      set(hours)
      await bot.start()
      await bot.untilState('open')
      await exchange(`restart ${hours}`)
    }
    await until(() => isEmpty(bot), 'all is out')

    // Messages that wait over a restart while the clock goes back keep their order.
    await bot.kill('SIGTERM')
    bot.env['WHATSAPP_WS_URL'] = 'ws://127.0.0.1:9'
    for (const hours of [0, -20]) {
      set(hours)
      await bot.start()
      outs.push(`out waiting ${hours}`)
      expect((await post(bot, `out waiting ${hours}`)).status).toBe(202)
      await bot.kill('SIGKILL')
    }
    bot.env['WHATSAPP_WS_URL'] = simulator.wsUrl
    await bot.start()
    const isWelcomed = () => simulator.messagesAt(EVA).some(({ text }) => text === WELCOME)
    await until(() => isWelcomed(), 'the first message is answered')
    await until(
      () => isEmpty(bot),
      'all is out',
      30_000,
      () => bot.output.slice(-3000),
    )
    await until(async () => (await inbound(bot)).length >= ins.length, 'all is in')
    await simulator.settle()
    expect(await inbound(bot)).toEqual(ins)
    const got = simulator.messagesAt(EVA).map(({ text }) => text)
    expect(got.filter((text) => text !== WELCOME)).toEqual(outs)
    expect(got.filter((text) => text === WELCOME)).toHaveLength(1)
    expect(simulator.stats()).toMatchObject({ keyReuses: 0, retries: 0 })
  })
})
