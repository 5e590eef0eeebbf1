import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, memoryOf } from '../measure.ts'
import { arrivedAt, untilArrived } from '../network.ts'
import { atOnce } from '../../common/kit/at-once.ts'
import type { Row, Scenario } from '../scenario.ts'
import { mixed, newChats, openSides } from '../sides.ts'
import type { Side } from '../sides.ts'
import type { World } from '../world.ts'

const CUSTOMERS = 10
const ROUND = 1000
const ROUNDS = 11
const AT_REST = 15_000

/** What a bot keeps of 10,000 messages, after the first thousand have warmed it. */
export const slope: Scenario = {
  async measure(openWorld) {
    await using world = await openWorld()
    await using opened = new AsyncDisposableStack()
    const sides = await openSides(world, opened, 0, CUSTOMERS)
    const looks: (readonly number[])[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const side of sides) await converse(world, side)
      await sleep(AT_REST)
      looks.push(sides.map(({ pid }) => memoryOf(pid).anonymous))
    }
    const [ours, naive] = [0, 1].map((side) => looks.map((look) => look[side] ?? Number.NaN))
    const row = (what: string, of: (values: readonly number[]) => number): Row => ({
      what: `anonymous memory, ${what}`,
      unit: 'MiB',
      ours: [of(ours ?? [])],
      baseline: [of(naive ?? [])],
      against: 'naive bot',
    })
    return [
      row('at rest after 1,000 messages', (values) => values[0] ?? Number.NaN),
      row('at rest after 11,000', (values) => values.at(-1) ?? Number.NaN),
      row('what 10,000 messages add', (values) => (values.at(-1) ?? Number.NaN) - (values[0] ?? 0)),
    ]
  },
}

/** Half of a round in, half of it out. */
async function converse({ network }: World, side: Side): Promise<void> {
  const half = ROUND / 2
  const had = await side.received()
  await atOnce(2, mixed(newChats(side.customers, half)), ({ to, text }) =>
    network.sendText(to, side.phone, text),
  )
  await eventually(
    'all to be received',
    async () => ((await side.received()) >= had + half ? true : undefined),
    400,
  )
  const before = arrivedAt(network, side.customers)
  await atOnce(2, mixed(newChats(side.customers, half)), ({ to, text }) => side.send(to, text))
  await untilArrived(network, side.customers, before + half, 400)
}
