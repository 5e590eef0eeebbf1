import { percentile, timed } from '../measure.ts'
import { arrivedAt, insistOnce, untilArrived } from '../network.ts'
import { atOnce } from '../../common/kit/at-once.ts'
import { inTurn } from '../scenario.ts'
import type { Row, Scenario } from '../scenario.ts'
import { HURRY, mixed, newChats, openSides } from '../sides.ts'
import type { Side } from '../sides.ts'
import type { World } from '../world.ts'

const WIDTHS = [1, HURRY] as const

/** How long a caller waits until a message is accepted, with one call open and with several. */
export const accept: Scenario = {
  async measure(openWorld, { runs, messages }) {
    await using world = await openWorld()
    await using opened = new AsyncDisposableStack()
    const sides = await openSides(world, opened, 0, HURRY)
    const rows: Row[] = []
    for (const width of WIDTHS) {
      const taken = { ours: [] as number[][], naive: [] as number[][] }
      for (let run = 0; run < runs; run += 1) {
        for (const side of inTurn(run, sides)) {
          taken[side.name].push(await callTimes(world, side, width, messages))
        }
      }
      const row = (share: number): Row => ({
        what: `accept, ${width} call${width === 1 ? '' : 's'} at once, p${share * 100}`,
        unit: 'ms',
        ours: taken.ours.map((times) => percentile(times, share)),
        baseline: taken.naive.map((times) => percentile(times, share)),
        against: 'naive POST /send, back when sendMessage is',
      })
      rows.push(row(0.5), row(0.99))
    }
    return rows
  },
}

/** The times of `count` calls, `width` at once, to as many people; ends when all have arrived. */
async function callTimes(
  { network }: World,
  side: Side,
  width: number,
  count: number,
): Promise<number[]> {
  const people = side.customers.slice(0, width)
  const chats = newChats(people, count)
  const before = arrivedAt(network, people)
  const times: number[] = []
  await atOnce(width, mixed(chats), async ({ to, text }) => {
    times.push(await timed(() => side.send(to, text)))
  })
  await untilArrived(network, people, before + count)
  for (const { to, texts } of chats) await insistOnce(network, to, texts)
  return times
}
