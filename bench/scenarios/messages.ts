import { randomUUID } from 'node:crypto'
import { listTenantMessages, postTenantMessage } from '../../common/contracts/public-api.ts'
import { callServer } from '../../scripts/client.ts'
import { until } from '../../scripts/demo/until.ts'
import { median, percentile, timed } from '../measure.ts'
import type { Row, Scenario, Size } from '../scenario.ts'
import { customerPhone, linkedNaive, linkedTenant, naivePhone, shopPhone } from '../world.ts'
import type { NaiveBot, World } from '../world.ts'

const BOT = 30

/** How quickly sends are accepted, and how many messages pass in a second, each way. */
export const messages: Scenario = async (world, size) => {
  const { slug } = await linkedTenant(world, BOT)
  await using naive = await linkedNaive(world, BOT)
  const sides: readonly Side[] = [oursOf(world, slug), naiveOf(naive)]
  await warmUp(world, sides)
  const accepted = await accept(world, sides, size)
  return [...accepted, await outRow(world, sides, size), await inRow(world, sides, size)]
}

/** The two contenders, asked the same things. */
interface Side {
  readonly phone: string
  send(to: string, text: string): Promise<void>
  /** Sends all of them, in order, as quickly as this side lets one client. */
  burst(to: string, texts: readonly string[]): Promise<void>
  /** How many inbound messages it has. */
  received(): Promise<number>
}

function oursOf(world: World, tenant: string): Side {
  const { server } = world.throwaway.installation
  const send = async (to: string, text: string): Promise<void> => {
    await callServer(server, postTenantMessage, { params: { tenant }, body: { to, text } })
  }
  return {
    phone: shopPhone(BOT),
    send,
    async burst(to, texts) {
      for (const text of texts) await send(to, text)
    },
    async received() {
      let count = 0
      let after: string | undefined
      for (;;) {
        const page = await callServer(server, listTenantMessages, {
          params: { tenant },
          query: { direction: 'inbound', limit: '500', ...(after !== undefined && { after }) },
        })
        count += page.messages.length
        if (page.after === null) return count
        after = page.after
      }
    },
  }
}

const naiveOf = (bot: NaiveBot): Side => ({
  phone: naivePhone(BOT),
  send: (to, text) => bot.post('/send', { to, text }),
  burst: (to, texts) => bot.post('/burst', { to, texts }),
  received: async () => (await bot.stats())?.received ?? 0,
})

/** Sessions are made and welcomes said before anything is measured. */
async function warmUp({ simulator }: World, sides: readonly Side[]): Promise<void> {
  for (const [index, side] of sides.entries()) {
    simulator.addPhone(customerPhone(index))
    await simulator.sendText(customerPhone(index), side.phone, 'hola')
    await side.burst(customerPhone(index), ['uno', 'dos', 'tres'])
    await until('the warm-up to arrive', () =>
      simulator.messagesAt(customerPhone(index)).length >= 3 ? true : undefined,
    )
  }
}

async function accept(
  { simulator }: World,
  sides: readonly Side[],
  { messages: count }: Size,
): Promise<Row[]> {
  const times: number[][] = []
  for (const [index, side] of sides.entries()) {
    const taken: number[] = []
    for (let number = 0; number < count; number += 1) {
      taken.push(await timed(() => side.send(customerPhone(index), `accept ${number}`)))
    }
    times.push(taken)
    await until(
      'what was accepted to arrive',
      () => (simulator.messagesAt(customerPhone(index)).length >= count ? true : undefined),
      180,
    )
  }
  const row = (what: string, share: number): Row => ({
    what,
    unit: 'ms',
    ours: percentile(times[0] ?? [], share),
    baseline: percentile(times[1] ?? [], share),
    against: "naive bot's POST /send, which waits for sendMessage",
  })
  return [row('API accept, p50', 0.5), row('API accept, p99', 0.99)]
}

/** Accepted by the API (ours) or looped in the bot (baseline), until all are at the phone. */
async function outRow({ simulator }: World, sides: readonly Side[], size: Size): Promise<Row> {
  const rates: [number[], number[]] = [[], []]
  for (let round = 0; round < size.rounds; round += 1) {
    for (const [index, side] of sides.entries()) {
      const mark = randomUUID()
      const texts = Array.from({ length: size.messages }, (_, number) => `${mark} ${number}`)
      const before = simulator.messagesAt(customerPhone(index)).length
      const ms = await timed(async () => {
        await side.burst(customerPhone(index), texts)
        await until(
          'all to arrive',
          () =>
            simulator.messagesAt(customerPhone(index)).length >= before + texts.length
              ? true
              : undefined,
          180,
        )
      })
      rates[index === 0 ? 0 : 1].push((texts.length / ms) * 1000)
    }
  }
  return rate('messages out', rates, 'bare Baileys loop of sendMessage')
}

/** Sent by the phone as quickly as it can, until the bot has them (ours: stored and listed). */
async function inRow({ simulator }: World, sides: readonly Side[], size: Size): Promise<Row> {
  const rates: [number[], number[]] = [[], []]
  for (let round = 0; round < size.rounds; round += 1) {
    for (const [index, side] of sides.entries()) {
      const before = await side.received()
      const ms = await timed(async () => {
        for (let number = 0; number < size.messages; number += 1) {
          await simulator.sendText(customerPhone(index), side.phone, `in ${round} ${number}`)
        }
        await until(
          'all to be there',
          async () => ((await side.received()) >= before + size.messages ? true : undefined),
          180,
        )
      })
      rates[index === 0 ? 0 : 1].push((size.messages / ms) * 1000)
    }
  }
  return rate('messages in', rates, 'bare Baileys, counted at messages.upsert, not stored')
}

const rate = (what: string, [ours, naive]: [number[], number[]], against: string): Row => ({
  what,
  unit: '/s',
  ours: median(ours),
  baseline: median(naive),
  against,
})
