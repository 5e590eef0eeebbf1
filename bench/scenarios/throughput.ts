import { cpuMsOf, eventually, timed } from '../measure.ts'
import { arrivedAt, insistOnce, untilArrived } from '../network.ts'
import { atOnce } from '../../common/kit/at-once.ts'
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
    const compare = async (way: keyof typeof WAYS, chats: number): Promise<Row[]> => {
      const { pass, against } = WAYS[way]
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
    for (const way of ['out', 'out of the outbox', 'in'] as const) {
      for (const chats of CHATS) rows.push(...(await compare(way, chats)))
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

/**
 * What ours has accepted while it could not connect: from the first message at its phone until the
 * last. No call is accepted meanwhile, so that the way out alone is timed. The baseline, which keeps
 * nothing, sends as before.
 */
const passDrained: Pass = async ({ network }, side, people, count) => {
  const chats = newChats(people, count)
  const before = arrivedAt(network, people)
  if (side.name === 'ours') {
    await network.keepOut(side.phone)
    await side.burst(chats)
    await network.letIn()
  }
  const sent = side.name === 'ours' ? undefined : side.burst(chats)
  await untilArrived(network, people, before + 1)
  const passed = await passing(side, count, () => untilArrived(network, people, before + count))
  await sent
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

const LOOP = 'sendMessage in a loop'

const WAYS = {
  out: { pass: passOut, against: LOOP },
  'out of the outbox': { pass: passDrained, against: LOOP },
  in: { pass: passIn, against: 'messages.upsert, counted, not stored' },
} as const satisfies Record<string, { readonly pass: Pass; readonly against: string }>

async function passing(side: Side, count: number, work: () => Promise<unknown>): Promise<Passed> {
  const before = cpuMsOf(side.pid)
  const ms = await timed(work)
  return { perSecond: (count / ms) * 1000, cpu: (cpuMsOf(side.pid) - before) / count }
}
