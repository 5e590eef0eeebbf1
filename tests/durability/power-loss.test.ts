import { cpSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { pairByQr } from '../bot/helpers/pairing.ts'
import { until } from '../bot/helpers/until.ts'
import { bundleBot } from './helpers/bundle.ts'
import type { Bundle, Edit } from './helpers/bundle.ts'
import { ChangedBot, changedBot } from './helpers/changed-bot.ts'
import { compileShim, makeImage, readLog } from './helpers/disk.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
/** How many moments the power goes at: `KILLS=1000` for many. */
const CUTS = Math.max(4, Math.round(Number(process.env['KILLS'] ?? 24) / 4))
const MESSAGES = Math.max(10, CUTS)

/** Commits that do not wait for the disk. */
const NO_SYNC: Edit = {
  file: 'common/kit/database.ts',
  text: `sqlite.pragma('synchronous = FULL')`,
  by: `sqlite.pragma('synchronous = NORMAL')`,
}

/** Something somebody was told, and how long the log of the disk was then. */
interface Told {
  readonly length: number
  readonly kind: 'receipt' | 'accepted'
  readonly id: string
}

interface Recording extends AsyncDisposable {
  readonly simulator: Simulator
  readonly bot: ChangedBot
  readonly told: readonly Told[]
  readonly log: string
  readonly before: string
}

const shim = compileShim()
afterAll(() => shim[Symbol.dispose]())

/** A bot that takes and sends messages, with a log of all that it does to its disk. */
async function record(program: string): Promise<Recording> {
  const stack = new AsyncDisposableStack()
  const simulator = stack.use(await openSimulator({ seed: 'power-loss' }))
  simulator.addPhone(SHOP)
  simulator.addPhone(EVA, { name: 'Eva' })
  const bot = stack.use(await changedBot('la-tienda', simulator.wsUrl, program))
  bot.configure({})
  await bot.start()
  await pairByQr(simulator, bot, SHOP)
  await bot.kill('SIGTERM')
  const before = join(bot.dataDir, 'before')
  const log = join(bot.dataDir, 'disk.log')
  cpSync(bot.folder, before, { recursive: true })

  bot.env['LD_PRELOAD'] = shim.file ?? ''
  bot.env['DISK_LOG'] = log
  await bot.start()
  await bot.untilState('open')
  const told: Told[] = []
  const tell = (kind: Told['kind'], id: string): void => {
    told.push({ kind, id, length: statSync(log).size })
  }
  const stop = simulator.on((event) => {
    if (event.type === 'delivered') tell('receipt', event.id)
  })
  for (let number = 0; number < MESSAGES; number += 1) {
    void simulator.sendText(EVA, SHOP, `in ${number}`)
    const { body } = await bot.post('/api/messages', { to: `+${EVA}`, text: `out ${number}` })
    tell('accepted', body.id)
  }
  const receipts = () => told.filter(({ kind }) => kind === 'receipt').length
  await until(() => receipts() >= MESSAGES, 'every message has its receipt')
  await simulator.settle()
  stop()
  await bot.kill('SIGKILL')
  return { simulator, bot, told, log, before, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** Starts a bot on what is left after the power went; @returns what was told and is not there */
async function missingAfter(
  recording: Recording,
  length: number,
  survives: () => boolean,
): Promise<{ missing: string[]; lost: number }> {
  const { bot, before, log, told } = recording
  const { port } = bot
  // Nobody answers there: what is in the files must do.
  const env = { WHATSAPP_WS_URL: 'ws://127.0.0.1:9' }
  await using after = new ChangedBot(bot.slug, port, { program: bot.program, env })
  Object.assign(after, { tenantId: bot.tenantId })
  const image = after.folder
  const happenings = readLog(log, length)
  const lost = makeImage({ before, folder: bot.folder, image, happenings, survives })
  await after.start()
  const state = (await after.get('/api/status')).body
  expect(state.phone).toBe(`+${SHOP}`)
  const missing: string[] = []
  const inbound = async () =>
    new Set(
      (await after.messages('?direction=inbound&limit=500')).map((m) => m['channelMessageId']),
    )
  const due = told.filter((one) => one.length <= length)
  const ours = new Set(recording.simulator.messagesAt(EVA, 'sent').map(({ id }) => id))
  const receipts = due.map(({ id }) => id).filter((id) => ours.has(id))
  // What was in the journal only is carried over at the start.
  await until(
    async () => {
      const there = await inbound()
      return receipts.every((id) => there.has(id))
    },
    'all is carried over',
    1500,
  ).catch(() => undefined)
  const there = await inbound()
  missing.push(...receipts.filter((id) => !there.has(id)))
  for (const { kind, id } of due) {
    if (kind === 'accepted' && (await after.get(`/api/messages/${id}`)).status !== 200)
      missing.push(id)
  }
  return { missing, lost }
}

describe.skipIf(shim.file === undefined)('the power goes', () => {
  const timeout = 60_000 + CUTS * 10_000
  let bundle: Bundle
  beforeAll(async () => {
    bundle = await bundleBot()
  })
  afterAll(() => bundle?.[Symbol.dispose]())

  it(
    'nothing that anybody was told is lost, whatever had not reached the disk',
    { timeout },
    async () => {
      await using recording = await record(bundle.program)
      const { told } = recording
      let lost = 0
      for (let cut = 0; cut < CUTS; cut += 1) {
        // Once at the moment when somebody was told, once in the midst of the next commit.
        const at = Math.floor(((cut + 1) * (told.length - 1)) / CUTS)
        const [now = 0, next = 0] = [told[at]?.length, told[at + 1]?.length]
        const length = cut % 2 === 0 ? now : now + Math.floor((next - now) * 0.7)
        // The disk may have kept some writes on its own.
        let number = 0
        const survives = () => cut % 4 > 1 && (number += 1) % 3 === 0
        const result = await missingAfter(recording, length, survives)
        lost += result.lost
        expect([cut, result.missing]).toEqual([cut, []])
      }
      expect(lost).toBeGreaterThan(0)
      console.log(`power loss: ${CUTS} images, ${told.length} promises, ${lost} writes dropped`)

      // The last one goes on against the network, as the same device and without a retry.
      const { bot, simulator, before, log } = recording
      const image = join(bot.dataDir, 'image')
      const happenings = readLog(log, statSync(log).size)
      makeImage({ before, folder: bot.folder, image, happenings, survives: () => false })
      rmSync(bot.folder, { recursive: true })
      cpSync(image, bot.folder, { recursive: true })
      await bot.start()
      await bot.untilState('open')
      await simulator.sendText(EVA, SHOP, 'afterwards')
      await bot.post('/api/messages', { to: `+${EVA}`, text: 'it goes on' })
      const has = (text: string) =>
        simulator.messagesAt(EVA).some((message) => message.text === text)
      await until(() => has('it goes on'), 'the phone has it')
      const texts = async () =>
        (await bot.messages('?direction=inbound&limit=500')).map((m) => m['text'])
      await until(async () => (await texts()).includes('afterwards'), 'the bot has it')
      const expected = Array.from({ length: MESSAGES }, (_, index) => `in ${index}`)
      const there = await texts()
      expect([there.length, new Set(there)]).toEqual([
        MESSAGES + 1,
        new Set([...expected, 'afterwards']),
      ])
      const out = simulator.messagesAt(EVA).map(({ text }) => text)
      expect(out).toEqual([
        ...Array.from({ length: MESSAGES }, (_, index) => `out ${index}`),
        'it goes on',
      ])
      expect(simulator.stats()).toMatchObject({ keyReuses: 0, retries: 0 })
    },
  )

  it('without waiting for the disk something is, and this test sees it', { timeout }, async () => {
    using careless = await bundleBot([NO_SYNC])
    await using recording = await record(careless.program)
    const length = recording.told.at(-1)?.length ?? 0
    const { missing, lost } = await missingAfter(recording, length, () => false)
    console.log(
      `power loss without syncs: ${missing.length} of ${recording.told.length} lost, ${lost} writes`,
    )
    expect(missing.length).toBeGreaterThan(0)
  })
})
