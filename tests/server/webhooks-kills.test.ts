import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../simulator/random.ts'
import { isSignedWith } from '../bot/helpers/consumer.ts'
import { CUSTOMERS, SHOPS, hookedTenants } from './helpers/hooked-tenants.ts'
import { until } from './helpers/installation.ts'

/** More of them, to look for what is rare: `KILLS=100`. */
const KILLS = Number(process.env['KILLS'] ?? 7)

describe('webhooks of a bot that is killed again and again', () => {
  const its = hookedTenants()

  it(
    'bring each event of each tenant, and no other, whenever the bot is killed',
    { timeout: 60_000 + KILLS * 5000 },
    async () => {
      const random = seededRandom('kills')
      const paths = ['/one', '/two'] as const
      const secrets: string[] = []
      for (const [index, path] of paths.entries()) {
        const url = its.consumer.url.replace('/hook', path)
        secrets.push((await its.ask(its.one(index), 'POST', 'webhooks', { url })).body.secret)
      }
      let isWell = false
      its.consumer.answer = () => ({ status: isWell || random.int(10) > 0 ? 200 : 500 })
      const { bot } = its.one(0)
      const written: string[][] = [[], []]
      for (let round = 0; round < KILLS; round += 1) {
        for (const [shop, phone] of SHOPS.entries()) {
          for (const customer of CUSTOMERS) {
            const text = `in ${shop} ${round} ${customer}`
            written[shop]?.push(text)
            void its.simulator.sendText(customer, phone, text)
          }
          const order = { to: `+${CUSTOMERS[round % 3] ?? ''}`, text: `out ${shop} ${round}` }
          const answer = await its.ask(its.one(shop), 'POST', 'messages', order)
          expect([202, 503]).toContain(answer.status)
        }
        await new Promise((resolve) => setTimeout(resolve, random.int(400)))
        await bot.kill('SIGKILL')
        await bot.start()
        if (round % 3 === 0) await bot.untilState('open')
      }
      await bot.untilState('open')
      isWell = true
      for (const [index, path] of paths.entries()) {
        const tenant = its.one(index)
        const messages = await until(
          'everything is in and out',
          async () => {
            const { body } = await its.ask(tenant, 'GET', 'messages?limit=500')
            const all: Message[] = body.messages
            const inbound = all.filter(({ direction }) => direction === 'inbound')
            const isOut = all.every(({ delivery }) => delivery === null || delivery === 'delivered')
            const own = inbound.filter(({ text }) => text.startsWith('in '))
            return own.length === written[index]?.length && isOut && all
          },
          30_000,
        )
        await until(
          'nothing waits any more',
          async () => {
            const { body } = await its.ask(tenant, 'GET', 'webhook-deliveries?state=waiting')
            return body.deliveries.length === 0
          },
          40_000,
        )
        const received = its.at(path)
        for (const each of received) {
          expect(isSignedWith(secrets[index] ?? '', each)).toBe(true)
          expect(each.event.tenant).toEqual({ id: tenant.id, slug: tenant.slug })
        }
        const told = new Set(received.map(({ event }) => stateIn(event.data)))
        const texts = new Set(written[index])
        for (const message of messages) {
          if (message.direction === 'inbound' && !texts.has(message.text)) continue
          if (message.direction === 'outbound' && !message.text.startsWith('out ')) continue
          expect(told).toContain(`${message.id} ${message.delivery ?? ''}`)
        }
        for (const [chat, events] of Map.groupBy(received, ({ event }) => event.chat)) {
          if (chat === null) continue
          const numbers = new Set(events.map(({ event }) => event.sequence ?? 0))
          expect(numbers.size, [...numbers].join()).toBe(Math.max(...numbers))
        }
      }
    },
  )
})

interface Message {
  readonly id: string
  readonly text: string
  readonly direction: string
  readonly delivery: string | null
}

const stateIn = (data: Record<string, unknown>): string => {
  const { message } = data as { message?: Message }
  return message ? `${message.id} ${message.delivery ?? ''}` : ''
}
