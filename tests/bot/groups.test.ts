import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WELCOME, preloading } from './helpers/bot-process.ts'
import { EVA, GroupWorld, LEO, OWNER, SHOP } from './helpers/group-world.ts'
import type { Shown } from './helpers/group-world.ts'
import { until } from './helpers/until.ts'

const KILLER = join(import.meta.dirname, 'helpers', 'kill-in-statement.cjs')

describe('a bot that hears groups', () => {
  let world: GroupWorld

  beforeAll(async () => {
    world = await GroupWorld.open('groups', false)
  })
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]()
  })

  const waitingForTheBot = () =>
    world.simulator
      .phones()
      .filter(({ phone }) => phone === SHOP)
      .flatMap(({ devices }) => devices)
      .reduce((sum, { queued }) => sum + queued, 0)

  it('ignores them unless told otherwise: they are acknowledged, and nothing is stored', async () => {
    const { simulator, bot, group } = world
    const settled = simulator.waitFor((event) => event.type === 'message' && event.phone === LEO)
    await simulator.sendText(EVA, group, 'nadie escucha')
    await settled
    await simulator.sendText(EVA, SHOP, 'hola, tienda')
    await until(() => simulator.messagesAt(EVA).length > 0, 'she is welcomed')
    expect((await world.all()).map(({ text }) => text)).toEqual(['hola, tienda', WELCOME])
    const { contacts } = (await bot.get('/api/contacts')).body
    expect(contacts).toHaveLength(1)
    expect(simulator.stats()).toMatchObject({ retries: 0, unknown: 0 })
    await until(() => waitingForTheBot() === 0, 'the network keeps nothing for the bot')
  })

  it('stores what is written there with its writer, and answers nobody, not even an owner', async () => {
    await world.configure(true)
    const { simulator, bot, group } = world
    const outbound = simulator.messagesAt(LEO).length
    expect(await world.say(LEO, '¿quién trae hielo?')).toMatchObject({
      direction: 'inbound',
      group_id: group,
      contact: { phone: null },
      from: { name: 'Leo', phone: LEO },
    })
    const owner = await world.say(OWNER, 'ayuda')
    expect(owner).toMatchObject({ from: { name: 'Ana', phone: OWNER } })
    const own = await simulator.sendText(SHOP, group, 'desde el teléfono')
    const mine = await world.stored(own.id)
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
    const written = (await world.all()).filter((one) => one['group_id'] === group)
    expect(written).toHaveLength(3)
  })

  it('takes in files, answers and reactions', async () => {
    const { simulator, bot, group } = world
    const asked = await world.say(EVA, '¿así?')
    const id = String(asked['channelMessageId'])
    expect(await world.write(LEO, { type: 'text', text: 'así', replyTo: id })).toMatchObject({
      context: { id: asked['id'] },
      from: { phone: LEO },
    })
    expect(await world.write(LEO, { type: 'reaction', of: id, emoji: '👍' })).toMatchObject({
      reaction: { message_id: asked['id'], emoji: '👍' },
    })
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    const picture = await world.write(EVA, { type: 'image', data: png, mimetype: 'image/png' })
    await until(async () => {
      const { body } = await bot.get(`/api/messages/${String(picture['id'])}`)
      return body.image.state === 'stored' && body.image.mime_type === 'image/png'
    }, 'the picture has come')
    await simulator.send(EVA, group, { type: 'edit', of: id, text: '¿así mejor?' })
    await until(
      async () => (await world.view(String(asked['id'])))['text'] === '¿así mejor?',
      'it is changed',
    )
  })

  it('fills in what it could not decrypt when the phone sends it again', async () => {
    const { simulator, group } = world
    simulator.addFault({ kind: 'undecryptable-in', phone: SHOP })
    const { id } = await simulator.sendText(LEO, group, 'se leía mal')
    await until(async () => (await world.stored(id))['text'] === 'se leía mal', 'it is readable')
    expect((await world.all()).filter((one) => one['channelMessageId'] === id)).toMatchObject([
      { type: 'text', from: { phone: LEO } },
    ])
  })

  it('knows a writer who is learned bit by bit as one person', async () => {
    const { simulator, group } = world
    const NEW = '+5491155550010'
    simulator.addPhone(NEW, { name: 'Zoe' })
    simulator.joinGroup(group, NEW)
    simulator.addFault({ kind: 'late-lid', phone: NEW })
    const before = await world.say(NEW, 'sin número')
    expect(before).toMatchObject({ from: { name: 'Zoe', phone: null } })
    simulator.clearFaults()
    const after = await world.say(NEW, 'con número')
    expect(after).toMatchObject({ from: { ...(before['from'] as Shown), phone: NEW } })
    const again = await world.stored(String(before['channelMessageId']))
    expect(again['from']).toEqual(after['from'])
  })

  it.each(['^insert into "messages"', '^update "chats" set "last_at"'])(
    'loses nothing and doubles nothing when killed at %s',
    async (moment) => {
      const { simulator, bot, group } = world
      await bot.kill('SIGKILL')
      const mark = join(bot.folder, `mark-${moment.length}`)
      const env = { NODE_OPTIONS: preloading(KILLER), KILL_AT: moment, KILL_MARK: mark }
      const { id } = await simulator.sendText(EVA, group, `antes de ${moment}`)
      expect((await bot.run(env)).code).toBeNull()
      await bot.start()
      const before = await world.stored(id)
      const next = await world.say(EVA, `después de ${moment}`)
      expect((await world.all()).filter((one) => one['channelMessageId'] === id)).toHaveLength(1)
      expect(String(next['id']) > String(before['id'])).toBe(true)
      expect(simulator.stats()).toMatchObject({ keyReuses: 0, unknown: 0 })
    },
  )

  it('leaves nothing undecrypted, and goes back to ignoring groups when told', async () => {
    const { simulator, group } = world
    expect((await world.all()).filter(({ type }) => type === 'undecrypted')).toEqual([])
    await world.configure(false)
    const count = (await world.all()).length
    await simulator.sendText(EVA, group, 'ya nadie escucha')
    expect(await world.post({ to: group, text: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'groups_off' },
    })
    const { id } = await simulator.sendText(EVA, SHOP, 'después')
    await world.stored(id)
    const stored = await world.all()
    expect(stored.filter((one) => one['direction'] === 'inbound').at(-1)).toMatchObject({
      text: 'después',
    })
    expect(stored.length).toBe(count + 1)
  })
})
