import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import type { PhoneMessage } from '../../simulator/phones/phone-message.ts'
import { WELCOME, testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '+5491155550001'
const EVA = '+5491155550002'
const LEO = '+5491155550003'
const OWNER = '+5491155550009'
const MEMBERS = [EVA, SHOP, LEO, OWNER]
const KILLER = join(import.meta.dirname, 'helpers', 'kill-in-statement.cjs')

type Shown = Record<string, unknown>

describe('a bot in groups', () => {
  let simulator: Simulator
  let bot: TestBot
  let group: string

  const configure = (enabled: boolean): void =>
    bot.configure({
      prompts: { welcome_message: WELCOME },
      bursts: { seconds: 0 },
      owners: [OWNER],
      groups: { enabled },
    })

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'groups' })
    simulator.addPhone(SHOP, { name: 'La tienda' })
    simulator.addPhone(EVA, { name: 'Eva' })
    simulator.addPhone(LEO, { name: 'Leo' })
    simulator.addPhone(OWNER, { name: 'Ana' })
    group = simulator.addGroup({ subject: 'Vecinos', members: MEMBERS }).id
    bot = await testBot('la-tienda', simulator.wsUrl)
    configure(false)
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
  })
  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })

  const all = () => bot.messages('?limit=500')
  const stored = async (id: string): Promise<Shown> => {
    let found: Shown | undefined
    await until(
      async () =>
        (found = (await all()).find((one) => one['channelMessageId'] === id)) !== undefined,
      `${id} is stored`,
      15_000,
      () => bot.output.slice(-2000),
    )
    return found ?? {}
  }
  const write = async (from: string, message: PhoneMessage): Promise<Shown> =>
    await stored((await simulator.send(from, group, message)).id)
  const say = (from: string, text: string) => write(from, { type: 'text', text })

  it('ignores them unless told otherwise, and stores nothing', async () => {
    const settled = simulator.waitFor((event) => event.type === 'message' && event.phone === LEO)
    await simulator.sendText(EVA, group, 'nadie escucha')
    await settled
    await simulator.sendText(EVA, SHOP, 'hola, tienda')
    await until(() => simulator.messagesAt(EVA).length > 0, 'she is welcomed')
    expect((await all()).map(({ text }) => text)).toEqual(['hola, tienda', WELCOME])
    const { contacts } = (await bot.get('/api/contacts')).body
    expect(contacts).toHaveLength(1)
    expect(simulator.stats()).toMatchObject({ retries: 0, unknown: 0, queued: 0 })
  })

  it('stores what is written there with its writer, and answers nobody, not even an owner', async () => {
    configure(true)
    await until(() => bot.output.includes('config.json applied'), 'it is told')
    const outbound = simulator.messagesAt(LEO).length
    expect(await say(LEO, '¿quién trae hielo?')).toMatchObject({
      direction: 'inbound',
      group_id: group,
      contact: { phone: null },
      from: { name: 'Leo', phone: LEO },
    })
    const owner = await say(OWNER, 'ayuda')
    expect(owner).toMatchObject({ from: { name: 'Ana', phone: OWNER } })
    const own = await simulator.sendText(SHOP, group, 'desde el teléfono')
    const mine = await stored(own.id)
    expect(mine).toMatchObject({ direction: 'outbound', group_id: group })
    expect(mine).not.toHaveProperty('from')
    await until(async () => {
      const { chats } = (await bot.get('/api/chats')).body
      const chat = chats.find((one: Shown) => one['group_id'] === group)
      return chat?.contact.name === 'Vecinos' && chat.unread === 2
    }, 'the group has its name')
    // Who wrote in the group first is still somebody new when writing to the shop.
    await simulator.sendText(LEO, SHOP, 'hola')
    await until(() => simulator.messagesAt(LEO).length > outbound + 2, 'he is welcomed')
    expect(simulator.messagesAt(LEO).at(-1)).toMatchObject({ text: WELCOME, to: LEO })
    const written = (await all()).filter((one) => one['group_id'] === group)
    expect(written).toHaveLength(3)
  })

  it('takes in files, answers and reactions', async () => {
    const asked = await say(EVA, '¿así?')
    const id = String(asked['channelMessageId'])
    await write(LEO, { type: 'text', text: 'así', replyTo: id }).then((answer) =>
      expect(answer).toMatchObject({ context: { id: asked['id'] }, from: { phone: LEO } }),
    )
    expect(await write(LEO, { type: 'reaction', of: id, emoji: '👍' })).toMatchObject({
      reaction: { message_id: asked['id'], emoji: '👍' },
    })
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    const picture = await write(EVA, { type: 'image', data: png, mimetype: 'image/png' })
    await until(async () => {
      const { body } = await bot.get(`/api/messages/${String(picture['id'])}`)
      return body.image.state === 'stored' && body.image.mime_type === 'image/png'
    }, 'the picture has come')
    await simulator.send(EVA, group, { type: 'edit', of: id, text: '¿así mejor?' })
    await until(
      async () =>
        (await bot.get(`/api/messages/${String(asked['id'])}`)).body.text === '¿así mejor?',
      'it is changed',
    )
  })

  it('fills in what it could not decrypt when the phone sends it again', async () => {
    simulator.addFault({ kind: 'undecryptable-in', phone: SHOP })
    const { id } = await simulator.sendText(LEO, group, 'se leía mal')
    await until(async () => (await stored(id))['text'] === 'se leía mal', 'it is readable')
    expect((await all()).filter((one) => one['channelMessageId'] === id)).toMatchObject([
      { type: 'text', from: { phone: LEO } },
    ])
  })

  it('knows a writer who is learned bit by bit as one person', async () => {
    const NEW = '+5491155550010'
    simulator.addPhone(NEW, { name: 'Zoe' })
    simulator.joinGroup(group, NEW)
    simulator.addFault({ kind: 'late-lid', phone: NEW })
    const before = await say(NEW, 'sin número')
    expect(before).toMatchObject({ from: { name: 'Zoe', phone: null } })
    simulator.clearFaults()
    const after = await say(NEW, 'con número')
    expect(after).toMatchObject({ from: { ...(before['from'] as Shown), phone: NEW } })
    expect((await stored(String(before['channelMessageId'])))['from']).toEqual(after['from'])
  })

  it.each(['^insert into "messages"', '^update "chats" set "last_at"'])(
    'loses nothing and doubles nothing when killed at %s',
    async (moment) => {
      await bot.kill('SIGKILL')
      const mark = join(bot.dataDir, `mark-${moment.length}`)
      const env = { NODE_OPTIONS: `--require ${KILLER}`, KILL_AT: moment, KILL_MARK: mark }
      const { id } = await simulator.sendText(EVA, group, `antes de ${moment}`)
      expect((await bot.run(env)).code).toBeNull()
      await bot.start()
      await stored(id)
      const next = await say(EVA, `después de ${moment}`)
      expect((await all()).filter((one) => one['channelMessageId'] === id)).toHaveLength(1)
      expect(String(next['id']) > String((await stored(id))['id'])).toBe(true)
      expect(simulator.stats()).toMatchObject({ keyReuses: 0, unknown: 0 })
    },
  )
})
