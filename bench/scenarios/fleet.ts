import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { stopTenant } from '../../common/contracts/public-api.ts'
import { atOnce } from '../../common/kit/at-once.ts'
import { callServer } from '../../scripts/client.ts'
import { startFleet } from '../../scripts/start/start-fleet.ts'
import { cpuMsIn, cpuMsOf, eventually } from '../measure.ts'
import type { NaiveBot } from '../naive.ts'
import type { Row, Scenario } from '../scenario.ts'
import { linkedNaive, linkedTenant, naivePhone, shopPhone } from '../world.ts'
import type { World } from '../world.ts'

const BOTS = 50
/** Until a start's last work is done, the first call of the own phone too, and how long they are watched then, in milliseconds. */
const SETTLED = 100_000
const WATCHED = 60_000
/** Naive bots write their credentials without a rename; ended meanwhile they would be lost. */
const WRITTEN = 3000

interface Start {
  readonly wall: number
  readonly cpu: number
}

/** A whole fleet from nothing to connected, and what it needs when nobody writes. */
export const fleet: Scenario = {
  async measure(openWorld, { bots }) {
    // Those of the memory are of several sizes; a fleet is the largest of them, or 50.
    const count = bots.length === 1 ? Math.max(...bots) : BOTS
    await using world = await openWorld()
    const indices = Array.from({ length: count }, (_, index) => index)
    for (const index of indices) await linkedTenant(world, index)
    const ours = await ourStart(world, indices)
    await sleep(SETTLED)
    const atRest = await share(() => ourCpu(world))
    const slugs = indices.map((index) => `shop-${index}`)
    await atOnce(2, slugs, async (tenant) => {
      await callServer(world.installation.server, stopTenant, { params: { tenant } })
    })
    await using opened = new AsyncDisposableStack()
    for (const index of indices) {
      const bot = await linkedNaive(world, index)
      await sleep(WRITTEN)
      await bot[Symbol.asyncDispose]()
    }
    const { start, running } = await naiveStart(world, opened, indices)
    await sleep(SETTLED)
    const naiveAtRest = await share(() => sum(running.map(({ pid }) => cpuMsOf(pid))))
    const row = (what: string, unit: Row['unit'], mine: number, theirs: number): Row => ({
      what: `${count} bots, ${what}`,
      unit,
      ours: [mine],
      baseline: [theirs],
      against: 'naive bots, all spawned at once',
    })
    return [
      row(
        'from nothing to all connected, wall (ours with PM2 and server)',
        'ms',
        ours.wall,
        start.wall,
      ),
      row('the same, CPU (ours with PM2 and server)', 'ms', ours.cpu, start.cpu),
      row('the same, CPU per bot', 'ms', ours.cpu / count, start.cpu / count),
      row(
        'connected and at rest, of one core (ours with PM2 and server)',
        '%',
        atRest,
        naiveAtRest,
      ),
    ]
  },
}

async function ourStart(
  { installation, network }: World,
  indices: readonly number[],
): Promise<Start> {
  await installation.fleet.stopAll()
  const daemon = (): number => cpuMsOf(daemonOf(installation))
  const [before, cpuBefore] = [
    indices.map((index) => network.activations(shopPhone(index))),
    daemon(),
  ]
  const began = performance.now()
  await startFleet(installation, () => undefined)
  await eventually(
    'all bots to be connected',
    () =>
      indices.every((index) => network.activations(shopPhone(index)) > (before[index] ?? 0)) ||
      undefined,
    300,
  )
  const wall = performance.now() - began
  return { wall, cpu: ourCpu({ installation }) - cpuBefore }
}

async function naiveStart(
  { network, naive }: World,
  opened: AsyncDisposableStack,
  indices: readonly number[],
): Promise<{ readonly start: Start; readonly running: readonly NaiveBot[] }> {
  const before = indices.map((index) => network.activations(naivePhone(index)))
  const began = performance.now()
  const running = await Promise.all(
    indices.map(async (index) => opened.use(await naive(`bot-${index}`))),
  )
  await eventually(
    'all naive bots to be connected',
    () =>
      indices.every((index) => network.activations(naivePhone(index)) > (before[index] ?? 0)) ||
      undefined,
    300,
  )
  const wall = performance.now() - began
  return { start: { wall, cpu: sum(running.map(({ pid }) => cpuMsOf(pid))) }, running }
}

/** Per cent of a core, over a while. */
async function share(cpu: () => number): Promise<number> {
  const before = cpu()
  await sleep(WATCHED)
  return ((cpu() - before) / WATCHED) * 100
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

function daemonOf(installation: World['installation']): number {
  const pid = installation.fleet.daemonPid()
  if (pid === undefined) throw new Error('PM2 does not run')
  return pid
}

/** Milliseconds of processor time of PM2's daemon and all that it has started and that still runs. */
function ourCpu({ installation }: Pick<World, 'installation'>): number {
  const daemon = daemonOf(installation)
  const stats = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      return [{ pid: Number(name), stat: readFileSync(`/proc/${name}/stat`, 'utf8') }]
    } catch {
      // It ended while we looked.
      return []
    }
  })
  const mine = stats.filter(({ pid, stat }) => pid === daemon || parentIn(stat) === daemon)
  return sum(mine.map(({ stat }) => cpuMsIn(stat)))
}

const parentIn = (stat: string): number =>
  Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
