import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MESSAGE_EXAMPLES } from '../../common/contracts/message-examples.ts'
import { menuText } from '../../common/domain/menu.ts'
import { EVA, SHOP, TypedWorld } from './helpers/typed-world.ts'
import { until } from './helpers/until.ts'

describe('every type of message that goes out', () => {
  let world: TypedWorld
  beforeAll(async () => {
    world = await TypedWorld.open()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  it.each([
    ['text', { type: 'text', text: MESSAGE_EXAMPLES.text.text.body }],
    ['text in short', { type: 'text', text: MESSAGE_EXAMPLES['text in short'].text }],
    ['location', MESSAGE_EXAMPLES.location.location],
    [
      'contacts',
      {
        type: 'contacts',
        contacts: [{ name: 'Ana Gómez', vcard: expect.stringContaining('waid=5491155550009') }],
      },
    ],
    ['buttons', { type: 'text', text: menuText(MESSAGE_EXAMPLES.buttons.interactive) }],
    ['list', { type: 'text', text: menuText(MESSAGE_EXAMPLES.list.interactive) }],
    [
      'poll',
      {
        type: 'poll',
        question: MESSAGE_EXAMPLES.poll.poll.question,
        options: MESSAGE_EXAMPLES.poll.poll.options,
        selectable: 1,
      },
    ],
  ] as const)('goes out: %s', async (name, content) => {
    const example = { ...MESSAGE_EXAMPLES[name] }
    const { seen, view } = await world.send(example)
    expect(seen.content).toEqual(name === 'location' ? { type: 'location', ...content } : content)
    const { to: _to, text: _text, ...shown } = { text: undefined, ...example }
    expect(view).toMatchObject(shown)
    // What WhatsApp has taken over is also on the other devices of the account.
    await until(
      () => world.seenAt(SHOP, seen.id)?.content !== undefined,
      'the own phone shows what was sent',
    )
    expect(world.seenAt(SHOP, seen.id)?.content).toEqual(seen.content)
  })

  it('goes out: an answer, and a reaction that is taken back', async () => {
    const question = await world.write({ type: 'text', text: '¿Abren hoy?' })
    const context = { message_id: question.id }
    const { seen, view, id } = await world.send({ ...MESSAGE_EXAMPLES.answer, context })
    expect(seen.content).toMatchObject({
      type: 'text',
      text: 'Sí, abrimos a las 9.',
      replyTo: question.channelMessageId,
      quoted: '¿Abren hoy?',
    })
    expect(view['context']).toEqual(context)
    for (const emoji of ['👍', '']) {
      const reaction = { message_id: question.id, emoji }
      const reacted = await world.send({ ...MESSAGE_EXAMPLES.reaction, reaction })
      const of = question.channelMessageId
      expect(reacted.seen.content).toEqual({ type: 'reaction', of, ofOwn: false, emoji })
      expect(reacted.view['reaction']).toEqual(reaction)
    }
    const own = { message_id: id, emoji: '❤️' }
    const onOwn = await world.send({ ...MESSAGE_EXAMPLES.reaction, reaction: own })
    expect(onOwn.seen.content).toMatchObject({ of: seen.id, ofOwn: true })
  })

  it('changes what was sent, and deletes it for everyone', async () => {
    const { id, seen } = await world.send({ to: EVA, text: 'A las 9' })
    const key = { 'idempotency-key': 'edit-1' }
    const edited = await world.bot.post(`/api/messages/${id}/edit`, { text: 'A las 10' }, key)
    expect([edited.status, edited.body.delivery]).toEqual([202, 'queued'])
    expect(await world.bot.post(`/api/messages/${id}/edit`, { text: 'A las 10' }, key)).toEqual(
      edited,
    )
    await world.arrival(edited.body.id)
    expect(world.seenAt(EVA, seen.id)).toMatchObject({ text: 'A las 9', edited: 'A las 10' })
    expect(await world.view(id)).toMatchObject({
      text: 'A las 10',
      edited: { earlier: [{ text: 'A las 9' }] },
    })
    const gone = await world.bot.delete(`/api/messages/${id}`)
    expect([gone.status, gone.body.delivery]).toEqual([202, 'queued'])
    await world.arrival(gone.body.id)
    expect(world.seenAt(EVA, seen.id)).toMatchObject({ deleted: true })
    expect(await world.view(id)).toMatchObject({
      text: null,
      deleted: { at: expect.any(String) },
    })
    expect((await world.bot.post(`/api/messages/${id}/edit`, { text: 'x' })).body.code).toBe(
      'not_editable',
    )
    const theirs = await world.write({ type: 'text', text: 'mío' })
    expect((await world.bot.delete(`/api/messages/${theirs.id}`)).body.code).toBe('not_deletable')
    expect((await world.bot.delete('/api/messages/msg_0')).body.code).toBe('unknown_message')
  })

  it('tells the customer what was read, and that somebody types', async () => {
    const first = await world.write({ type: 'text', text: 'uno' })
    const second = await world.write({ type: 'text', text: 'dos' })
    const since = world.simulator.lastEvent
    const path = `/api/messages/${second.id}/read`
    expect((await world.bot.post(path, { typing_indicator: { type: 'audio' } })).body).toEqual({
      success: true,
    })
    await world.simulator.waitFor(
      (event) => event.type === 'typing' && event.state === 'recording',
      5000,
      since,
    )
    const statusOf = (id: string) => world.seenAt(EVA, id)?.status
    await until(() => statusOf(second.channelMessageId) === 'read', 'it is read there')
    expect(statusOf(first.channelMessageId)).toBe('read')
    for (const state of ['typing', 'paused'] as const) {
      const before = world.simulator.lastEvent
      expect((await world.bot.post('/api/typing', { to: EVA, state })).body).toEqual({
        success: true,
      })
      const word = state === 'typing' ? 'composing' : state
      await world.simulator.waitFor(
        (event) => event.type === 'typing' && event.state === word,
        5000,
        before,
      )
    }
    expect((await world.bot.post('/api/typing', { to: '+5491155559999' })).body).toEqual({
      success: false,
    })
    expect((await world.bot.post('/api/messages/msg_0/read', {})).body.code).toBe('unknown_message')
  })

  it('tells the customer that a whole chat was read, once, and not what the phone has told', async () => {
    await world.write({ type: 'text', text: 'antes' })
    await world.write({ type: 'text', text: 'lo vi en el teléfono' }, undefined, SHOP)
    const first = await world.write({ type: 'text', text: 'uno' })
    const second = await world.write({ type: 'text', text: 'dos' })
    const chat = async () => (await world.bot.get('/api/chats')).body.chats[0]
    expect(await chat()).toMatchObject({ unread: 2 })
    const since = world.simulator.lastEvent
    const { id } = await chat()
    const read = await world.bot.post(`/api/chats/${id}/read`, undefined)
    expect(read).toMatchObject({ status: 200, body: { id, unread: 0 } })
    const statusOf = (message: string) => world.seenAt(EVA, message)?.status
    await until(() => statusOf(second.channelMessageId) === 'read', 'it is read there')
    expect(await world.bot.post(`/api/chats/${id}/read`, undefined)).toEqual(read)
    await world.send({ to: EVA, text: 'listo' })
    const told = world.simulator
      .eventsSince(since)
      .filter((event) => event.type === 'receipt' && event.phone === EVA)
      .flatMap((event) => (event.type === 'receipt' && event.status === 'read' ? event.ids : []))
    expect(told).toEqual([first.channelMessageId, second.channelMessageId])
    const unknown = '/api/chats/01940000-0000-7000-8000-000000000000/read'
    expect((await world.bot.post(unknown, undefined)).body.code).toBe('unknown_chat')
  })

  it('is the same message to a phone that asks for it again', async () => {
    world.simulator.addFault({ kind: 'undecryptable-out', phone: EVA })
    const { seen } = await world.send({ ...MESSAGE_EXAMPLES.location })
    expect(seen.content).toEqual({ type: 'location', ...MESSAGE_EXAMPLES.location.location })
    world.simulator.addFault({ kind: 'undecryptable-out', phone: EVA })
    const { id, seen: text } = await world.send({ to: EVA, text: 'mal' })
    world.simulator.addFault({ kind: 'undecryptable-out', phone: EVA })
    const { body } = await world.bot.post(`/api/messages/${id}/edit`, { text: 'bien' })
    await world.arrival(body.id)
    expect(world.seenAt(EVA, text.id)?.edited).toBe('bien')
    expect(world.simulator.stats()).toMatchObject({ keyReuses: 0, unknown: 0 })
  })

  it('is done once, whenever the process is killed', async () => {
    for (const wait of [0, 15, 40]) {
      const { id, seen } = await world.send({ to: EVA, text: `antes ${wait}` })
      const key = { 'idempotency-key': `kill-${wait}` }
      const edit = () =>
        world.bot.post(`/api/messages/${id}/edit`, { text: `después ${wait}` }, key)
      const { body: edited } = await edit()
      await sleep(wait)
      await world.bot.kill('SIGKILL')
      await world.bot.start()
      expect((await edit()).body.id).toBe(edited.id)
      await arrived(edited.id)
      expect(await world.view(id)).toMatchObject({
        text: `después ${wait}`,
        edited: { earlier: [{ text: `antes ${wait}` }] },
      })
      const { body: gone } = await world.bot.delete(`/api/messages/${id}`, key2(wait))
      await sleep(wait)
      await world.bot.kill('SIGKILL')
      await world.bot.start()
      await arrived(gone.id)
      expect(world.seenAt(EVA, seen.id)).toMatchObject({
        text: `antes ${wait}`,
        edited: `después ${wait}`,
        deleted: true,
      })
    }
    expect(world.simulator.stats()).toMatchObject({ keyReuses: 0 })
  })

  const key2 = (wait: number) => ({ 'idempotency-key': `gone-${wait}` })

  /** As often as it takes: what was not confirmed is sent again, under the same id. */
  async function arrived(id: string): Promise<void> {
    await until(async () => (await world.view(id))['delivery'] === 'delivered', `${id} is there`)
    const { channelMessageId } = await world.view(id)
    const all = world.simulator.messagesAt(EVA).filter((one) => one.id === channelMessageId)
    expect(all).toHaveLength(1)
  }

  it('tells what was read after a restart, if it could not before', async () => {
    const { id, channelMessageId } = await world.write({ type: 'text', text: 'antes' })
    world.simulator.addFault({ kind: 'failure', code: 503, phone: SHOP, times: 2 })
    await until(
      async () => (await world.bot.get('/api/status')).body.connection.state !== 'open',
      'the connection is gone',
    )
    expect((await world.bot.post(`/api/messages/${id}/read`, {})).status).toBe(200)
    await world.bot.kill('SIGKILL')
    await world.bot.start()
    await until(() => world.seenAt(EVA, channelMessageId)?.status === 'read', 'it is read there')
  })
})
