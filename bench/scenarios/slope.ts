import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOf } from '../measure.ts'
import type { Row, Scenario } from '../scenario.ts'
import { converse, openSides } from '../sides.ts'

const CUSTOMERS = 10
/** Half of them in, half of them out. */
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
      for (const side of sides) await converse(world, side, ROUND / 2)
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
