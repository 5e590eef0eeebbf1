import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preloading } from './helpers/bot-process.ts'
import { EVA, GroupWorld, LEO, MEMBERS, OWNER, SHOP } from './helpers/group-world.ts'
import type { Shown } from './helpers/group-world.ts'
import { until } from './helpers/until.ts'

const KILLER = join(import.meta.dirname, 'helpers', 'kill-in-statement.cjs')

describe('a bot that writes in groups', () => {
  let world: GroupWorld

  beforeAll(async () => {
    world = await GroupWorld.open('groups-out', true)
  })
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]()
  })

  const arrivedAt = (phone: string, texts: readonly string[]) =>
    world.simulator.messagesAt(phone).filter(({ text }) => texts.includes(text))

  it('does so by address, chat or contact; the first member counts', async () => {
    const { simulator, bot, group } = world
    await world.say(LEO, '¿quién trae hielo?')
    simulator.setOnline(EVA, false)
    const [chat] = (await bot.get('/api/chats')).body.chats
    for (const [to, text] of [
      [group, 'por dirección'],
      [chat.id, 'por chat'],
      [chat.contact.id, 'por contacto'],
    ]) {
      const id = await world.send({ to, recipient_type: 'group', text })
      await world.reaches(id, 'delivered')
      expect(await world.view(id)).toMatchObject({ group_id: group, direction: 'outbound', text })
      for (const phone of [LEO, OWNER]) {
        await until(async () => (await world.seenAt(phone, id)) !== undefined, `${phone} has it`)
        const seen = await world.seenAt(phone, id)
        expect(seen).toMatchObject({ from: SHOP, to: group, text, copies: 1 })
      }
      expect(await world.seenAt(EVA, id)).toBeUndefined()
      simulator.markRead(LEO, [String((await world.view(id))['channelMessageId'])])
      await world.reaches(id, 'read')
    }
    simulator.setOnline(EVA, true)
    await simulator.settle()
    const late = simulator.messagesAt(EVA).map(({ text }) => text)
    expect(late.slice(-3)).toEqual(['por dirección', 'por chat', 'por contacto'])
  })

  it('answers, reacts, changes and marks as read what others wrote there', async () => {
    const { simulator, bot, group } = world
    const asked = await world.say(LEO, '¿y el hielo?')
    const about = { message_id: asked['id'] }
    const answer = await world.send({ to: group, text: 'lo traigo yo', context: about })
    await until(async () => (await world.seenAt(LEO, answer)) !== undefined, 'he has it')
    const lid = simulator.phones().find(({ phone }) => phone === LEO)?.lid
    expect((await world.seenAt(LEO, answer))?.content).toMatchObject({
      replyTo: asked['channelMessageId'],
      replyToWriter: lid,
    })
    const reaction = { ...about, emoji: '🧊' }
    await world.reaches(await world.send({ to: group, type: 'reaction', reaction }), 'delivered')
    const edit = await bot.post(`/api/messages/${answer}/edit`, { text: 'lo trae Eva' })
    expect(edit.status).toBe(202)
    await until(
      async () => (await world.seenAt(LEO, answer))?.edited === 'lo trae Eva',
      'it is changed',
    )
    await bot.post(`/api/messages/${String(asked['id'])}/read`, {})
    const network = asked['channelMessageId']
    const isRead = () =>
      simulator
        .messagesAt(LEO, 'sent')
        .some(({ id, status }) => id === network && status === 'read')
    await until(isRead, 'he sees that it was read')
  })

  it('refuses what cannot be meant, and gives up on groups of others', async () => {
    const { simulator, bot, group } = world
    const strangers = simulator.addGroup({ subject: 'Otros', members: [EVA, LEO] }).id
    const id = await world.send({ to: strangers, text: 'hola' })
    await world.reaches(id, 'failed')
    expect(await world.view(id)).toMatchObject({ reason: 'not_in_group' })
    const nobody = '01940000-0000-7000-8000-000000000001'
    const refusals: [object, number, string][] = [
      [{ to: LEO, recipient_type: 'group', text: 'x' }, 400, 'invalid_request'],
      [{ to: group, recipient_type: 'individual', text: 'x' }, 400, 'invalid_request'],
      [{ to: nobody, text: 'x' }, 404, 'unknown_contact'],
      [{ to: 'status@broadcast', text: 'x' }, 400, 'invalid_request'],
    ]
    for (const [message, status, code] of refusals) {
      expect(await world.post(message)).toMatchObject({ status, body: { code } })
    }
    const { chats } = (await bot.get('/api/chats')).body
    const contact = chats.find((one: Shown) => one['group_id'] === group).contact.id
    const merged = await bot.post(`/api/contacts/${LEO}/merge`, { with: contact })
    expect(merged).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  })

  it('heals a phone that could not decrypt', async () => {
    world.simulator.addFault({ kind: 'undecryptable-out', phone: LEO })
    const id = await world.send({ to: world.group, text: 'llega igual' })
    await until(async () => (await world.seenAt(LEO, id))?.text === 'llega igual', 'he can read it')
  })

  it('sends again under the same id, with another key, when killed before it knew', async () => {
    const { simulator, bot, group } = world
    await bot.kill('SIGKILL')
    const env = {
      NODE_OPTIONS: preloading(KILLER),
      KILL_AT: '^update "messages" set "delivery".*"from_me"',
      KILL_MARK: join(bot.folder, 'mark-out'),
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
    await world.reaches(id, 'delivered')
    await simulator.settle()
    const { channelMessageId } = await world.view(id)
    expect(arrivedAt(LEO, ['una vez']).map((one) => one.id)).toEqual([channelMessageId])
    expect(simulator.stats()).toMatchObject({ keyReuses: 0, unknown: 0 })
  })

  it('keeps the order of a line that is sent ahead, and doubles nothing, when killed amid it', async () => {
    const { simulator, bot, group } = world
    const texts = Array.from({ length: 30 }, (_, index) => `fila ${index}`)
    const ids: string[] = []
    for (const text of texts) ids.push(await world.send({ to: group, text }))
    await until(() => arrivedAt(LEO, texts).length >= 5, 'some have arrived')
    await bot.kill('SIGKILL')
    await bot.start()
    await world.reaches(ids.at(-1) ?? '', 'delivered')
    await simulator.settle()
    const own = await Promise.all(ids.map(async (id) => (await world.view(id))['channelMessageId']))
    for (const phone of [EVA, LEO, OWNER]) {
      await until(() => arrivedAt(phone, texts).length >= texts.length, `${phone} has all`)
      const arrived = arrivedAt(phone, texts)
      expect(arrived.map(({ text }) => text)).toEqual(texts)
      expect(arrived.map(({ id }) => id)).toEqual(own)
    }
    expect(simulator.stats()).toMatchObject({ keyReuses: 0, unknown: 0 })
  })

  it('leaves no phone with a message that it cannot read', async () => {
    await world.simulator.settle()
    for (const phone of MEMBERS) {
      const left = world.simulator
        .messagesAt(phone)
        .filter(({ status }) => status === 'undecrypted')
      expect(left).toEqual([])
    }
  })
})
