import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuMsOf, eventually, memoryOf, timed } from '../measure.ts'
import { arrivedAt, insistOpened, untilArrived } from '../network.ts'
import { atOnce } from '../process.ts'
import { inTurn } from '../scenario.ts'
import type { Row, Scenario } from '../scenario.ts'
import { HURRY, openSides } from '../sides.ts'
import type { Side } from '../sides.ts'
import type { World } from '../world.ts'

/** Of a picture, in bytes. */
const SIZE = 1_000_000
const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')
const LOOK_MS = 100

interface Passed {
  readonly perSecond: number
  readonly megabytes: number
  /** Processor time of the bot for each picture. */
  readonly cpu: number
  /** Anonymous memory of the bot at its highest, in MiB. */
  readonly peak: number
}

type Pass = (world: World, side: Side, count: number) => Promise<void>

/** Pictures of 1 MB each way, in several chats: how many pass, and what the bot needs for them. */
export const media: Scenario = {
  async measure(openWorld, { runs, messages, idleSeconds }) {
    await using world = await openWorld()
    await using opened = new AsyncDisposableStack()
    const sides = await openSides(world, opened, 0, HURRY)
    const count = Math.max(HURRY, Math.round(messages / 10))
    await sleep(idleSeconds * 1000)
    const before = restOf(sides)
    const rows: Row[] = []
    for (const [way, pass, against] of WAYS) {
      const passed = { ours: [] as Passed[], naive: [] as Passed[] }
      for (let run = 0; run < runs; run += 1) {
        for (const side of inTurn(run, sides)) {
          passed[side.name].push(await passing(side, count, () => pass(world, side, count)))
        }
      }
      const row = (what: string, unit: Row['unit'], kind: keyof Passed): Row => ({
        what: `${what} ${way}`,
        unit,
        ours: passed.ours.map((one) => one[kind]),
        baseline: passed.naive.map((one) => one[kind]),
        against,
      })
      rows.push(
        row('pictures of 1 MB', '/s', 'perSecond'),
        row('pictures of 1 MB', 'MB/s', 'megabytes'),
        row('CPU of the bot, a picture', 'ms', 'cpu'),
        row('anonymous memory at its highest, pictures', 'MiB', 'peak'),
      )
    }
    await sleep(idleSeconds * 1000)
    return [...rows, restRow('before pictures', before), restRow('after them', restOf(sides))]
  },
}

/** From the first call until the last is opened and checked at its phone. */
const passOut: Pass = async ({ network }, { customers, sendPicture }, count) => {
  const before = arrivedAt(network, customers)
  const pictures = Array.from({ length: count }, (_, number) => ({
    to: customers[number % customers.length] ?? '',
    bytes: Buffer.concat([JPEG, Buffer.alloc(SIZE - JPEG.length, randomBytes(64))]),
  }))
  await atOnce(HURRY, pictures, ({ to, bytes }) => sendPicture(to, bytes))
  await untilArrived(network, customers, before + count)
  for (const customer of customers) await insistOpened(network, customer)
}

/** From the phones' first send until the bot has the last on its disk. */
const passIn: Pass = async ({ network }, { customers, phone, pictures }, count) => {
  const before = await pictures()
  const senders = Array.from({ length: count }, (_, number) => customers[number % HURRY] ?? '')
  await atOnce(HURRY, senders, (from) => network.sendPicture(from, phone, JPEG, SIZE))
  await eventually(
    `${count} pictures to be stored`,
    async () => ((await pictures()) >= before + count ? true : undefined),
    180,
  )
}

const WAYS = [
  ['out', passOut, 'sendMessage with a buffer'],
  ['in', passIn, 'downloadMediaMessage into a buffer, written to a file'],
] as const

async function passing(side: Side, count: number, work: () => Promise<void>): Promise<Passed> {
  const over = new AbortController()
  const highest = watch(side.pid, over.signal)
  const before = cpuMsOf(side.pid)
  const ms = await timed(work)
  const cpu = (cpuMsOf(side.pid) - before) / count
  over.abort()
  const perSecond = (count / ms) * 1000
  return { perSecond, megabytes: (perSecond * SIZE) / 1e6, cpu, peak: await highest }
}

async function watch(pid: number, over: AbortSignal): Promise<number> {
  let highest = 0
  while (!over.aborted) {
    highest = Math.max(highest, memoryOf(pid).anonymous)
    await sleep(LOOK_MS)
  }
  return highest
}

type Rest = Readonly<Record<Side['name'], number>>

function restOf(sides: readonly Side[]): Rest {
  const of = (name: Side['name']): number =>
    memoryOf(sides.find((side) => side.name === name)?.pid ?? Number.NaN).anonymous
  return { ours: of('ours'), naive: of('naive') }
}

const restRow = (when: string, { ours, naive }: Rest): Row => ({
  what: `anonymous memory idle, ${when}`,
  unit: 'MiB',
  ours: [ours],
  baseline: [naive],
  against: 'naive bot',
})
