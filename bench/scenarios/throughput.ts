import { cpuMsOf, eventually, timed } from '../measure.ts'
import { arrivedAt, insistOnce, untilArrived } from '../network.ts'
import { atOnce } from '../process.ts'
import { inTurn } from '../scenario.ts'
import type { Row, Scenario } from '../scenario.ts'
import { HURRY, mixed, newChats, openSides } from '../sides.ts'
import type { Side } from '../sides.ts'
import type { World } from '../world.ts'

const CHATS = [1, HURRY] as const

interface Passed {
  readonly perSecond: number
  /** Processor time of the bot for each message. */
  readonly cpu: number
}

type Pass = (world: World, side: Side, people: readonly string[], count: number) => Promise<Passed>

/** How many messages pass in a second, each way, in one chat and in several. */
export const throughput: Scenario = {
  async measure(openWorld, { runs, messages }) {
    await using world = await openWorld()
    await using opened = new AsyncDisposableStack()
    const sides = await openSides(world, opened, 0, HURRY)
    const compare = async (way: 'out' | 'in', chats: number, against: string): Promise<Row[]> => {
      const pass: Pass = way === 'out' ? passOut : passIn
      const passed = { ours: [] as Passed[], naive: [] as Passed[] }
      for (let run = 0; run < runs; run += 1) {
        for (const side of inTurn(run, sides)) {
          const people = side.customers.slice(0, chats)
          passed[side.name].push(await pass(world, side, people, messages))
        }
      }
      const row = (what: string, unit: Row['unit'], kind: keyof Passed): Row => ({
        what: `${what} ${way}, ${chats} chat${chats === 1 ? '' : 's'}`,
        unit,
        ours: passed.ours.map((one) => one[kind]),
        baseline: passed.naive.map((one) => one[kind]),
        against,
      })
      return [row('messages', '/s', 'perSecond'), row('CPU of the bot, a message', 'ms', 'cpu')]
    }
    const rows: Row[] = []
    for (const chats of CHATS) rows.push(...(await compare('out', chats, 'sendMessage in a loop')))
    for (const chats of CHATS) {
      rows.push(...(await compare('in', chats, 'messages.upsert, counted, not stored')))
    }
    return rows
  },
}

/** From the first call until the last message has been decrypted at its phone. */
const passOut: Pass = async ({ network }, side, people, count) => {
  const chats = newChats(people, count)
  const before = arrivedAt(network, people)
  const passed = await passing(side, count, async () => {
    await side.burst(chats)
    await untilArrived(network, people, before + count)
  })
  for (const { to, texts } of chats) await insistOnce(network, to, texts)
  return passed
}

/** From the phones' first send until the bot has dealt with the last; ours has stored it then. */
const passIn: Pass = async ({ network }, side, people, count) => {
  const chats = newChats(people, count)
  const before = await side.received()
  const passed = await passing(side, count, async () => {
    await atOnce(HURRY, mixed(chats), ({ to, text }) => network.sendText(to, side.phone, text))
    await eventually(
      `${count} messages to be received`,
      async () => ((await side.received()) >= before + count ? true : undefined),
      180,
    )
  })
  await side.insistStored(chats.flatMap(({ texts }) => texts))
  return passed
}

async function passing(side: Side, count: number, work: () => Promise<void>): Promise<Passed> {
  const before = cpuMsOf(side.pid)
  const ms = await timed(work)
  return { perSecond: (count / ms) * 1000, cpu: (cpuMsOf(side.pid) - before) / count }
}
