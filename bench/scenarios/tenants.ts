import { atOnce } from '../../common/kit/at-once.ts'
import { percentile, timed } from '../measure.ts'
import { andArrived } from '../network.ts'
import { inTurn } from '../scenario.ts'
import type { Row, Scenario } from '../scenario.ts'
import { openShop } from '../shops.ts'
import { HURRY, handingOver } from '../sides.ts'
import { post } from '../process.ts'
import { customerPhone, linkedNaive, naivePhone } from '../world.ts'
import type { World } from '../world.ts'

const TENANTS = [10, 50] as const
/** Owners who write to ours, and people who write to the naive ones. */
const THEIRS = 500

/** A bot and somebody who writes with it. */
interface Pair {
  /** Hands a message over to the bot's API and waits until it is at the phone. */
  send(): Promise<void>
  /** Writes to the bot and waits until its answer is at the phone. */
  say(): Promise<void>
}

interface Contender {
  readonly name: 'ours' | 'naive'
  readonly pairs: readonly Pair[]
}

/** Many tenants at once: messages through the API to a phone, and from a phone until its answer. */
export const tenants: Scenario = {
  async measure(openWorld, { runs, messages, bots }) {
    const counts = bots.length === 1 ? bots : TENANTS
    const rows: Row[] = []
    for (const count of counts) {
      await using world = await openWorld()
      await using opened = new AsyncDisposableStack()
      const contenders = await openContenders(world, opened, count)
      for (const way of ['send', 'say'] as const) {
        for (const width of [1, HURRY]) {
          rows.push(...(await compare(contenders, way, { width, runs, messages, count })))
        }
      }
    }
    return rows
  },
}

const WAYS = {
  send: { what: 'API → phone', against: 'naive bots: POST → phone' },
  say: {
    what: 'in → stored → answer at the phone',
    against: 'naive bots: in → answer, not stored',
  },
} as const

interface Sizes {
  readonly width: number
  readonly runs: number
  readonly messages: number
  readonly count: number
}

async function compare(
  contenders: readonly Contender[],
  way: keyof Pair,
  { width, runs, messages, count }: Sizes,
): Promise<readonly Row[]> {
  const taken = { ours: [] as Taken[], naive: [] as Taken[] }
  for (let run = 0; run < runs; run += 1) {
    for (const { name, pairs } of inTurn(run, contenders)) {
      taken[name].push(await takenBy(pairs, way, width, messages))
    }
  }
  const { what, against } = WAYS[way]
  const row = (kind: keyof Taken, unit: Row['unit'], title: string): Row => ({
    what: `${count} tenants, ${what}, ${width} at once, ${title}`,
    unit,
    ours: taken.ours.map((one) => one[kind]),
    baseline: taken.naive.map((one) => one[kind]),
    against,
  })
  return [row('p50', 'ms', 'p50'), row('p99', 'ms', 'p99'), row('perSecond', '/s', 'messages')]
}

interface Taken {
  readonly p50: number
  readonly p99: number
  readonly perSecond: number
}

/** `width` askers beside each other, each with tenants of its own, in turn. */
async function takenBy(
  pairs: readonly Pair[],
  way: keyof Pair,
  width: number,
  messages: number,
): Promise<Taken> {
  const times: number[] = []
  const askers = Array.from({ length: width }, (_, asker) => asker)
  const all = await timed(() =>
    atOnce(width, askers, async (asker) => {
      const own = pairs.filter((_, index) => index % width === asker)
      for (let turn = 0; turn < messages / width; turn += 1) {
        const pair = own[turn % own.length]
        if (pair) times.push(await timed(() => pair[way]()))
      }
    }),
  )
  return {
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    perSecond: (times.length / all) * 1000,
  }
}

async function openContenders(
  world: World,
  opened: AsyncDisposableStack,
  count: number,
): Promise<readonly Contender[]> {
  const ours: Pair[] = []
  const naive: Pair[] = []
  for (let index = 0; index < count; index += 1) {
    ours.push(await openOurs(world, index))
    naive.push(await openNaive(world, opened, index))
  }
  // What is done for the first time takes longer, and is not to count.
  for (const pair of [...ours, ...naive]) {
    await pair.say()
    await pair.send()
  }
  return [
    { name: 'ours', pairs: ours },
    { name: 'naive', pairs: naive },
  ]
}

/** A shop's owner asks who owes: answered at once from what is stored, without a booking. */
async function openOurs(world: World, index: number): Promise<Pair> {
  const { network, installation } = world
  const shop = await openShop(world, index, { vertical: 'retail' })
  const to = customerPhone(index)
  const handOver = handingOver(installation.server, shop.slug)
  return {
    say: () => shop.say('quién me debe'),
    send: () => andArrived(network, to, () => handOver({ to, text: 'un mensaje' })),
  }
}

async function openNaive(world: World, opened: AsyncDisposableStack, index: number): Promise<Pair> {
  const { network } = world
  const bot = opened.use(await linkedNaive(world, index))
  const to = customerPhone(THEIRS + index)
  await network.addPhone(to)
  await post(`${bot.url}/answer`, {})
  return {
    say: () =>
      andArrived(network, to, () => network.sendText(to, naivePhone(index), 'quién me debe')),
    send: () => andArrived(network, to, () => post(`${bot.url}/send`, { to, text: 'un mensaje' })),
  }
}
