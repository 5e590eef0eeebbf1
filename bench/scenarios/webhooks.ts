import { setTimeout as sleep } from 'node:timers/promises'
import { openConsumer } from '../consumer.ts'
import type { Consumer } from '../consumer.ts'
import { cpuMsOf, eventually, highestMemory, memoryOf, percentile, timed } from '../measure.ts'
import { atOnce } from '../../common/kit/at-once.ts'
import { inTurn } from '../scenario.ts'
import type { Row, Scenario } from '../scenario.ts'
import { HURRY, mixed, newChats, openSides } from '../sides.ts'
import type { Hook, Side } from '../sides.ts'
import type { World } from '../world.ts'

/** As many events wait in a backlog for one message of the other measurements. */
const WAITING_FOR_ONE = 4
/** One lag is measured for so many messages of the other measurements. */
const ONE_LAG_IN = 5
const SECONDS = 240

interface Found {
  readonly perSecond: number
  readonly cpu: number
  readonly lags: readonly number[]
  readonly backlogPerSecond: number
  readonly backlogCpu: number
  readonly peak: number
  readonly idleBefore: number
  readonly idleAfter: number
}

/** Events of messages that come in: how many, how late, and a backlog after the consumer was down. */
export const webhooks: Scenario = {
  async measure(openWorld, { runs, messages, idleSeconds }) {
    await using world = await openWorld()
    await using opened = new AsyncDisposableStack()
    const sides = await openSides(world, opened, 0, HURRY)
    const consumers = new Map<Side, Consumer>()
    for (const side of sides) consumers.set(side, opened.use(await openConsumer()))
    const found = { ours: [] as Found[], naive: [] as Found[] }
    for (let run = 0; run < runs; run += 1) {
      for (const side of inTurn(run, sides)) {
        const consumer = consumers.get(side)
        if (!consumer) throw new Error('nobody listens')
        found[side.name].push(await watched({ world, side, consumer, messages, idleSeconds }))
      }
    }
    return rowsOf(found)
  },
}

function rowsOf(found: Readonly<Record<Side['name'], readonly Found[]>>): readonly Row[] {
  const row = (
    what: string,
    unit: Row['unit'],
    of: (one: Found) => number,
    against = FETCH,
  ): Row => ({
    what,
    unit,
    ours: found.ours.map(of),
    baseline: found.naive.map(of),
    against,
  })
  return [
    row('webhook events of messages in, 10 chats', '/s', ({ perSecond }) => perSecond),
    row('CPU of the bot, a message in and its event', 'ms', ({ cpu }) => cpu),
    row('from the phone to the webhook, p50', 'ms', ({ lags }) => percentile(lags, 0.5)),
    row('from the phone to the webhook, p99', 'ms', ({ lags }) => percentile(lags, 0.99)),
    row('events of a backlog', '/s', ({ backlogPerSecond }) => backlogPerSecond, FLOOD),
    row('CPU of the bot, an event of it', 'ms', ({ backlogCpu }) => backlogCpu, FLOOD),
    row('anonymous memory at its highest meanwhile', 'MiB', ({ peak }) => peak, FLOOD),
    row('anonymous memory idle, before', 'MiB', ({ idleBefore }) => idleBefore, 'naive bot'),
    row('anonymous memory idle, after', 'MiB', ({ idleAfter }) => idleAfter, 'naive bot'),
  ]
}

const FETCH = 'fetch in messages.upsert, unsigned, tried once, not stored'
const FLOOD = 'fetch in a loop, five at once'

interface Watched {
  readonly world: World
  readonly side: Side
  readonly consumer: Consumer
  readonly messages: number
  readonly idleSeconds: number
}

async function watched(parts: Watched): Promise<Found> {
  const { side, consumer, messages, idleSeconds } = parts
  const idle = async (): Promise<number> => {
    await sleep(idleSeconds * 1000)
    return memoryOf(side.pid).anonymous
  }
  const idleBefore = await idle()
  const hook = await side.hook(consumer.url)
  const cpuBefore = cpuMsOf(side.pid)
  const ms = await timed(() => passIn(parts, messages))
  const cpu = (cpuMsOf(side.pid) - cpuBefore) / messages
  const lags = await lagsOf(parts, Math.round(messages / ONE_LAG_IN))
  const backlog = await caughtUp(parts, hook, messages * WAITING_FOR_ONE)
  await hook.end()
  const perSecond = (messages / ms) * 1000
  return { perSecond, cpu, lags, ...backlog, idleBefore, idleAfter: await idle() }
}

/** From the phones' first send until the last event has been taken. */
async function passIn({ world, side, consumer }: Watched, count: number): Promise<void> {
  const chats = newChats(side.customers, count)
  const before = consumer.taken()
  await sendIn(world, side, chats)
  await untilTaken(consumer, before + count)
  consumer.insist(chats.flatMap(({ texts }) => texts))
}

const sendIn = ({ network }: World, side: Side, chats: ReturnType<typeof newChats>) =>
  atOnce(HURRY, mixed(chats), ({ to, text }) => network.sendText(to, side.phone, text))

/** One message after the other, in milliseconds. */
async function lagsOf(
  { world: { network }, side, consumer }: Watched,
  count: number,
): Promise<readonly number[]> {
  const lags: number[] = []
  for (const { to, text } of mixed(newChats(side.customers, count))) {
    const sent = performance.now()
    await network.sendText(to, side.phone, text)
    const taken = await eventually('an event', () => consumer.takenAt(text))
    lags.push(taken - sent)
  }
  return lags
}

/**
 * The consumer was down while messages came in, and is back: from the first event that it takes
 * until the last. The baseline, which keeps nothing, makes as many up and posts those.
 */
async function caughtUp(
  { world, side, consumer }: Watched,
  hook: Hook,
  count: number,
): Promise<Pick<Found, 'backlogPerSecond' | 'backlogCpu' | 'peak'>> {
  const chats = newChats(side.customers, count)
  if (side.name === 'ours') {
    consumer.refuse(true)
    const received = await side.received()
    await sendIn(world, side, chats)
    const isIn = async () => (await side.received()) >= received + count || undefined
    await eventually(`${count} messages to be received`, isIn, SECONDS)
    consumer.refuse(false)
  }
  const over = new AbortController()
  const highest = highestMemory(side.pid, over.signal)
  const before = consumer.taken()
  const cpuBefore = cpuMsOf(side.pid)
  const caught = hook.catchUp(chats.flatMap(({ texts }) => texts))
  await untilTaken(consumer, before + 1)
  const first = consumer.taken()
  const ms = await timed(() => untilTaken(consumer, before + count))
  const backlogCpu = (cpuMsOf(side.pid) - cpuBefore) / count
  await caught
  over.abort()
  consumer.insist(chats.flatMap(({ texts }) => texts))
  const timedEvents = before + count - first
  return { backlogPerSecond: (timedEvents / ms) * 1000, backlogCpu, peak: await highest }
}

const untilTaken = (consumer: Consumer, total: number): Promise<true> =>
  eventually(`${total} events`, () => (consumer.taken() >= total ? true : undefined), SECONDS)
