import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stopTenant } from '../../common/contracts/public-api.ts'
import { callServer } from '../../scripts/client.ts'
import { cpuMsOf, median } from '../measure.ts'
import type { Scenario } from '../scenario.ts'
import { linkedNaive, linkedTenant, naivePhone, shopPhone } from '../world.ts'
import type { World } from '../world.ts'

interface Start {
  readonly wall: number
  readonly cpu: number
}

/** From spawn to a logged-in session, of a bot that is paired already. */
export const start: Scenario = async (world, { rounds }) => {
  const { installation } = world.throwaway
  const { slug } = await linkedTenant(world, 20)
  await callServer(installation.server, stopTenant, { params: { tenant: slug } })
  await using linked = await linkedNaive(world, 20)
  await linked[Symbol.asyncDispose]()
  const [entry] = await installation.ecosystem(slug)
  if (!entry) throw new Error('the tenant has no entry')
  const ours: Start[] = []
  const naive: Start[] = []
  for (let round = 0; round < rounds; round += 1) {
    ours.push(
      await measured(world, shopPhone(20), async () => {
        const bot = spawn(entry.interpreter, [...entry.node_args, entry.script], {
          cwd: entry.cwd,
          env: { PATH: process.env['PATH'], ...entry.env },
          stdio: 'ignore',
        })
        return {
          pid: bot.pid ?? Number.NaN,
          end: async () => {
            bot.kill('SIGINT')
            await once(bot, 'exit')
          },
        }
      }),
    )
    naive.push(
      await measured(world, naivePhone(20), async () => {
        const bot = await world.naive('bot-20')
        return { pid: bot.pid, end: () => bot[Symbol.asyncDispose]() }
      }),
    )
  }
  const against = 'naive bot, spawn → open'
  return [
    {
      what: 'spawn → connected, wall',
      unit: 'ms',
      ours: median(ours.map(({ wall }) => wall)),
      baseline: median(naive.map(({ wall }) => wall)),
      against,
    },
    {
      what: 'spawn → connected, CPU',
      unit: 'ms',
      ours: median(ours.map(({ cpu }) => cpu)),
      baseline: median(naive.map(({ cpu }) => cpu)),
      against,
    },
  ]
}

async function measured(
  { simulator }: World,
  phone: string,
  spawnBot: () => Promise<{ pid: number; end: () => Promise<void> }>,
): Promise<Start> {
  const since = simulator.lastEvent
  const started = performance.now()
  const { pid, end } = await spawnBot()
  await simulator.waitFor(
    (event) => event.type === 'active' && event.phone === phone,
    30_000,
    since,
  )
  const result = { wall: performance.now() - started, cpu: cpuMsOf(pid) }
  await end()
  return result
}
