import { describe, expect, it } from 'vitest'
import { fromWhatsApp } from '../../../bot/channels/whatsapp/inbound.ts'
import type { Envelope } from '../../../bot/channels/whatsapp/inbound.ts'

const ME = { jid: '5215550001111:7@s.whatsapp.net', lid: '900:7@lid' }
const FROM_LID: Envelope = {
  from: '123@lid',
  sender_pn: '5215550002222@s.whatsapp.net',
  id: 'A1',
  t: '1700000000',
  notify: 'Ana',
}
const text = { conversation: 'hola' }

describe('an inbound message', () => {
  it('knows its writer by both names and answers where it was written', () => {
    expect(fromWhatsApp(FROM_LID, text, ME)).toEqual({
      id: 'A1',
      contact: [
        { kind: 'lid', value: '123' },
        { kind: 'phone', value: '+525550002222' },
      ],
      name: 'Ana',
      address: '123@lid',
      fromMe: false,
      toSelf: false,
      type: 'text',
      text: 'hola',
      content: undefined,
      at: 1_700_000_000_000,
    })
  })

  it('takes a name that was learned elsewhere, but never a second one of a kind', () => {
    const { sender_pn: _, ...envelope } = FROM_LID
    const learned = fromWhatsApp(envelope, text, ME, '5491122223333@s.whatsapp.net')
    expect(learned?.contact).toEqual([
      { kind: 'lid', value: '123' },
      { kind: 'phone', value: '+5491122223333' },
    ])
    expect(fromWhatsApp(FROM_LID, text, ME, '5491122223333@s.whatsapp.net')?.contact).toHaveLength(
      2,
    )
  })

  it('drops the device of whoever wrote', () => {
    const from = { ...FROM_LID, from: '5215550002222:12@s.whatsapp.net', sender_pn: '' }
    expect(fromWhatsApp(from, text, ME)?.address).toBe('5215550002222@s.whatsapp.net')
  })

  it('is outbound when a human wrote it on the linked phone', () => {
    const typed: Envelope = {
      from: '5215550001111@s.whatsapp.net',
      recipient: '5215550002222@s.whatsapp.net',
      id: 'B1',
      t: '1700000000',
      notify: 'La tienda',
    }
    expect(fromWhatsApp(typed, text, ME)).toMatchObject({
      fromMe: true,
      address: '5215550002222@s.whatsapp.net',
      contact: [{ kind: 'phone', value: '+525550002222' }],
      name: undefined,
    })
  })

  it.each([
    ['what a group itself tells', { from: '123-456@g.us' }],
    ['a status', { from: 'status@broadcast', participant: '123@lid' }],
    ['a channel', { from: '123@newsletter' }],
    ['what the own phone tells its devices', { category: 'peer' }],
  ])('is not: %s', (_what, change) => {
    expect(fromWhatsApp({ ...FROM_LID, ...change }, text, ME)).toBeUndefined()
  })

  it.each([
    [{ extendedTextMessage: { text: 'a' } }, 'text', 'a'],
    [{ imageMessage: { caption: 'b', mimetype: 'image/jpeg' } }, 'image', 'b'],
    [{ imageMessage: {} }, 'image', null],
    [{ videoMessage: { caption: 'c' } }, 'video', 'c'],
    [{ audioMessage: { ptt: true } }, 'audio', null],
    [{ documentMessage: { fileName: 'a.pdf', caption: 'd' } }, 'document', 'd'],
    [{ stickerMessage: {} }, 'sticker', null],
    [{ locationMessage: { degreesLatitude: 1, degreesLongitude: 2 } }, 'location', null],
    [{ contactMessage: { displayName: 'Eva', vcard: 'BEGIN' } }, 'contacts', null],
    [{ contactsArrayMessage: { contacts: [{ displayName: 'Eva' }] } }, 'contacts', null],
    [{ reactionMessage: { text: '👍', key: { id: 'X' } } }, 'reaction', '👍'],
    [
      { buttonsResponseMessage: { selectedButtonId: '1', selectedDisplayText: 'Sí' } },
      'interactive',
      'Sí',
    ],
    [{ listResponseMessage: { title: 'Uno' } }, 'interactive', 'Uno'],
    [{ pollCreationMessage: { name: '?' } }, 'poll', '?'],
    [{ ptvMessage: { seconds: 3 } }, 'video', null],
    [{ liveLocationMessage: { caption: 'voy' } }, 'location', 'voy'],
    [{ interactiveResponseMessage: { body: { text: 'Listo' } } }, 'interactive', 'Listo'],
    [{ orderMessage: {} }, 'unsupported', null],
    [{}, 'unsupported', null],
  ])('%j is stored as %s', (content, type, body) => {
    expect(fromWhatsApp(FROM_LID, content, ME)).toMatchObject({ type, text: body })
  })

  it('says why it is not supported', () => {
    expect(
      fromWhatsApp(FROM_LID, { orderMessage: {}, messageContextInfo: {} }, ME)?.content,
    ).toEqual({ errors: [{ code: 131_051, title: 'Message type unknown', details: 'order' }] })
  })

  it.each([
    [
      'a reply',
      {
        extendedTextMessage: {
          text: 'sí',
          contextInfo: { stanzaId: 'X', participant: '5215550001111@s.whatsapp.net' },
        },
      },
      { context: { id: 'X', from: '+525550001111' } },
    ],
    [
      'a forwarded image',
      { imageMessage: { contextInfo: { isForwarded: true } } },
      { context: { forwarded: true } },
    ],
    [
      'a reaction taken back',
      { reactionMessage: { text: '', key: { id: 'X' } } },
      { reaction: { message_id: 'X', emoji: '' } },
    ],
    [
      'an edit',
      { protocolMessage: { type: 14, key: { id: 'X' }, editedMessage: { conversation: 'b' } } },
      { edit: { original_message_id: 'X', message: { type: 'text', text: { body: 'b' } } } },
    ],
    [
      'an edited caption',
      {
        protocolMessage: {
          type: 14,
          key: { id: 'X' },
          editedMessage: { imageMessage: { caption: 'b' } },
        },
      },
      { edit: { message: { type: 'image', image: { caption: 'b' } } } },
    ],
    [
      'a deletion',
      { protocolMessage: { type: 0, key: { id: 'X' } } },
      { revoke: { original_message_id: 'X' } },
    ],
    [
      'a poll',
      {
        pollCreationMessageV3: {
          name: '?',
          options: [{ optionName: 'a' }],
          selectableOptionsCount: 1,
        },
        messageContextInfo: { messageSecret: Buffer.from('abc') },
      },
      { poll: { question: '?', options: ['a'], selectable_count: 1 }, secret: 'YWJj' },
    ],
    [
      'a card',
      {
        contactMessage: {
          displayName: 'Eva',
          vcard:
            'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Paz;Eva;;;\r\nFN:Eva Paz\r\nitem1.TEL;waid=5491155550002:+54 9 11\r\n  5555-0002\r\nitem1.X-ABLabel:Celular\r\nEND:VCARD',
        },
      },
      {
        contacts: [
          {
            name: { formatted_name: 'Eva Paz', first_name: 'Eva', last_name: 'Paz' },
            phones: [{ phone: '+54 9 11 5555-0002', wa_id: '5491155550002' }],
          },
        ],
      },
    ],
  ])('keeps what there is to know of %s', (_what, given, content) => {
    expect(fromWhatsApp(FROM_LID, given, ME)?.content).toMatchObject(content)
  })

  it('is not: what is about other messages', () => {
    expect(fromWhatsApp(FROM_LID, { protocolMessage: {} }, ME)).toBeUndefined()
    expect(fromWhatsApp(FROM_LID, { pollUpdateMessage: {} }, ME)).toBeUndefined()
  })
})
