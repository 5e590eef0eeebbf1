import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { testBot } from '../bot/helpers/bot-process.ts'
import type { TestBot } from '../bot/helpers/bot-process.ts'
import { pairByQr } from '../bot/helpers/pairing.ts'
import { until } from '../bot/helpers/until.ts'

const SHOP = '5491155550001'
const OWNERS = ['5491155550002', '5491155550003'] as const
const EACH = 12

describe('a shop whose books are kept by chat and by API at once', () => {
  let simulator: Simulator
  let bot: TestBot

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'api-and-chat' })
    simulator.addPhone(SHOP, { name: 'Mundo Joyas' })
    for (const phone of OWNERS) simulator.addPhone(phone)
    bot = await testBot('mundo-joyas', simulator.wsUrl)
    bot.configure({
      vertical: 'retail',
      owners: OWNERS.map((phone) => `+${phone}`),
      currency: 'USD',
      bursts: { seconds: 0 },
    })
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    await bot.post('/api/books/products', {
      name: 'Pulsera dorada',
      price: 2000,
      cost: 750,
      stock: 1000,
    })
  })

  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })

  const sale = (quantity: number, key: string) =>
    bot.post(
      '/api/books/sales',
      { lines: [{ product: 'pulsera dorada', quantity }] },
      { 'idempotency-key': key },
    )
  const answered = () => OWNERS.flatMap((phone) => simulator.messagesAt(phone)).length
  const stats = async () => (await bot.get('/api/books/stats')).body
  const stock = async () => (await bot.get('/api/books/products')).body.products[0].stock

  it('loses no booking of either, and is right to the cent', async () => {
    const asked: Promise<unknown>[] = []
    for (let round = 0; round < EACH; round += 1) {
      for (const phone of OWNERS) {
        asked.push(simulator.sendText(phone, SHOP, 'vendí 2 pulseras doradas'))
      }
      asked.push(sale(1, `at-once-${round}`), sale(3, `also-${round}`))
      asked.push(bot.post('/api/books/expenses', { amount: 101, category: 'luz' }))
    }
    await Promise.all(asked)
    await until(() => answered() === 2 * EACH, 'every message is answered')
    const sold = EACH * (2 + 2 + 1 + 3)
    expect(await stats()).toMatchObject({
      sales: 4 * EACH,
      revenue: sold * 2000,
      cost: sold * 750,
      expenses: EACH * 101,
      profit: sold * 1250 - EACH * 101,
    })
    expect(await stock()).toBe(1000 - sold)
  })

  it('books each call once, however often it was killed and made again', async () => {
    const before = await stats()
    const had = await stock()
    const calls = Array.from({ length: 8 }, (_, index) => `killed-${index}`)
    for (const [first = ''] of [calls.slice(0), calls.slice(4)]) {
      const flying = calls.map((key) => sale(1, key).catch(() => undefined))
      const said = simulator.sendText(OWNERS[0], SHOP, 'vendí 5 pulseras doradas')
      await Promise.race([...flying, sale(1, first).catch(() => undefined)])
      await bot.kill('SIGKILL')
      await Promise.all([...flying, said])
      await bot.start()
    }
    const again = await Promise.all(calls.map((key) => sale(1, key)))
    expect(again.map(({ status }) => status)).toEqual(calls.map(() => 201))
    expect(new Set(again.map(({ body }) => body.id)).size).toBe(calls.length)
    await until(() => answered() >= 2 * EACH + 2, 'both messages are answered')
    await simulator.settle()
    expect(answered()).toBe(2 * EACH + 2)
    const sold = calls.length + 2 * 5
    const after = await stats()
    expect(after.sales - before.sales).toBe(calls.length + 2)
    expect(after.profit - before.profit).toBe(sold * 1250)
    expect(await stock()).toBe(had - sold)
  })
})
