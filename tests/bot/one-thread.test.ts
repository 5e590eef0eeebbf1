import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { openSqlite } from '../../common/kit/database.ts'
import { WELCOME, preloading, testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
const LEO = '5491155550003'
const LEO_LID = '77700000000003'
const KILLER = join(import.meta.dirname, 'helpers', 'kill-in-statement.cjs')

/** Moments within a merge, by the statement that would come next. */
const MOMENTS = [
  '^update "identities" set "contact_id"',
  '^update "chats" set "contact_id"',
  '^update "contacts" set "merged_into"',
  '^update "chats" set "silent_until"',
]

describe('a person who is first known by a LID and later by a number', () => {
  let simulator: Simulator
  let bot: TestBot

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'one thread' })
    simulator.addPhone(SHOP)
    simulator.addPhone(EVA, { name: 'Eva' })
    simulator.addPhone(LEO, { name: 'Leo', lid: LEO_LID })
    bot = await testBot('la-tienda', simulator.wsUrl)
    bot.configure({ prompts: { welcome_message: WELCOME }, bursts: { seconds: 0 } })
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
  })
  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })

  const contacts = async () => (await bot.get('/api/contacts')).body.contacts
  const textsOf = async (query: string) => (await bot.messages(query)).map(({ text }) => text)
  const seenBy = (phone: string) =>
    simulator.messagesAt(phone).map(({ text, copies }) => [text, copies])
  const write = async (from: string, text: string) => {
    await simulator.sendText(from, SHOP, text)
    await until(async () => (await textsOf('?limit=500')).includes(text), `${text} is stored`)
  }
  const send = async (to: string, text: string) => {
    const { body } = await bot.post('/api/messages', { to: `+${to}`, text })
    await until(
      async () => (await bot.get(`/api/messages/${body.id}`)).body.delivery === 'delivered',
      `${text} is delivered`,
      15_000,
      () => bot.output.slice(-1500),
    )
  }
  /** Where the bot writes to in each chat. */
  const addresses = () => {
    const db = openSqlite(join(bot.folder, 'business.db'))
    try {
      return db.prepare('select address from chats order by id').pluck().all()
    } finally {
      db.close()
    }
  }

  it('has one thread, lost nothing, and is answered where it wrote from', async () => {
    simulator.addFault({ kind: 'late-lid' })
    await write(EVA, 'who am I?')
    await until(() => simulator.messagesAt(EVA).length === 1, 'she is welcomed')
    await send(EVA, 'hello, number')
    expect((await contacts()).map(({ phone }: { phone: string | null }) => phone)).toEqual([
      null,
      `+${EVA}`,
    ])
    const [lid, number] = addresses()
    expect([lid, number]).toEqual([expect.stringMatching(/@lid$/), `${EVA}@s.whatsapp.net`])
    simulator.clearFaults()
    await write(EVA, 'it is me')
    await until(async () => (await contacts()).length === 1, 'both are one')
    await send(EVA, 'hello, you')
    const [eva] = await contacts()
    expect(eva).toMatchObject({ name: 'Eva', phone: `+${EVA}` })
    expect(await textsOf(`?contact=${eva.id}`)).toEqual([
      'who am I?',
      WELCOME,
      'hello, number',
      'it is me',
      'hello, you',
    ])
    const { chats } = (await bot.get('/api/chats')).body
    expect(chats).toMatchObject([{ contact: { id: eva.id }, unread: 2 }])
    expect(await textsOf(`?chat=${chats[0].id}`)).toHaveLength(5)
    expect(addresses()).toEqual([lid, number])
    expect(seenBy(EVA)).toEqual([
      [WELCOME, 1],
      ['hello, number', 1],
      ['hello, you', 1],
    ])
    expect(simulator.stats()).toMatchObject({ keyReuses: 0 })
  })

  it('is one or two contacts, never half of both, whenever the bot is killed', async () => {
    simulator.addFault({ kind: 'late-lid', phone: LEO })
    await write(LEO, 'before')
    await send(LEO, 'to his number')
    expect(await contacts()).toHaveLength(3)
    simulator.clearFaults()
    for (const [index, moment] of MOMENTS.entries()) {
      await bot.kill('SIGKILL')
      const mark = join(bot.folder, `killed-${index}`)
      bot.env['NODE_OPTIONS'] = preloading(KILLER)
      Object.assign(bot.env, { KILL_AT: moment, KILL_MARK: mark })
      await bot.start()
      const both = await contacts()
      expect(both).toHaveLength(3)
      const merging = bot.post(`/api/contacts/${both[1].id}/merge`, { with: both[2].id })
      await expect(merging).rejects.toThrow()
      await bot.untilEnded()
    }
    delete bot.env['KILL_AT']
    await bot.start()
    await bot.untilState('open')
    await write(LEO, 'after')
    await until(async () => (await contacts()).length === 2, 'both are one')
    const leo = (await contacts())[1]
    expect(leo.identities.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      'lid',
      'phone',
    ])
    expect(await textsOf(`?contact=${leo.id}`)).toEqual([
      'before',
      WELCOME,
      'to his number',
      'after',
    ])
    expect(seenBy(LEO)).toEqual([
      [WELCOME, 1],
      ['to his number', 1],
    ])
  })
})
