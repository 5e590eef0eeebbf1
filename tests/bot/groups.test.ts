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
    expect(simulator.stats()).toMatchObject({ retries: 0, unknown: 0 })
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

  const post = (message: object) => bot.post('/api/messages', message)
  const send = async (message: object): Promise<string> => {
    const { status, body } = await post(message)
    expect([status, body]).toEqual([202, { id: expect.any(String), delivery: 'queued' }])
    return body.id
  }
  const view = async (id: string): Promise<Shown> => (await bot.get(`/api/messages/${id}`)).body
  const reaches = (id: string, delivery: string) =>
    until(
      async () => (await view(id))['delivery'] === delivery,
      `${id} is ${delivery}`,
      15_000,
      () => bot.output.slice(-2000),
    )
  const seenAt = async (phone: string, id: string) => {
    const { channelMessageId } = await view(id)
    return simulator.messagesAt(phone).find((one) => one.id === channelMessageId)
  }

  it('writes there: by address, chat or contact; the first member counts', async () => {
    simulator.setOnline(EVA, false)
    const [{ chatId, contactId }] = (await bot.get('/api/chats')).body.chats
      .filter((one: Shown) => one['group_id'] === group)
      .map((one: { id: string; contact: { id: string } }) => ({
        chatId: one.id,
        contactId: one.contact.id,
      }))
    for (const [to, text] of [
      [group, 'por dirección'],
      [chatId, 'por chat'],
      [contactId, 'por contacto'],
    ]) {
      const id = await send({ to, recipient_type: 'group', text })
      await reaches(id, 'delivered')
      expect(await view(id)).toMatchObject({ group_id: group, direction: 'outbound', text })
      for (const phone of [LEO, OWNER]) {
        await until(async () => (await seenAt(phone, id)) !== undefined, `${phone} has it`)
        expect(await seenAt(phone, id)).toMatchObject({ from: SHOP, to: group, text, copies: 1 })
      }
      expect(await seenAt(EVA, id)).toBeUndefined()
      simulator.markRead(LEO, [String((await view(id))['channelMessageId'])])
      await reaches(id, 'read')
    }
    simulator.setOnline(EVA, true)
    await simulator.settle()
    const late = simulator.messagesAt(EVA).map(({ text }) => text)
    expect(late.slice(-3)).toEqual(['por dirección', 'por chat', 'por contacto'])
  })

  it('answers, reacts, changes and marks as read what others wrote there', async () => {
    const asked = await say(LEO, '¿y el hielo?')
    const about = { message_id: asked['id'] }
    const answer = await send({ to: group, text: 'lo traigo yo', context: about })
    await reaches(answer, 'delivered')
    await until(async () => (await seenAt(LEO, answer)) !== undefined, 'he has it')
    const lid = simulator.phones().find(({ phone }) => phone === LEO)?.lid
    expect((await seenAt(LEO, answer))?.content).toMatchObject({
      replyTo: asked['channelMessageId'],
      replyToWriter: lid,
    })
    const reaction = await send({
      to: group,
      type: 'reaction',
      reaction: { ...about, emoji: '🧊' },
    })
    await reaches(reaction, 'delivered')
    expect((await bot.post(`/api/messages/${answer}/edit`, { text: 'lo trae Eva' })).status).toBe(
      202,
    )
    await until(async () => (await seenAt(LEO, answer))?.edited === 'lo trae Eva', 'it is changed')
    await bot.post(`/api/messages/${String(asked['id'])}/read`, {})
    const network = asked['channelMessageId']
    await until(
      () =>
        simulator
          .messagesAt(LEO, 'sent')
          .some(({ id, status }) => id === network && status === 'read'),
      'he sees that it was read',
    )
  })

  it('refuses what cannot be meant, and gives up on groups of others', async () => {
    const strangers = simulator.addGroup({ subject: 'Otros', members: [EVA, LEO] }).id
    const id = await send({ to: strangers, text: 'hola' })
    await reaches(id, 'failed')
    expect(await view(id)).toMatchObject({ reason: 'not_in_group' })
    const nobody = '01940000-0000-7000-8000-000000000001'
    const refusals: [object, number, string][] = [
      [{ to: LEO, recipient_type: 'group', text: 'x' }, 400, 'invalid_request'],
      [{ to: group, recipient_type: 'individual', text: 'x' }, 400, 'invalid_request'],
      [{ to: nobody, text: 'x' }, 404, 'unknown_contact'],
      [{ to: 'status@broadcast', text: 'x' }, 400, 'invalid_request'],
    ]
    for (const [message, status, code] of refusals) {
      expect(await post(message)).toMatchObject({ status, body: { code } })
    }
    const merged = await bot.post(`/api/contacts/${LEO}/merge`, {
      with: (await bot.get('/api/chats')).body.chats.find((one: Shown) => one['group_id'] === group)
        .contact.id,
    })
    expect(merged).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  })

  it('heals a phone that could not decrypt', async () => {
    simulator.addFault({ kind: 'undecryptable-out', phone: LEO })
    const id = await send({ to: group, text: 'llega igual' })
    await until(async () => (await seenAt(LEO, id))?.text === 'llega igual', 'he can read it')
  })

  it('sends again under the same id, with another key, when killed before it knew', async () => {
    await bot.kill('SIGKILL')
    const mark = join(bot.dataDir, 'mark-out')
    const env = {
      NODE_OPTIONS: `--require ${KILLER}`,
      KILL_AT: '^update "messages" set "delivery".*"from_me"',
      KILL_MARK: mark,
    }
    const dying = bot.spawn(env)
    let id: string | undefined
    await until(async () => {
      const key = { 'idempotency-key': 'killed' }
      const answer = await bot
        .post('/api/messages', { to: group, text: 'una vez' }, key)
        .catch(() => undefined)
      id = answer?.body?.id ?? id
      return dying.signalCode === 'SIGKILL'
    }, 'it dies')
    await bot.start()
    if (id === undefined) throw new Error('it was not accepted')
    const sent = id
    await reaches(sent, 'delivered')
    await simulator.settle()
    const { channelMessageId } = await view(sent)
    const copies = simulator.messagesAt(LEO).filter(({ text }) => text === 'una vez')
    expect(copies.map((one) => one.id)).toEqual([channelMessageId])
    expect(simulator.stats()).toMatchObject({ keyReuses: 0, unknown: 0 })
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

  it('leaves no message undecrypted, and goes back to ignoring groups when told', async () => {
    await simulator.settle()
    for (const phone of MEMBERS) {
      const left = simulator.messagesAt(phone).filter(({ status }) => status === 'undecrypted')
      expect(left).toEqual([])
    }
    expect((await all()).filter(({ type }) => type === 'undecrypted')).toEqual([])
    const told = bot.output.split('config.json applied').length
    configure(false)
    await until(() => bot.output.split('config.json applied').length > told, 'it is told')
    const count = (await all()).length
    await simulator.sendText(EVA, group, 'ya nadie escucha')
    expect(await post({ to: group, text: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'groups_off' },
    })
    await simulator.sendText(EVA, SHOP, 'después')
    await until(async () => (await all()).some(({ text }) => text === 'después'), 'it is stored')
    expect((await all()).filter((one) => one['direction'] === 'inbound').at(-1)).toMatchObject({
      text: 'después',
    })
    expect((await all()).length).toBe(count + 1)
  })
})
