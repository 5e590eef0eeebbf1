import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listTenantMessages, postTenantMessage } from '../../common/contracts/public-messages.ts'
import { MEMORY_LIMIT_MB } from '../../common/domain/memory-limit.ts'
import { OwnMemory } from '../../common/kit/own-memory.ts'
import { TROUBLE_FLAGS } from '../../scripts/chaos/trouble.ts'
import { callServer } from '../../scripts/client.ts'
import { eventually, percentile, timed } from '../measure.ts'
import { andArrived } from '../network.ts'
import type { Row, Scenario, Size } from '../scenario.ts'
import { inTurn } from '../scenario.ts'
import { customerPhone, linkedTenant, ourBot, shopPhone } from '../world.ts'
import type { World } from '../world.ts'

/** What one bot does, and whether it is to be ended for it. */
const KINDS = [
  { name: 'buffers', does: 'allocates buffers', bound: 2000 },
  { name: 'heap', does: 'allocates heap', bound: 10_000 },
  { name: 'spin', does: 'spins', bound: 10_000 },
  { name: 'errors', does: 'floods its log with errors', bound: undefined },
  // No bot: what a machine's other core costs when it is busy, however little it may take away.
  {
    name: 'outside',
    does: 'program of the lowest priority that is no bot spins',
    bound: undefined,
  },
] as const
type Kind = (typeof KINDS)[number]

const NEIGHBOURS = [10, 11, 12]
/** Longer than the trouble of any kind and the restart after it, in milliseconds. */
const WINDOW = 10_000
const PAUSE = 50
const OUTSIDE = 6500
const LOOK = 10
/** Pairs of a full run, at least. */
const PAIRS = 5
const MIB = 1024 * 1024

interface Pair {
  /** p99 of a send of the others, in milliseconds. */
  readonly control: number
  readonly trouble: number
  readonly end: End | undefined
}

interface End {
  /** From its cap, or where it passes none from the beginning of the trouble, in milliseconds. */
  readonly goneMs: number
  readonly backMs: number
  /** What it had at most, in MiB. */
  readonly most: number
}

/**
 * How long the others' messages take while one bot makes trouble, beside the same while it does not,
 * one after the other and the other way round in the next pair; and how soon that bot is gone.
 */
export const neighbours: Scenario = {
  async measure(openWorld, size) {
    await using world = await openWorld(TROUBLE_FLAGS)
    for (const index of [...KINDS.keys(), ...NEIGHBOURS]) {
      await linkedTenant(world, index)
      await world.network.addPhone(customerPhone(index))
    }
    // What is done for the first time takes longer, and is not to count.
    await sends(world, WINDOW / 2)
    const pairs = new Map<Kind, Pair[]>()
    for (let run = 0; run < pairsOf(size); run += 1) {
      for (const [index, kind] of KINDS.entries()) {
        pairs.set(kind, [...(pairs.get(kind) ?? []), await pairOf(world, run, index, kind)])
      }
    }
    for (const [index, { name }] of KINDS.entries()) {
      if (name !== 'outside') await insistAllCame(world, index, pairsOf(size))
    }
    return KINDS.flatMap((kind) => rowsOf(kind, pairs.get(kind) ?? []))
  },
}

const pairsOf = ({ runs }: Size): number => (runs === 1 ? 1 : Math.max(PAIRS, runs))

function rowsOf({ name, does, bound }: Kind, pairs: readonly Pair[]): readonly Row[] {
  const against = 'the same while it does not'
  const others = `p99 of a send of the others while one ${does}`
  const rows: Row[] = [
    {
      what: others,
      unit: 'ms',
      ours: pairs.map(({ trouble }) => trouble),
      baseline: pairs.map(({ control }) => control),
      against,
    },
    {
      what: `${others}, ratio of each pair`,
      unit: '×',
      ours: pairs.map(({ trouble, control }) => trouble / control),
      baseline: [1],
      against,
    },
  ]
  const ends = pairs.flatMap(({ end }) => (end ? [end] : []))
  if (bound === undefined || ends.length === 0) return rows
  const from = name === 'buffers' ? 'passing its cap' : 'the beginning'
  return [
    ...rows,
    {
      what: `one that ${does}: from ${from} until it is gone`,
      unit: 'ms',
      ours: ends.map(({ goneMs }) => goneMs),
      baseline: [bound],
      against: 'at most that',
    },
    {
      what: `one that ${does}: from there until it is connected again`,
      unit: 'ms',
      ours: ends.map(({ backMs }) => backMs),
      baseline: [bound],
      against: 'the bound of its end',
    },
    {
      what: `one that ${does}: memory of its own at most`,
      unit: 'MiB',
      ours: ends.map(({ most }) => most),
      baseline: [MEMORY_LIMIT_MB.usual],
      against: 'its cap',
    },
  ]
}

