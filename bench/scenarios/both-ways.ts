import { setTimeout as sleep } from 'node:timers/promises'
import { arrivedAt } from '../network.ts'
import { atOnce } from '../../common/kit/at-once.ts'
import { inTurn } from '../scenario.ts'
import type { Row, Scenario } from '../scenario.ts'
import { mixed, newChats, openSides } from '../sides.ts'
import type { Side } from '../sides.ts'
import type { World } from '../world.ts'

/** Time for what has to be asked for again, from the last send on. */
const GRACE_MS = 60_000

interface Missing {
  readonly out: number
  readonly in: number
}

/** One customer and the bot write at the same time: what has not come through a minute later. */
export const bothWays: Scenario = {
  async measure(openWorld, { runs, messages }) {
    await using world = await openWorld()
    const missing = { ours: [] as Missing[], naive: [] as Missing[] }
    for (let run = 0; run < runs; run += 1) {
      await using opened = new AsyncDisposableStack()
      // New bots for each run: one whose keys have broken would not recover for the next.
      for (const side of inTurn(run, await openSides(world, opened, run, 1))) {
        missing[side.name].push(await missingAfter(world, side, messages))
      }
    }
    const row = (way: keyof Missing): Row => ({
      what: `both ways at once, missing of ${messages} ${way}`,
      unit: 'messages',
      ours: missing.ours.map((one) => one[way]),
      baseline: missing.naive.map((one) => one[way]),
      against: 'naive bot',
    })
    return [row('in'), row('out')]
  },
}

async function missingAfter({ network }: World, side: Side, count: number): Promise<Missing> {
  const { customers, phone } = side
  const received = (await side.received()) + count
  const arrived = arrivedAt(network, customers) + count
  await Promise.all([
    atOnce(2, mixed(newChats(customers, count)), ({ to, text }) =>
      network.sendText(to, phone, text),
    ),
    atOnce(2, mixed(newChats(customers, count)), ({ to, text }) => side.send(to, text)),
  ])
  const deadline = Date.now() + GRACE_MS
  for (;;) {
    const left = {
      in: received - (await side.received()),
      out: arrived - arrivedAt(network, customers),
    }
    if ((left.in <= 0 && left.out <= 0) || Date.now() > deadline) return left
    await sleep(100)
  }
}
