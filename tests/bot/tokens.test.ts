import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
const EVA_LID = '777000222'

describe('privacy tokens', () => {
  let simulator: Simulator
  let bot: TestBot

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'tokens' })
    simulator.addPhone(SHOP)
    simulator.addPhone(EVA, { name: 'Eva', lid: EVA_LID })
    bot = await testBot('la-tienda', simulator.wsUrl)
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
  })
  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })

  const given = () => simulator.eventsSince(0).filter(({ type }) => type === 'token').length

  async function send(text: string): Promise<void> {
    const { body } = await bot.post('/api/messages', { to: `+${EVA}`, text })
    await until(
      async () => (await bot.get(`/api/messages/${body.id}`)).body.delivery === 'delivered',
      'it is delivered',
    )
  }

  /** What is on the disk of the token that Eva gave and of the one that she was given. */
  async function onDisk(): Promise<{ token: number; senderTimestamp: unknown } | undefined> {
    await bot.kill('SIGKILL')
    const session = new Database(bot.sessionFile, { readonly: true })
    const row = session
      .prepare<[string], { value: string }>(
        "select value from keys where type = 'tctoken' and id = ?",
      )
      .get(`${EVA_LID}@lid`)
    session.close()
    await bot.start()
    await bot.untilState('open')
    if (!row) return undefined
    const { token, senderTimestamp } = JSON.parse(row.value)
    return { token: Buffer.from(token.data, 'base64').length, senderTimestamp }
  }

  it('that the bot gives are remembered, so that a contact is given one once', async () => {
    await send('uno')
    await until(() => given() === 1, 'a token is given')
    await send('dos')
    expect(await onDisk()).toEqual({ token: 0, senderTimestamp: expect.any(Number) })
    await send('tres')
    await send('cuatro')
    expect(given()).toBe(1)
  })

  it('that a contact gives are kept beside them', async () => {
    await simulator.sendText(EVA, SHOP, 'hola')
    await until(async () => (await bot.messages('?direction=inbound')).length === 1, 'it is in')
    await send('cinco')
    expect(await onDisk()).toEqual({ token: 16, senderTimestamp: expect.any(Number) })
    expect(given()).toBe(1)
  })
})
