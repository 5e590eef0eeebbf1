import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { MEMORY_KINDS, median, memoryOf } from '../measure.ts'
import type { Memory } from '../measure.ts'
import { end } from '../../scripts/demo/end.ts'
import type { Row, Scenario, Size } from '../scenario.ts'
import { converse, openSides } from '../sides.ts'
import type { Side } from '../sides.ts'
import type { World } from '../world.ts'

const WHEN = ['idle', 'after messages'] as const
const WHO = ['ours', 'naive', 'bare'] as const

/** The memory of each kind of process at one moment, median over the processes. */
type Look = Readonly<Record<(typeof WHO)[number], Memory>>

/** Memory per bot, paired and connected: idle, and again after messages both ways. */
export const memory: Scenario = {
  async measure(openWorld, size) {
    const rows: Row[] = []
    for (const bots of size.bots) {
      const looks: Record<(typeof WHEN)[number], Look>[] = []
      for (let run = 0; run < size.runs; run += 1) {
        await using world = await openWorld()
        looks.push(await watched(world, bots, size))
      }
      for (const when of WHEN) {
        const moment =
          when === 'idle' ? 'idle' : `after ${size.messages} in and ${size.messages} out`
        for (const kind of MEMORY_KINDS) {
          const of = (who: keyof Look): number[] => looks.map((look) => look[when][who][kind])
          rows.push({
            what: `${NAMES[kind]}, N=${bots}, ${moment}`,
            unit: 'MiB',
            ours: of('ours'),
            baseline: of('naive'),
            floor: of('bare'),
            against: 'naive bot',
          })
        }
      }
    }
    return rows
  },
}

const NAMES = { pss: 'PSS', private: 'private', anonymous: 'anonymous', rss: 'RSS' } as const

async function watched(
  world: World,
  bots: number,
  { messages, idleSeconds }: Size,
): Promise<Record<(typeof WHEN)[number], Look>> {
  await using opened = new AsyncDisposableStack()
  const sides: Side[] = []
  for (let index = 0; index < bots; index += 1) {
    sides.push(...(await openSides(world, opened, index, 1)))
  }
  const bare = Array.from({ length: bots }, () => bareNode(opened))
  const look = (): Look => {
    const of = (name: Side['name']): number[] =>
      sides.filter((side) => side.name === name).map(({ pid }) => pid)
    return { ours: middle(of('ours')), naive: middle(of('naive')), bare: middle(bare) }
  }
  await sleep(idleSeconds * 1000)
  const idle = look()
  await Promise.all(sides.map((side) => converse(world, side, messages)))
  await sleep(idleSeconds * 1000)
  return { idle, 'after messages': look() }
}

/** A Node that does nothing: the floor. */
function bareNode(opened: AsyncDisposableStack): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  opened.defer(() => end(child, 'SIGKILL'))
  return child.pid ?? Number.NaN
}

function middle(pids: readonly number[]): Memory {
  const all = pids.map((pid) => memoryOf(pid))
  const of = (kind: keyof Memory): number => median(all.map((one) => one[kind]))
  return {
    pss: of('pss'),
    private: of('private'),
    anonymous: of('anonymous'),
    rss: of('rss'),
  }
}
