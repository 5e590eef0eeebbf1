import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MESSAGE_EXAMPLES } from '../../common/contracts/message-examples.ts'
import type { PhoneMessage } from '../../simulator/phones/phone-message.ts'
import { EVA, SHOP, TypedWorld } from './helpers/typed-world.ts'

describe('every type of message that comes in', () => {
  let world: TypedWorld
  beforeAll(async () => {
    world = await TypedWorld.open()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  it.each([
    [
      { type: 'location', latitude: -34.5, longitude: -58.25, name: 'Casa' },
      'location',
      {
        location: { latitude: -34.5, longitude: -58.25, name: 'Casa' },
      },
    ],
    [
      { type: 'location', latitude: 1.5, longitude: 2.5, live: true },
      'location',
      {
        location: { latitude: 1.5, longitude: 2.5, live: true },
      },
    ],
    [
      {
        type: 'contacts',
        contacts: [
          { name: 'Ana', vcard: 'BEGIN:VCARD\nFN:Ana\nTEL;waid=54911:+54 9 11\nEND:VCARD' },
        ],
      },
      'contacts',
      {
        contacts: [
          { name: { formatted_name: 'Ana' }, phones: [{ phone: '+54 9 11', wa_id: '54911' }] },
        ],
      },
    ],
    [
      { type: 'poll', question: '¿?', options: ['a', 'b'], selectable: 2 },
      'poll',
      {
        text: '¿?',
        poll: { question: '¿?', options: ['a', 'b'], selectable_count: 2 },
      },
    ],
    [
      { type: 'button-reply', id: 'si', title: 'Sí' },
      'interactive',
      {
        text: 'Sí',
        interactive: { type: 'button_reply', button_reply: { id: 'si', title: 'Sí' } },
      },
    ],
    [
      { type: 'list-reply', id: 'aros', title: 'Aros' },
      'interactive',
      {
        interactive: { type: 'list_reply', list_reply: { id: 'aros', title: 'Aros' } },
      },
    ],
    [
      { type: 'text', text: 'reenviado', forwarded: true },
      'text',
      {
        text: 'reenviado',
        context: { forwarded: true },
      },
    ],
    // An order of the catalogue: field 38, empty.
    [
      { type: 'raw', message: Buffer.from([0xb2, 0x02, 0x00]).toString('base64') },
      'unsupported',
      {
        text: null,
        errors: [{ code: 131_051, title: 'Message type unknown', details: 'order' }],
      },
    ],
  ] as const)('comes in: %j', async (message, type, shown) => {
    const found = await world.write(message as PhoneMessage)
    expect(found).toMatchObject({ direction: 'inbound', type, delivery: null, ...shown })
  })

  it.each(['ephemeral', 'view-once'] as const)('comes in %s', async (wrap) => {
    expect(await world.write({ type: 'text', text: wrap }, wrap)).toMatchObject({
      type: 'text',
      text: wrap,
    })
  })

  it('comes in about another: answers, reactions, edits, deletions', async () => {
    const { id, seen } = await world.send({ to: EVA, text: '¿Dos o tres?' })
    const reply = await world.write({ type: 'text', text: 'Dos', replyTo: seen.id })
    expect(reply).toMatchObject({ text: 'Dos', context: { id, from: SHOP } })
    for (const emoji of ['😍', '']) {
      const reacted = await world.write({ type: 'reaction', of: seen.id, emoji })
      expect(reacted).toMatchObject({ type: 'reaction', reaction: { message_id: id, emoji } })
    }
    const said = reply.channelMessageId
    const edited = await world.write({ type: 'edit', of: said, text: 'Tres' })
    expect(edited).toMatchObject({ type: 'edit', edit: { original_message_id: reply.id } })
    const view = async () => (await world.bot.get(`/api/messages/${reply.id}`)).body
    expect(await view()).toMatchObject({ text: 'Tres', edited: { earlier: [{ text: 'Dos' }] } })
    const gone = await world.write({ type: 'delete', of: said })
    expect(gone).toMatchObject({ type: 'revoke', revoke: { original_message_id: reply.id } })
    expect(await view()).toMatchObject({ text: null, deleted: { at: expect.any(String) } })
  })

  it('comes in as the choice of a menu that was sent', async () => {
    const { id } = await world.send({ ...MESSAGE_EXAMPLES.list })
    const chosen = await world.write({ type: 'text', text: 'la 2' })
    expect(chosen).toMatchObject({
      type: 'interactive',
      text: 'la 2',
      interactive: { type: 'list_reply', list_reply: { id: 'aros', title: 'Aros' } },
      context: { id },
    })
    expect((await world.write({ type: 'text', text: '3' }))['type']).toBe('text')
  })

  it('comes in as votes on polls, whoever asked', async () => {
    const poll = { question: '¿Qué día?', options: ['Lunes', 'Martes'], selectable_count: 2 }
    const ours = await world.send({ to: EVA, type: 'poll', poll })
    for (const options of [['Martes'], ['Lunes', 'Martes'], []]) {
      const vote = await world.write({ type: 'vote', of: ours.seen.id, options })
      expect(vote).toMatchObject({
        type: 'poll_vote',
        text: options.join(', ') || null,
        poll_vote: { message_id: ours.id, options },
      })
    }
    const theirs = await world.write({
      type: 'poll',
      question: '¿?',
      options: ['a', 'b'],
      selectable: 1,
    })
    const vote = await world.write(
      { type: 'vote', of: theirs.channelMessageId, options: ['b'] },
      undefined,
      SHOP,
    )
    expect(vote).toMatchObject({
      direction: 'outbound',
      type: 'poll_vote',
      poll_vote: { message_id: theirs.id, options: ['b'] },
    })
    expect(JSON.stringify(theirs)).not.toContain('secret')
  })

  it('is seen when it was typed on the linked phone', async () => {
    const typed = await world.write(
      { type: 'location', latitude: 1, longitude: 2 },
      undefined,
      SHOP,
    )
    expect(typed).toMatchObject({ direction: 'outbound', type: 'location' })
    const first = await world.write({ type: 'text', text: 'va' }, undefined, SHOP)
    await world.write({ type: 'edit', of: first.channelMessageId, text: 'voy' }, undefined, SHOP)
    expect((await world.bot.get(`/api/messages/${first.id}`)).body).toMatchObject({ text: 'voy' })
  })
})
