import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { stopTenant } from '../../common/contracts/public-api.ts'
import { callServer } from '../../scripts/client.ts'
import type { AppEntry } from '../../server/fleet/apps.ts'
import { cpuMsOf } from '../measure.ts'
import { connecting } from '../network.ts'
import { end } from '../../scripts/demo/end.ts'
import { inTurn } from '../scenario.ts'
import type { Row, Scenario } from '../scenario.ts'
import { linkedNaive, linkedTenant, naivePhone, shopPhone } from '../world.ts'
import type { World } from '../world.ts'

const INDEX = 0
/** What a start leaves to do: uploads, a first collection, a first report. */
const AFTERMATH_MS = 2000

interface Started {
  readonly wall: number
  readonly cpu: number
  readonly cpuAfter: number
}

/** From spawn to a logged-in session, of a bot that is paired already. */
export const start: Scenario = {
  async measure(openWorld, { runs }) {
    await using world = await openWorld()
    const { installation } = world
    const { slug } = await linkedTenant(world, INDEX)
    await callServer(installation.server, stopTenant, { params: { tenant: slug } })
    const linked = await linkedNaive(world, INDEX)
    // It writes its credentials without a rename; ended meanwhile, it would have to be paired again.
    await sleep(AFTERMATH_MS)
    await linked[Symbol.asyncDispose]()
    const [entry] = await installation.ecosystem(slug)
    if (!entry) throw new Error('the tenant has no entry for PM2')
    const ours: Started[] = []
    const naive: Started[] = []
    const us = async (): Promise<void> => {
      ours.push(await started(world, shopPhone(INDEX), () => Promise.resolve(directly(entry))))
    }
    const them = async (): Promise<void> => {
      naive.push(await started(world, naivePhone(INDEX), () => world.naive(`bot-${INDEX}`)))
    }
    // A first start of each fills the machine's file cache.
    for (let run = -1; run < runs; run += 1) {
      for (const side of inTurn(run + 1, [us, them])) await side()
    }
    return rows(ours.slice(1), naive.slice(1))
  },
}

function rows(ours: readonly Started[], naive: readonly Started[]): Row[] {
  const row = (what: string, kind: keyof Started): Row => ({
    what,
    unit: 'ms',
    ours: ours.map((one) => one[kind]),
    baseline: naive.map((one) => one[kind]),
    against: 'naive bot',
  })
  return [
    row('spawn → connected, wall', 'wall'),
    row('spawn → connected, CPU', 'cpu'),
    row(`CPU from spawn to ${AFTERMATH_MS / 1000} s after connected`, 'cpuAfter'),
  ]
}

interface Spawned extends AsyncDisposable {
  readonly pid: number
}

/** The bot's program with Node's flags and the environment of its entry, but without PM2. */
function directly(entry: AppEntry): Spawned {
  const child = spawn(entry.interpreter, [...entry.node_args, entry.script], {
    cwd: entry.cwd,
    env: { PATH: process.env['PATH'], ...entry.env },
    stdio: 'ignore',
  })
  return {
    pid: child.pid ?? Number.NaN,
    [Symbol.asyncDispose]: () => end(child, 'SIGINT'),
  }
}

async function started(
  { network }: World,
  phone: string,
  spawnBot: () => Promise<Spawned>,
): Promise<Started> {
  const connected = connecting(network, [phone])
  const began = performance.now()
  await using bot = await spawnBot()
  await connected()
  const wall = performance.now() - began
  const cpu = cpuMsOf(bot.pid)
  await sleep(AFTERMATH_MS)
  return { wall, cpu, cpuAfter: cpuMsOf(bot.pid) }
}
