import { createHash } from 'node:crypto'
import { proto } from '@whiskeysockets/baileys'
import { describe, expect, it } from 'vitest'
import { SendError } from '../../../bot/channels/channel.ts'
import { toWhatsApp } from '../../../bot/channels/whatsapp/outbound.ts'
import type { Setting } from '../../../bot/channels/whatsapp/outbound.ts'
import { MESSAGE_EXAMPLES } from '../../../common/contracts/message-examples.ts'
import { outboundMessageSchema } from '../../../common/contracts/messages.ts'
import type { Content } from '../../../common/contracts/content/content.ts'
import { asChannelMessageId } from '../../../common/domain/ids.ts'

const FILE = {
  directPath: '/v/t62/abc',
  mediaKey: Buffer.alloc(32, 1),
  mediaKeyTimestamp: 1_700_000_000,
  fileSha256: Buffer.alloc(32, 2),
  fileEncSha256: Buffer.alloc(32, 3),
  fileLength: 1234,
  mimetype: 'x/y',
}
const SETTING: Setting = {
  address: '5491123456789@s.whatsapp.net',
  me: '5491155550001@s.whatsapp.net',
  secret: 'a secret',
}
const ABOUT = { id: asChannelMessageId('THEIRS'), fromMe: false, type: 'text', text: '¿Abren hoy?' }

const contentOf = (name: keyof typeof MESSAGE_EXAMPLES): Content => {
  const { to: _to, ...content } = outboundMessageSchema.parse(MESSAGE_EXAMPLES[name])
  return content
}
const written = (name: keyof typeof MESSAGE_EXAMPLES, change: object = {}) => {
  const message = {
    id: asChannelMessageId('OURS'),
    content: contentOf(name),
    at: 1_700_000_000_000,
  }
  return toWhatsApp({ ...message, about: ABOUT, ...change }, { ...SETTING, file: FILE })
}
const hashOf = (message: proto.IMessage): string =>
  createHash('sha256').update(proto.Message.encode(message).finish()).digest('hex')

describe('what WhatsApp carries', () => {
  it.each(Object.keys(MESSAGE_EXAMPLES) as (keyof typeof MESSAGE_EXAMPLES)[])(
    'is the same each time, and can be encoded: %s',
    (name) => {
      expect(hashOf(written(name))).toBe(hashOf(written(name)))
    },
  )

  it('is, for a text, what it was before there were other types', () => {
    const text = written('text', { about: undefined })
    expect(text).toEqual({
      extendedTextMessage: { text: 'Hola, tu pedido está listo.' },
      messageContextInfo: { messageSecret: expect.any(Buffer) },
    })
  })

  it('quotes what it answers, and says whose that was', () => {
    const quote = { stanzaId: 'THEIRS', quotedMessage: { conversation: '¿Abren hoy?' } }
    expect(written('answer').extendedTextMessage?.contextInfo).toEqual({
      ...quote,
      participant: SETTING.address,
    })
    const own = written('answer', { about: { ...ABOUT, fromMe: true } })
    expect(own.extendedTextMessage?.contextInfo?.participant).toBe(SETTING.me)
  })

  it.each([
    ['image', { imageMessage: { caption: 'La pulsera dorada', mimetype: 'x/y' } }],
    ['video', { videoMessage: { directPath: '/v/t62/abc' } }],
    ['voice note', { audioMessage: { ptt: true } }],
    [
      'document',
      {
        documentWithCaptionMessage: {
          message: { documentMessage: { fileName: 'Factura 0001.pdf', caption: 'Tu factura' } },
        },
      },
    ],
    ['sticker', { stickerMessage: { fileLength: 1234 } }],
    [
      'location',
      {
        locationMessage: {
          degreesLatitude: -34.6037,
          degreesLongitude: -58.3816,
          name: 'La tienda',
        },
      },
    ],
    [
      'reaction',
      {
        reactionMessage: {
          key: { remoteJid: SETTING.address, fromMe: false, id: 'THEIRS' },
          text: '👍',
          senderTimestampMs: 1_700_000_000_000,
        },
      },
    ],
    [
      'poll',
      { pollCreationMessageV3: { name: '¿Qué día te queda mejor?', selectableOptionsCount: 1 } },
    ],
    ['buttons', { extendedTextMessage: { text: expect.stringContaining('1) Sí, confirmo') } }],
  ] as const)('is, for a %s, its own kind', (name, part) => {
    expect(written(name)).toMatchObject(part)
  })

  it('makes a card that phones can read', () => {
    expect(written('contacts').contactMessage).toMatchObject({
      displayName: 'Ana Gómez',
      vcard: [
        'BEGIN:VCARD',
        'VERSION:3.0',
        'N:Gómez;Ana;;;',
        'FN:Ana Gómez',
        'ORG:La tienda;',
        'TITLE:Ventas',
        'TEL;type=CELL;waid=5491155550009:+5491155550009',
        'EMAIL;type=WORK:ana@example.com',
        'END:VCARD',
      ].join('\n'),
    })
  })

  it('leaves no way to smuggle lines into a card', () => {
    const name = { formatted_name: 'Eva\r\nTEL:123; x' }
    const content = { type: 'contacts' as const, contacts: [{ name }] }
    const { vcard } = written('contacts', { content }).contactMessage ?? {}
    expect(vcard?.split('\n')).toContain(String.raw`FN:Eva\nTEL:123\; x`)
  })

  it('is not there without the bytes', () => {
    const message = { id: asChannelMessageId('OURS'), content: contentOf('image'), at: 0 }
    expect(() => toWhatsApp(message, SETTING)).toThrow(SendError)
  })
})
