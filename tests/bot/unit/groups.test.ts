import { describe, expect, it } from 'vitest'
import { fromWhatsApp } from '../../../bot/channels/whatsapp/inbound.ts'
import type { InboundMessage } from '../../../bot/channels/channel.ts'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import { EVA, OWNER, TestConversation } from '../helpers/conversation.ts'

const ME = { jid: '5491155550001:7@s.whatsapp.net', lid: '900:7@lid' }
const GROUP = '120363012345678901@g.us'
const WRITTEN = {
  from: GROUP,
  participant: '123:4@lid',
  participant_pn: '5491155550002@s.whatsapp.net',
  id: 'A1',
  t: '1700000000',
  notify: 'Eva',
}

describe('a message in a group', () => {
  it('is of the group, and knows its writer by both names', () => {
    expect(fromWhatsApp(WRITTEN, { conversation: 'hola' }, ME)).toMatchObject({
      contact: [{ kind: 'group', value: GROUP }],
      name: undefined,
      address: GROUP,
      fromMe: false,
      toSelf: false,
      group: {
        writer: {
          identities: [
            { kind: 'lid', value: '123' },
            { kind: 'phone', value: EVA },
          ],
          name: 'Eva',
          address: '123@lid',
        },
      },
    })
  })

  it('has no writer when it is our own, and is no command', () => {
    const own = { ...WRITTEN, participant: '900@lid' }
    const message = fromWhatsApp(own, { conversation: 'hola' }, ME)
    expect(message).toMatchObject({ fromMe: true, toSelf: false, group: { writer: undefined } })
  })

  it('that only brings a key is none', () => {
    const key = { senderKeyDistributionMessage: { groupId: GROUP } }
    expect(fromWhatsApp(WRITTEN, key, ME)).toBeUndefined()
  })
})

const inGroup = (phone: string, change: Partial<InboundMessage> = {}): Partial<InboundMessage> => ({
  contact: [{ kind: 'group', value: GROUP }],
  name: undefined,
  address: GROUP,
  group: {
    writer: {
      identities: [{ kind: 'phone', value: phone }],
      name: phone,
      address: `${phone.slice(1)}@s.whatsapp.net`,
    },
  },
  ...change,
})

describe('the conversation in a group', () => {
  it('has no turns: not for who writes first, not for an owner, not for a late copy', async () => {
    await using talk = await TestConversation.open()
    const id = asChannelMessageId('GARBLED')
    await talk.write('hola', inGroup(EVA))
    await talk.write('ayuda', inGroup(OWNER))
    await talk.write('', inGroup(EVA, { id, type: 'undecrypted', text: null }))
    await talk.write('ahora sí', inGroup(EVA, { id }))
    await talk.pass(60_000)
    expect(talk.seen).toEqual([])
    expect(await talk.store.turns.due([], 9)).toEqual([])
    expect(await talk.texts('inbound')).toEqual(['hola', 'ayuda', 'ahora sí'])
    // Beside it a person is greeted as before.
    await talk.write('hola, tienda')
    await talk.pass(60_000)
    expect(talk.seen.map(({ text, isFirst }) => [text, isFirst])).toEqual([['hola, tienda', true]])
  })

  it('shows who wrote, also after two names turn out to be one person', async () => {
    await using talk = await TestConversation.open()
    const lid = { kind: 'lid', value: '7' } as const
    const writer = { identities: [lid], name: 'Eva', address: '7@lid' }
    await talk.write('por lid', inGroup(EVA, { group: { writer } }))
    await talk.write('por número', inGroup(EVA))
    const both = [lid, { kind: 'phone', value: EVA }] as const
    await talk.store.transaction(({ contacts }) => contacts.learn('whatsapp', both))
    const [first, second] = await talk.store.messages.list({ limit: 9 })
    expect(first?.from).toEqual(second?.from)
    expect(first).toMatchObject({ group_id: GROUP, from: { name: 'Eva', phone: EVA } })
  })

  it('lets nobody change what somebody else wrote', async () => {
    await using talk = await TestConversation.open()
    const id = asChannelMessageId('ORIGINAL')
    await talk.write('mío', inGroup(EVA, { id }))
    const edit = { original_message_id: id, message: { type: 'text', text: { body: 'tuyo' } } }
    const change = { type: 'edit', content: { edit }, about: id }
    await talk.write('tuyo', inGroup(OWNER, change))
    expect((await talk.texts('inbound'))[0]).toBe('mío')
    await talk.write('mío, mejor', inGroup(EVA, change))
    expect((await talk.texts('inbound'))[0]).toBe('mío, mejor')
  })

  it('lets nobody fill in what somebody else wrote, under whatever id', async () => {
    await using talk = await TestConversation.open()
    const id = asChannelMessageId('GARBLED')
    await talk.write('', inGroup(EVA, { id, type: 'undecrypted', text: null }))
    await talk.write('tuyo', inGroup(OWNER, { id }))
    expect(await talk.texts('inbound')).toEqual([null])
    await talk.write('mío', inGroup(EVA, { id }))
    expect(await talk.texts('inbound')).toEqual(['mío'])
  })

  it('learns what the group is called, and only if it is known', async () => {
    await using talk = await TestConversation.open()
    const identity = { kind: 'group', value: GROUP } as const
    const name = (text: string) =>
      talk.store.transaction(({ contacts }) => contacts.named('whatsapp', identity, text))
    expect(await name('Vecinos')).toBe(false)
    await talk.write('hola', inGroup(EVA))
    expect([await name('Vecinos'), await name('Vecinos')]).toEqual([true, false])
    const [chat] = await talk.store.chats.list({ order: 'newest', limit: 9 })
    expect(chat).toMatchObject({ group_id: GROUP, contact: { name: 'Vecinos', phone: null } })
  })
})
