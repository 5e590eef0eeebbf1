import type { proto } from '@whiskeysockets/baileys'
import { expect, it } from 'vitest'
import { fromWhatsApp } from '../../../bot/channels/whatsapp/inbound.ts'
import { movedTo, readSource } from '../../../bot/channels/whatsapp/media-source.ts'
import { TestConversation } from '../../bot/helpers/conversation.ts'

const EVA = '5491123456789@s.whatsapp.net'
const ENVELOPE = { from: EVA, id: 'ABC', t: '1700000000' }
const ME = { jid: '5491155550001:3@s.whatsapp.net', lid: '99:3@lid' }

const PART = {
  mediaKey: Buffer.alloc(32, 1),
  directPath: '/v/t62/abc.enc?x=1',
  fileSha256: Buffer.alloc(32, 2),
  fileEncSha256: Buffer.alloc(32, 3),
  fileLength: 1234,
  mimetype: 'image/jpeg',
}
const fileOf = (content: proto.IMessage) => fromWhatsApp(ENVELOPE, content, ME)?.file

it('tells all it takes to fetch a file, and whom to ask for it', () => {
  const file = fileOf({ imageMessage: { ...PART, caption: 'hola' } })
  expect(file).toMatchObject({ mime: 'image/jpeg', size: 1234 })
  expect(readSource(file?.source ?? '')).toEqual({
    type: 'image',
    path: PART.directPath,
    key: PART.mediaKey,
    plain: PART.fileSha256,
    cipher: PART.fileEncSha256,
    message: { id: 'ABC', chat: EVA, fromMe: false },
  })
  const moved = readSource(movedTo(file?.source ?? '', '/v/other'))
  expect([moved.path, moved.key.equals(PART.mediaKey)]).toEqual(['/v/other', true])
})

it.each([
  ['video', { ptvMessage: PART }],
  ['audio', { audioMessage: PART }],
  ['document', { documentMessage: { ...PART, fileName: 'a.pdf' } }],
  ['sticker', { stickerMessage: PART }],
  ['sticker', { lottieStickerMessage: { message: { stickerMessage: PART } } }],
] as const)('knows each type by its keys: %s', (type, content) => {
  expect(readSource(fileOf(content)?.source ?? '').type).toBe(type)
})

it('finds the place in its long form, too', () => {
  const url = 'https://mmg.whatsapp.net/v/t62/abc.enc?y=2'
  const { directPath: _path, ...part } = PART
  const file = fileOf({ imageMessage: { ...part, url } })
  expect(readSource(file?.source ?? '').path).toBe('/v/t62/abc.enc?y=2')
})

it('announces nothing that could not be opened', () => {
  expect(fileOf({ imageMessage: { ...PART, mediaKey: Buffer.alloc(3) } })).toBeUndefined()
  expect(fileOf({ imageMessage: { mimetype: 'image/jpeg' } })).toBeUndefined()
  const changed = { imageMessage: { ...PART, caption: 'mejor' } }
  const deed = { key: { id: 'X' }, type: 14, editedMessage: changed }
  expect(fileOf({ protocolMessage: deed })).toBeUndefined()
})

it('becomes one file with its message, however often it is handed over', async () => {
  await using talk = await TestConversation.open()
  const file = { source: '{}', mime: 'image/jpeg', size: 7, filename: undefined }
  const content = { image: { mime_type: 'image/jpeg' } }
  const message = { type: 'image', text: null, content, file }
  const hand = (id: string, change: object) => talk.write('', { id: id as never, ...change })
  await hand('ONE', message)
  await hand('ONE', message)
  await hand('TWO', { type: 'undecrypted', text: null })
  await hand('TWO', message)
  await hand('TWO', message)
  const due = await talk.store.media.due([], 9)
  expect(due).toHaveLength(2)
  const shown = await talk.store.messages.list({ direction: 'inbound', limit: 9 })
  expect(shown.map(({ image }) => image)).toEqual(
    due.map((id) => ({
      id,
      mime_type: 'image/jpeg',
      file_size: 7,
      state: 'pending',
      detail: expect.any(String),
    })),
  )
})