async function pairOf(world: World, run: number, index: number, kind: Kind): Promise<Pair> {
  const measured = { control: 0, trouble: 0 }
  let end: End | undefined
  for (const side of inTurn(run, ['control', 'trouble'] as const)) {
    const times = sends(world, WINDOW)
    if (side === 'trouble') end = await makeTrouble(world, run, index, kind)
    measured[side] = percentile(await times, 0.99)
  }
  return { ...measured, end }
}

const slugOf = (index: number): string => `shop-${index}`

/** Every neighbour sends, one message after the other. @returns how long each took to be there */
async function sends(world: World, ms: number): Promise<number[]> {
  const until = performance.now() + ms
  const all = await Promise.all(NEIGHBOURS.map((index) => sendsOf(world, index, until)))
  return all.flat()
}

async function sendsOf(world: World, index: number, until: number): Promise<number[]> {
  const { network, installation } = world
  const to = customerPhone(index)
  const times: number[] = []
  while (performance.now() < until) {
    const body = { to, text: `number ${times.length}` }
    const params = { tenant: slugOf(index) }
    const send = () => callServer(installation.server, postTenantMessage, { params, body })
    times.push(await timed(() => andArrived(network, to, send)))
    await sleep(PAUSE)
  }
  return times
}

async function makeTrouble(
  world: World,
  run: number,
  index: number,
  { name, bound }: Kind,
): Promise<End | undefined> {
  if (name === 'outside') return await spinOutside()
  const { installation, network } = world
  const file = join(installation.tenantFolder(slugOf(index)), 'TROUBLE')
  const { pid } = await ourBot(world, slugOf(index))
  writeFileSync(file, name)
  await eventually('the trouble to begin', () => (existsSync(file) ? undefined : true))
  const began = performance.now()
  const ended = bound === undefined ? undefined : untilGone(pid, began, name === 'buffers')
  // What is written to it meanwhile has to come through.
  await network.sendText(customerPhone(index), shopPhone(index), textOf(run))
  const gone = await ended
  if (!gone) return undefined
  await untilBack(world, slugOf(index), pid)
  return { ...gone, backMs: performance.now() - began }
}

/** As long as a bot that spins does. */
async function spinOutside(): Promise<undefined> {
  // It ends by itself, so that nothing goes on spinning when the bench is interrupted.
  const spin = `const until = Date.now() + ${OUTSIDE}; while (Date.now() < until);`
  const child = spawn(process.execPath, ['-e', spin], { stdio: 'ignore' })
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  await once(child, 'exit')
  return undefined
}

/** Another process answers, and is connected: what the server heard last may be of the one before. */
const untilBack = (world: World, slug: string, pid: number): Promise<true> =>
  eventually(`${slug} to be back`, async () => {
    const bot = await ourBot(world, slug).catch(() => undefined)
    if (!bot || bot.pid === pid) return undefined
    return (await bot.status()).connection.state === 'open' ? true : undefined
  })

const textOf = (run: number): string => `written in trouble ${run}`

async function untilGone(
  pid: number,
  began: number,
  fromCap: boolean,
): Promise<Omit<End, 'backMs'>> {
  using memory = OwnMemory.of(pid)
  let most = 0
  let from = began
  let isPast = false
  for (;;) {
    const own = memory?.bytes()
    const now = performance.now()
    if (own === undefined || isGone(pid)) return { goneMs: now - from, most }
    most = Math.max(most, own / MIB)
    if (fromCap && !isPast && most > MEMORY_LIMIT_MB.usual) {
      isPast = true
      from = now
    }
    await sleep(LOOK)
  }
}

/** What has ended may wait to be collected. */
function isGone(pid: number): boolean {
  try {
    return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return true
  }
}

/** @throws {Error} unless everything that was written to a bot in trouble is there, once */
async function insistAllCame(world: World, index: number, runs: number): Promise<void> {
  const wanted = Array.from({ length: runs }, (_, run) => textOf(run))
  await eventually(`what was written to ${slugOf(index)}`, async () => {
    const { messages } = await callServer(world.installation.server, listTenantMessages, {
      params: { tenant: slugOf(index) },
      query: { direction: 'inbound', limit: '500' },
    })
    const texts = messages.map(({ text }) => String(text)).toSorted()
    if (texts.length > runs) throw new Error(`${slugOf(index)} has a message twice`)
    return texts.join('\n') === wanted.toSorted().join('\n') ? true : undefined
  })
}
