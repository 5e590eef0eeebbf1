import { setTimeout as sleep } from 'node:timers/promises'
import { stopTenant } from '../../common/contracts/public-api.ts'
import { atOnce } from '../../common/kit/at-once.ts'
import { callServer } from '../../scripts/client.ts'
import { startFleet } from '../../scripts/start/start-fleet.ts'
import { childrenOf } from '../../server/fleet/processes.ts'
import { cpuMsOf } from '../measure.ts'
import { connecting } from '../network.ts'
import type { NaiveBot } from '../naive.ts'
import type { Row, Scenario } from '../scenario.ts'
import { linkedNaive, linkedTenant, ourBot, naivePhone, shopPhone } from '../world.ts'
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
    // Usually they are the sizes for the memory; a single one is meant.
    const [only = BOTS] = bots
    const count = bots.length === 1 ? only : BOTS
    await using world = await openWorld()
    const indices = Array.from({ length: count }, (_, index) => index)
    const slugs: string[] = []
    for (const index of indices) slugs.push((await linkedTenant(world, index)).slug)
    const ours = await ourStart(world, indices)
    await sleep(SETTLED)
    const pids: number[] = []
    for (const slug of slugs) pids.push((await ourBot(world, slug)).pid)
    const [atRest = Number.NaN, alone = Number.NaN] = await shares(async () => [
      await ourCpu(world),
      cpuOf(pids),
    ])
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
    const [naiveAtRest = Number.NaN] = await shares(() => [cpuOf(running.map(({ pid }) => pid))])
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
      row('the same, the bots alone', '%', alone, naiveAtRest),
    ]
  },
}

async function ourStart(world: World, indices: readonly number[]): Promise<Start> {
  const { installation, network } = world
  await installation.fleet.stopAll()
  const cpuBefore = cpuMsOf(daemonOf(world))
  const connected = connecting(network, indices.map(shopPhone))
  const began = performance.now()
  await startFleet(installation, () => undefined)
  await connected()
  const wall = performance.now() - began
  return { wall, cpu: (await ourCpu(world)) - cpuBefore }
}

async function naiveStart(
  { network, naive }: World,
  opened: AsyncDisposableStack,
  indices: readonly number[],
): Promise<{ readonly start: Start; readonly running: readonly NaiveBot[] }> {
  const connected = connecting(network, indices.map(naivePhone))
  const began = performance.now()
  const running = await Promise.all(
    indices.map(async (index) => opened.use(await naive(`bot-${index}`))),
  )
  await connected()
  const wall = performance.now() - began
  return { start: { wall, cpu: cpuOf(running.map(({ pid }) => pid)) }, running }
}

/** Per cent of a core, over a while, of each. */
async function shares(
  cpus: () => readonly number[] | Promise<readonly number[]>,
): Promise<readonly number[]> {
  const before = await cpus()
  await sleep(WATCHED)
  const after = await cpus()
  return after.map((cpu, index) => ((cpu - (before[index] ?? Number.NaN)) / WATCHED) * 100)
}

const cpuOf = (pids: readonly number[]): number => pids.reduce((all, pid) => all + cpuMsOf(pid), 0)

function daemonOf({ installation }: World): number {
  const pid = installation.fleet.daemonPid()
  if (pid === undefined) throw new Error('PM2 does not run')
  return pid
}

/** Milliseconds of processor time of PM2's daemon and all that it has started and that still runs. */
async function ourCpu(world: World): Promise<number> {
  const daemon = daemonOf(world)
  return cpuOf([daemon, ...(await childrenOf(daemon))])
}
