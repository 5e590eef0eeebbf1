import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import { pairByQr } from '../bot/helpers/pairing.ts'
import { until } from '../bot/helpers/until.ts'
import { bundleBot } from './helpers/bundle.ts'
import type { Bundle } from './helpers/bundle.ts'
import { changedBot } from './helpers/changed-bot.ts'
import type { ChangedBot } from './helpers/changed-bot.ts'

const SHOP = '5491155550001'
const OTHER_SHOP = '5491155550002'
const CUSTOMERS = ['5491155550003', '5491155550004', '5491155550005', '5491155550006']
/** How many messages a storm has: `STORM=10000` for the long form. */
const STORM = Number(process.env['STORM'] ?? 600)
const timeout = 60_000 + STORM * 60

let bundle: Bundle
beforeAll(async () => {
  bundle = await bundleBot()
})
afterAll(() => bundle?.[Symbol.dispose]())

/** The most memory a process has had, in MiB. */
function peakOf(bot: ChangedBot): number {
  const status = readFileSync(`/proc/${bot.pid ?? 0}/status`, 'utf8')
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024)
}

/** Every message of a direction, page by page. */
async function everything(bot: ChangedBot, direction: string): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = []
  let cursor = ''
  do {
    const path = `/api/messages?direction=${direction}&limit=500`
    const { body } = await bot.get(cursor ? `${path}&after=${cursor}` : path)
    all.push(...body.messages)
    cursor = body.after ?? ''
  } while (cursor)
  return all
}

const isEmpty = (bot: ChangedBot): Promise<boolean> =>
  bot.get('/api/status').then(
    ({ body }) => body.outbox === 0,
    () => false,
  )

describe('a day offline', () => {
  it('ends with every message in, once and in order', { timeout }, async () => {
    await using simulator = await openSimulator({ seed: 'backlog' })
    simulator.addPhone(SHOP)
    for (const phone of CUSTOMERS) simulator.addPhone(phone, { name: phone })
    await using bot = await changedBot('la-tienda', simulator.wsUrl, bundle.program)
    bot.configure({})
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    const calm = peakOf(bot)
    await bot.kill('SIGTERM')
    const texts: string[] = []
    for (let number = 0; number < STORM; number += 1) {
      const phone = CUSTOMERS[number % CUSTOMERS.length] ?? ''
      texts.push(`${phone} ${number}`)
      await simulator.sendText(phone, SHOP, `${phone} ${number}`)
    }
    const began = Date.now()
    await bot.start()
    const count = () =>
      bot.get('/api/status').then(
        ({ body }) => body.messagesIn,
        () => 0,
      )
    await until(async () => (await count()) >= STORM, 'all is in', timeout)
    const ms = Date.now() - began
    const there = (await everything(bot, 'inbound')).map((message) => String(message['text']))
    expect(there).toHaveLength(STORM)
    for (const phone of CUSTOMERS) {
      const own = (all: readonly string[]) => all.filter((text) => text.startsWith(phone))
      expect(own(there)).toEqual(own(texts))
    }
    await simulator.settle()
    const { retries, queued } = simulator.stats()
    expect([retries, queued]).toEqual([0, 0])
    console.log(`backlog: ${STORM} messages in ${ms} ms; peak ${peakOf(bot)} MiB, ${calm} before`)
  })
})

describe('a flood of sends at one tenant', () => {
  it('goes out whole, once and in order, while another tenant is served', { timeout }, async () => {
    await using simulator = await openSimulator({ seed: 'flood' })
    for (const phone of [SHOP, OTHER_SHOP, ...CUSTOMERS]) simulator.addPhone(phone, { name: phone })
    await using bot = await changedBot('la-tienda', simulator.wsUrl, bundle.program)
    await using other = await changedBot('la-otra', simulator.wsUrl, bundle.program)
    for (const [one, phone] of [
      [bot, SHOP],
      [other, OTHER_SHOP],
    ] as const) {
      one.configure({})
      await one.start()
      await pairByQr(simulator, one, phone)
    }
    const calm = peakOf(bot)
    const post = (one: ChangedBot, phone: string, text: string) =>
      one.post(
        '/api/messages',
        { to: `+${phone}`, text },
        { 'idempotency-key': text.replaceAll(' ', '-') },
      )

    const began = Date.now()
    const waits: number[] = []
    // One line for each customer, so that the order of asking is known; every tenth is asked twice.
    const lines = CUSTOMERS.map(async (phone, line) => {
      const sent: string[] = []
      for (let number = line; number < STORM; number += CUSTOMERS.length) {
        const text = `flood ${number}`
        const asked = Date.now()
        const { status, body } = await post(bot, phone, text)
        waits.push(Date.now() - asked)
        expect(status).toBe(202)
        if (number % 10 === 0) expect((await post(bot, phone, text)).body.id).toBe(body.id)
        sent.push(text)
      }
      return sent
    })
    const quick: number[] = []
    const flood = { isOver: false }
    const meanwhile = async (): Promise<void> => {
      const [phone = ''] = CUSTOMERS
      for (let number = 0; !flood.isOver; number += 1) {
        const asked = Date.now()
        const { body } = await post(other, phone, `other ${number}`)
        await until(
          async () => (await other.get(`/api/messages/${body.id}`)).body.delivery !== 'queued',
          'the other tenant is served',
        )
        quick.push(Date.now() - asked)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
    const served = meanwhile()
    const sent = await Promise.all(lines)
    await until(() => isEmpty(bot), 'the flood is out', timeout)
    const ms = Date.now() - began
    flood.isOver = true
    await served
    await simulator.settle()
    for (const [line, phone] of CUSTOMERS.entries()) {
      const got = simulator.messagesAt(phone).filter(({ text }) => text.startsWith('flood'))
      expect(got.map(({ text }) => text)).toEqual(sent[line])
      expect(got.filter(({ copies }) => copies !== 1)).toEqual([])
    }
    const { keyReuses, retries } = simulator.stats()
    expect([keyReuses, retries]).toEqual([0, 0])
    const figures = `${STORM} sends in ${ms} ms, ${percentiles(waits)} to accept`
    console.log(
      `flood: ${figures}; other tenant ${percentiles(quick)} to be sent (${quick.length})`,
    )
    console.log(`flood: peak ${peakOf(bot)} MiB, ${calm} before`)
  })
})

function percentiles(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
}
