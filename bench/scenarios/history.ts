import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, memoryOf, percentile } from '../measure.ts'
import type { Row, Scenario } from '../scenario.ts'
import {
  addTenant,
  customerPhone,
  naivePhone,
  naiveQrOf,
  ourBot,
  qrOf,
  shopPhone,
} from '../world.ts'
import type { World } from '../world.ts'

const MESSAGES = 100_000
/** What linking costs by itself shows in a past of next to nothing. */
const FEW = 500
/** All of it is of the last 90 days: the baseline asks for no more, and neither do we. */
const pastOf = (messages: number) => ({ messages, chats: Math.min(500, messages), days: 80 })
const LOOK_MS = 100
const SECONDS = 300

interface Contender {
  readonly phone: string
  readonly pid: number
  scan(): Promise<void>
  /** Messages of the past that it has dealt with. */
  past(): Promise<number>
  received(): Promise<number>
}

interface Found {
  readonly before: number
  readonly peak: number
  readonly after: number
  readonly seconds: number
  /** From a phone to the bot, in milliseconds, while the past was read. */
  readonly live: readonly number[]
}

/** Memory and live messages while a phone gives a new bot a past of 100,000 messages. */
export const history: Scenario = {
  async measure(openWorld, { runs }) {
    const found = new Map<number, Both[]>([
      [FEW, []],
      [MESSAGES, []],
    ])
    for (let run = 0; run < runs; run += 1) {
      for (const [messages, of] of found) of.push(await once(openWorld, messages))
    }
    const row = (
      what: string,
      unit: Row['unit'],
      of: (one: Found) => number,
      messages = MESSAGES,
    ): Row => ({
      what: `${messages} messages of the past, ${what}`,
      unit,
      ours: found.get(messages)?.map((each) => of(each.ours)) ?? [],
      baseline: found.get(messages)?.map((each) => of(each.naive)) ?? [],
      against: 'naive bot, which only counts them',
    })
    const growth = ({ before, peak }: Found): number => peak - before
    return [
      row('private, growth at the peak', 'MiB', growth, FEW),
      row('private before pairing', 'MiB', ({ before }) => before),
      row('private, growth at the peak', 'MiB', growth),
      row('private, growth 10 s later', 'MiB', ({ before, after }) => after - before),
      row('until all is read', 'ms', ({ seconds }) => seconds * 1000),
      row('a live message meanwhile, p50', 'ms', ({ live }) => percentile(live, 0.5)),
      row('a live message meanwhile, worst', 'ms', ({ live }) => Math.max(...live)),
    ]
  },
}

interface Both {
  readonly ours: Found
  readonly naive: Found
}

async function once(openWorld: () => Promise<World>, messages: number): Promise<Both> {
  await using world = await openWorld()
  await using opened = new AsyncDisposableStack()
  return {
    ours: await watched(world, await ours(world, messages), messages),
    naive: await watched(world, await naive(world, opened, messages), messages),
  }
}

async function watched({ network }: World, side: Contender, messages: number): Promise<Found> {
  const customer = customerPhone(side.phone === shopPhone(0) ? 0 : 1)
  await network.addPhone(customer)
  await sleep(3000)
  const look = (): number => memoryOf(side.pid).private
  const before = look()
  let peak = before
  const timer = setInterval(() => (peak = Math.max(peak, look())), LOOK_MS)
  const started = performance.now()
  await side.scan()
  const live: number[] = []
  while ((await side.past()) < messages) {
    if (performance.now() - started > SECONDS * 1000) throw new Error('the past is not read')
    const had = await side.received()
    const sent = performance.now()
    await network.sendText(customer, side.phone, `live ${live.length}`)
    await eventually('a live message', async () => (await side.received()) > had || undefined)
    live.push(performance.now() - sent)
    await sleep(LOOK_MS)
  }
  const seconds = (performance.now() - started) / 1000
  await sleep(10_000)
  clearInterval(timer)
  return { before, peak, after: look(), seconds, live }
}

async function ours(world: World, messages: number): Promise<Contender> {
  const { network, installation } = world
  const phone = shopPhone(0)
  await network.addPhone(phone)
  await network.givePast(phone, pastOf(messages))
  const tenant = await addTenant(world, 0)
  const qr = await qrOf(world, tenant)
  const database = join(installation.tenantFolder(tenant), 'business.db')
  const bot = await ourBot(world, tenant)
  return {
    phone,
    pid: bot.pid,
    scan: () => network.scan(phone, qr),
    async past() {
      using db = new DatabaseSync(database, { readOnly: true })
      const row = db.prepare('select sum(handled) as count from history_parts').get()
      return Number(row?.['count'] ?? 0)
    },
    received: async () => (await bot.status()).messagesIn,
  }
}

async function naive(
  world: World,
  opened: AsyncDisposableStack,
  messages: number,
): Promise<Contender> {
  const { network } = world
  const phone = naivePhone(0)
  await network.addPhone(phone)
  await network.givePast(phone, pastOf(messages))
  const bot = opened.use(await world.naive('bot-0'))
  const qr = await naiveQrOf(bot)
  return {
    phone,
    pid: bot.pid,
    scan: () => network.scan(phone, qr),
    past: async () => (await bot.stats())?.past ?? 0,
    received: async () => (await bot.stats())?.received ?? 0,
  }
}
