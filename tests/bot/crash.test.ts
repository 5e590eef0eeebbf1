import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { WELCOME, testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'
const CUSTOMERS = ['5491155550002', '5491155550003', '5491155550004']
/** More of them, to look for what is rare: `KILLS=50`. */
const KILLS = Number(process.env['KILLS'] ?? 6)

describe('a bot that is killed again and again', () => {
  let simulator: Simulator
  let bot: TestBot

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'crash' })
    simulator.addPhone(SHOP)
    for (const phone of CUSTOMERS) simulator.addPhone(phone, { name: phone })
    bot = await testBot('la-tienda', simulator.wsUrl)
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
  })
  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })

  it(
    'loses nothing and doubles nothing, either way',
    { timeout: 60_000 + KILLS * 5000 },
    async () => {
      const written: string[] = []
      const ordered: { id: string; phone: string; text: string }[] = []
      for (let round = 0; round < KILLS; round += 1) {
        for (const phone of CUSTOMERS) {
          const text = `in ${round} ${phone}`
          written.push(text)
          void simulator.sendText(phone, SHOP, text)
          const out = { phone, text: `out ${round} ${phone}` }
          // The answer may be lost with the process; the key makes asking again harmless.
          const ask = () =>
            bot.post(
              '/api/messages',
              { to: `+${phone}`, text: out.text },
              { 'idempotency-key': out.text.replaceAll(' ', '-') },
            )
          const answer = await ask().catch(async () => {
            await bot.start()
            return await ask()
          })
          expect(answer.status).toBe(202)
          ordered.push({ ...out, id: answer.body.id })
        }
        // A different moment each time: just accepted, half way, nearly done.
        await new Promise((resolve) => setTimeout(resolve, (round * 7) % 120))
        await bot.kill('SIGKILL')
        await bot.start()
        if (round % 3 === 0) await bot.untilState('open')
      }
      await bot.untilState('open')
      const inbound = () => bot.messages('?direction=inbound&limit=500')
      await until(
        async () => (await inbound()).length >= written.length,
        'everything is in',
        30_000,
        () => bot.output.slice(-3000),
      )
      await until(
        async () => (await bot.get('/api/status')).body.outbox === 0,
        'everything is out',
        30_000,
        () => bot.output.slice(-3000),
      )
      await simulator.settle()
      const texts = (await inbound()).map((message) => message['text'])
      expect(new Set(texts)).toEqual(new Set(written))
      expect(texts).toHaveLength(written.length)
      for (const phone of CUSTOMERS) {
        const got = simulator.messagesAt(phone).map((message) => message.text)
        const sent = ordered.filter((one) => one.phone === phone).map((one) => one.text)
        expect(got.filter((text) => text !== WELCOME)).toEqual(sent)
        expect(got.filter((text) => text === WELCOME)).toHaveLength(1)
      }
      expect((await bot.get('/api/pairing')).body.qr).toBeUndefined()
    },
  )
})
