import { expect, it } from 'vitest'
import { EVA, OWNER, TestConversation } from '../helpers/conversation.ts'

const HOUR = 3_600_000
const typed = { fromMe: true, name: undefined } as const

it('keeps silent for four hours in a chat in which a human wrote on the linked phone', async () => {
  await using talk = await TestConversation.open()
  await talk.write('hola')
  await talk.pass(2000)
  await talk.write('te atiendo yo', typed)
  await talk.write('gracias')
  await talk.write('somos otros', { contact: [{ kind: 'lid', value: '7' }] })
  await talk.pass(2000)
  expect(await talk.texts()).toEqual(['(hola)', 'te atiendo yo', '(somos otros)'])
  await talk.pass(4 * HOUR)
  await talk.write('¿siguen ahí?')
  await talk.pass(2000)
  expect((await talk.texts()).at(-1)).toBe('(¿siguen ahí?)')
  // What was written meanwhile is dealt with: it is not answered late.
  expect(await talk.store.turns.parked()).toBe(0)
  expect(talk.seen.map(({ text }) => text)).toEqual(['hola', 'somos otros', '¿siguen ahí?'])
})

it('throws an answer away when a human was quicker', async () => {
  await using talk = await TestConversation.open()
  talk.meanwhile = () => talk.write('ya contesté yo', typed)
  await talk.write('hola')
  await talk.pass(2000)
  expect(await talk.texts()).toEqual(['ya contesté yo'])
})

it('counts the hours from when the human wrote, and takes them from config.json', async () => {
  await using talk = await TestConversation.open({ handover: { hours: 1 } })
  await talk.write('hace rato', { ...typed, at: talk.clock.now() - 2 * HOUR })
  await talk.write('hola')
  await talk.pass(2000)
  expect((await talk.texts()).at(-1)).toBe('(hola)')
})

it('is not silenced by the echo of an own message or a reaction, nor for whoever commands the bot', async () => {
  await using talk = await TestConversation.open()
  await talk.write('hola')
  await talk.pass(2000)
  const [sent] = await talk.store.messages.list({ direction: 'outbound', limit: 1 })
  const id = (sent && (await talk.store.messages.view(sent.id as never)))?.channelMessageId
  await talk.write('(hola)', { ...typed, id: id as never })
  await talk.write('👍', { ...typed, type: 'reaction' })
  await talk.write('otra cosa')
  await talk.pass(2000)
  expect(await talk.texts()).toEqual(['(hola)', '👍', '(otra cosa)'])
  const owner = { contact: [{ kind: 'phone', value: OWNER }] } as const
  await talk.write('jefe, ya está', { ...typed, ...owner })
  await talk.write('¿cuánto vendí?', owner)
  await talk.pass(0)
  expect((await talk.texts()).at(-1)).toBe('(¿cuánto vendí?)')
})

it("takes what the phone's holder writes to the own number for a command", async () => {
  await using talk = await TestConversation.open()
  const self = { ...typed, toSelf: true, contact: [{ kind: 'phone', value: EVA }] } as const
  await talk.write('ventas de hoy', self)
  await talk.pass(0)
  await talk.write('y de ayer', self)
  await talk.pass(0)
  expect(talk.seen.map(({ text, isOwner }) => [text, isOwner])).toEqual([
    ['ventas de hoy', true],
    ['y de ayer', true],
  ])
  expect(await talk.texts('inbound')).toEqual(['ventas de hoy', 'y de ayer'])
  expect(await talk.texts()).toEqual(['(ventas de hoy)', '(y de ayer)'])
})

/** Takes every message that says so for the wish to talk to a person. */
const asking = (text: string | null): boolean => text?.includes('persona') === true
const MATE = '+5491155550008'

it('tells each owner of a customer who asks for a person, and keeps silent until it is given back', async () => {
  await using talk = await TestConversation.open({ owners: [OWNER, MATE], bursts: { seconds: 0 } })
  talk.handsOver = asking
  await talk.write('quiero una persona')
  await talk.pass(0)
  const told = `🙋 Eva (${EVA}) pide hablar con una persona: «quiero una persona»\nEl bot no responde en ese chat por 4 h. Para que vuelva antes, escribe: bot ${EVA}`
  expect(await talk.texts()).toEqual(['(quiero una persona)', told, told])
  const chats = await talk.store.messages.list({ direction: 'outbound', limit: 9 })
  expect(new Set(chats.map(({ contact }) => contact.id)).size).toBe(3)
  await talk.write('¿persona?')
  await talk.write('bot 11 5555-0002', { contact: [{ kind: 'phone', value: OWNER }] })
  await talk.pass(0)
  expect((await talk.texts()).slice(3)).toEqual([
    `El bot vuelve a responder en el chat con ${EVA}.`,
  ])
  await talk.write('hola')
  await talk.pass(0)
  expect((await talk.texts()).at(-1)).toBe('(hola)')
})

it('hands nobody over when a human was quicker, and does not silence where nobody wants silence', async () => {
  await using talk = await TestConversation.open({ handover: { hours: 0 }, bursts: { seconds: 0 } })
  talk.handsOver = asking
  await talk.write('una persona')
  await talk.pass(0)
  await talk.write('hola')
  await talk.pass(0)
  expect(await talk.texts()).toEqual([
    '(una persona)',
    `🙋 Eva (${EVA}) pide hablar con una persona: «una persona»`,
    '(hola)',
  ])
  await using quick = await TestConversation.open({ bursts: { seconds: 0 } })
  quick.handsOver = asking
  quick.meanwhile = () => quick.write('ya contesté yo', typed)
  await quick.write('una persona')
  await quick.pass(0)
  expect(await quick.texts()).toEqual(['ya contesté yo'])
})

it('gives a chat back only to whoever commands the bot, and says where there is nothing to give', async () => {
  await using talk = await TestConversation.open({ bursts: { seconds: 0 } })
  const owner = { contact: [{ kind: 'phone', value: OWNER }] } as const
  await talk.write(`bot ${EVA}`)
  await talk.write(`Bot: ${EVA}`, owner)
  await talk.write('bot +5491155550077', owner)
  await talk.write('bot, 3 pulseras', owner)
  await talk.pass(0)
  const texts = await talk.texts()
  expect(texts).toHaveLength(4)
  expect(texts).toEqual(
    expect.arrayContaining([
      `(bot ${EVA})`,
      `En el chat con ${EVA} el bot ya respondía.`,
      'No hay ningún chat con +5491155550077.',
      '(bot, 3 pulseras)',
    ]),
  )
})
