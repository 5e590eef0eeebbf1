import { beforeEach, describe, expect, it } from 'vitest'
import { acceptor } from '../../../bot/conversation/accept.ts'
import { MESSAGE_EXAMPLES } from '../../../common/contracts/message-examples.ts'
import { outboundMessageSchema } from '../../../common/contracts/messages.ts'
import { asChannelMessageId, asPhone } from '../../../common/domain/ids.ts'
import { EVA, TestConversation } from '../helpers/conversation.ts'

const HOUR = 3_600_000

describe('a menu in a chat', () => {
  let talk: TestConversation
  let count: number

  beforeEach(async () => {
    talk = await TestConversation.open()
    count = 0
  })

  /** Sends as the API does, and has the network confirm it. */
  async function send(message: object, isSent = true): Promise<string> {
    count += 1
    const networkId = asChannelMessageId(`MENU${count}`)
    const accept = acceptor({
      store: talk.store,
      clock: talk.clock,
      channel: 'whatsapp',
      newMessageId: () => networkId,
      accepted: () => undefined,
    })
    const read = outboundMessageSchema.parse({ ...message, to: EVA })
    const { id } = await accept({ ...read, to: asPhone(EVA) })
    if (isSent) await talk.store.messages.advance({ ids: [id] }, 'sent')
    return id
  }

  const last = async () =>
    (await talk.store.messages.list({ direction: 'inbound', limit: 99 })).at(-1)

  it('is answered by a number or a title, and the words stay', async () => {
    const id = await send(MESSAGE_EXAMPLES.buttons)
    await talk.write('la 2 por favor')
    expect(await last()).toMatchObject({
      type: 'interactive',
      text: 'la 2 por favor',
      interactive: { type: 'button_reply', button_reply: { id: 'cancelar', title: 'No, gracias' } },
      context: { id },
    })
    await send(MESSAGE_EXAMPLES.list)
    await talk.write('PULSERAS')
    expect((await last())?.interactive).toEqual({
      type: 'list_reply',
      list_reply: { id: 'pulseras', title: 'Pulseras', description: 'Plata y doradas' },
    })
  })

  it('tells whoever answers what was chosen', async () => {
    await send(MESSAGE_EXAMPLES.list)
    await talk.write('3')
    await talk.pass(2000)
    expect(talk.seen[0]?.messages).toEqual([
      { type: 'interactive', text: '3', choice: { id: 'asesor', title: 'Hablar con alguien' } },
    ])
  })

  it.each([
    ['the contact wrote something else', () => talk.write('¿cuánto cuestan?')],
    ['it was answered', () => talk.write('1')],
    ['a text was sent', () => send({ text: '¿Cuántas querés?' })],
    ['a human wrote on the phone', () => talk.write('ya te atiendo', { fromMe: true })],
    ['another menu was sent', () => send(MESSAGE_EXAMPLES.buttons)],
    ['a day has gone', async () => talk.clock.advance(25 * HOUR)],
  ])('is left when %s', async (_why, happens) => {
    await send(MESSAGE_EXAMPLES.list)
    await happens()
    await talk.write('3')
    expect(await last()).toMatchObject({ type: 'text', text: '3' })
  })

  it.each([
    ['a reaction', { type: 'reaction' }],
    ['something unreadable', { type: 'undecrypted', text: null }],
  ])('is still open after %s', async (_what, change) => {
    await send(MESSAGE_EXAMPLES.list)
    await talk.write('👍', change)
    await talk.write('3')
    expect((await last())?.type).toBe('interactive')
  })

  it('is still open while the next message waits to be sent', async () => {
    await send(MESSAGE_EXAMPLES.list)
    await send({ text: 'later' }, false)
    await talk.write('3')
    expect((await last())?.type).toBe('interactive')
  })

  it('that nobody has got cannot be answered', async () => {
    await send(MESSAGE_EXAMPLES.list, false)
    await talk.write('3')
    expect((await last())?.type).toBe('text')
  })

  it('is answered by a reply that quotes it, and not by one that quotes something else', async () => {
    await send(MESSAGE_EXAMPLES.list)
    await send({ text: '¿Cuántas querés?' })
    const quoting = (id: string) => ({
      about: asChannelMessageId(id),
      content: { context: { id } },
    })
    await talk.write('3', quoting('MENU1'))
    expect((await last())?.interactive?.list_reply?.id).toBe('asesor')
    await send(MESSAGE_EXAMPLES.list)
    await talk.write('3', quoting('MENU2'))
    expect((await last())?.type).toBe('text')
  })

  it('is nothing for other chats, nor for commands and what is typed on the phone', async () => {
    await send(MESSAGE_EXAMPLES.list)
    await talk.write('3', { contact: [{ kind: 'phone', value: '+5491155550003' }] })
    expect((await last())?.type).toBe('text')
    await talk.write('3', { fromMe: true })
    const [typed] = (await talk.store.messages.list({ direction: 'outbound', limit: 9 })).slice(-1)
    expect(typed?.type).toBe('text')
  })
})
