import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuMsOf, eventually, highestMemory, memoryOf, timed } from '../measure.ts'
import { arrivedAt, insistOpened, untilArrived } from '../network.ts'
import { atOnce } from '../../common/kit/at-once.ts'
import { inTurn } from '../scenario.ts'
import type { Row, Scenario } from '../scenario.ts'
import { HURRY, openSides } from '../sides.ts'
import type { Side } from '../sides.ts'
import type { World } from '../world.ts'

interface Kind {
  /** What passes, and one of them. */
  readonly what: string
  readonly one: string
  readonly type: 'image' | 'document'
  readonly head: Buffer
  /** In bytes. */
  readonly size: number
  /** How many pass in a run of so many messages. */
  count(messages: number): number
}

const PICTURE: Kind = {
  what: 'pictures of 1 MB',
  one: 'a picture',
  type: 'image',
  head: Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  size: 1_000_000,
  count: (messages) => Math.max(HURRY, Math.round(messages / 10)),
}
/** What a run leaves behind has to stay within the tenant's quota. */
const DOCUMENT: Kind = {
  what: 'a document of 60 MB',
  one: 'the document',
  type: 'document',
  head: Buffer.from('%PDF-1.7\n'),
  size: 60_000_000,
  count: () => 1,
}
interface Passed {
  readonly perSecond: number
  readonly megabytes: number
  /** Processor time of the bot for each file. */
  readonly cpu: number
  /** Anonymous memory of the bot at its highest, in MiB, and how much more that is than before. */
  readonly peak: number
  readonly growth: number
}

type Pass = (world: World, side: Side, kind: Kind, count: number) => Promise<void>

/** Files each way, small ones in several chats and one large: how many pass, and what the bot needs. */
export const media: Scenario = {
  async measure(openWorld, { runs, messages, idleSeconds }) {
    await using world = await openWorld()
    await using opened = new AsyncDisposableStack()
    const sides = await openSides(world, opened, 0, HURRY)
    await sleep(idleSeconds * 1000)
    const before = restOf(sides)
    const rows: Row[] = []
    for (const kind of [PICTURE, DOCUMENT]) {
      for (const way of WAYS) {
        const count = kind.count(messages)
        const passed = { ours: [] as Passed[], naive: [] as Passed[] }
        for (let run = 0; run < runs; run += 1) {
          for (const side of inTurn(run, sides)) {
            passed[side.name].push(await passing({ world, side, kind, count }, way.pass))
          }
        }
        rows.push(...rowsOf(kind, way, passed))
      }
    }
    await sleep(idleSeconds * 1000)
    return [...rows, restRow('before files', before), restRow('after them', restOf(sides))]
  },
}

function rowsOf(
  { what, one, type }: Kind,
  { way, against }: (typeof WAYS)[number],
  passed: Readonly<Record<Side['name'], readonly Passed[]>>,
): readonly Row[] {
  const row = (figure: string, unit: Row['unit'], kind: keyof Passed): Row => ({
    what: `${figure} ${way}`,
    unit,
    ours: passed.ours.map((each) => each[kind]),
    baseline: passed.naive.map((each) => each[kind]),
    against,
  })
  return [
    ...(type === 'image' ? [row(what, '/s', 'perSecond')] : []),
    row(what, 'MB/s', 'megabytes'),
    row(`CPU of the bot, ${one}`, 'ms', 'cpu'),
    row(`anonymous memory at its highest, ${what}`, 'MiB', 'peak'),
    row(`growth up to there, ${what}`, 'MiB', 'growth'),
  ]
}

/** From the first call until the last is opened and checked at its phone. */
const passOut: Pass = async ({ network }, side, { type, head, size }, count) => {
  const { customers } = side
  const before = arrivedAt(network, customers)
  const files = Array.from({ length: count }, (_, number) => ({
    to: customers[number % customers.length] ?? '',
    bytes: Buffer.concat([head, Buffer.alloc(size - head.length, randomBytes(64))]),
  }))
  await atOnce(HURRY, files, ({ to, bytes }) => side.sendFile(to, type, bytes))
  await untilArrived(network, customers, before + count)
  for (const customer of customers) await insistOpened(network, customer)
}

/** From the phones' first send until the bot has the last on its disk. */
const passIn: Pass = async ({ network }, { customers, phone, files }, kind, count) => {
  const before = await files()
  const senders = Array.from({ length: count }, (_, number) => customers[number % HURRY] ?? '')
  await atOnce(HURRY, senders, (from) => network.sendFile(from, phone, kind))
  await eventually(
    `${count} files to be stored`,
    async () => ((await files()) >= before + count ? true : undefined),
    180,
  )
}

const WAYS = [
  { way: 'out', pass: passOut, against: 'sendMessage with a buffer' },
  {
    way: 'in',
    pass: passIn,
    against: 'downloadMediaMessage into a buffer, written to a file',
  },
] as const

interface Passage {
  readonly world: World
  readonly side: Side
  readonly kind: Kind
  readonly count: number
}

async function passing({ world, side, kind, count }: Passage, pass: Pass): Promise<Passed> {
  const over = new AbortController()
  const start = memoryOf(side.pid).anonymous
  const highest = highestMemory(side.pid, over.signal)
  const before = cpuMsOf(side.pid)
  const ms = await timed(() => pass(world, side, kind, count))
  const cpu = (cpuMsOf(side.pid) - before) / count
  over.abort()
  const perSecond = (count / ms) * 1000
  const peak = await highest
  return { perSecond, megabytes: (perSecond * kind.size) / 1e6, cpu, peak, growth: peak - start }
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
