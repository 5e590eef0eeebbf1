import { inflateSync } from 'node:zlib'
import { proto } from '@whiskeysockets/baileys'
import { describe, expect, it } from 'vitest'
import { openMedia } from '../../../simulator/media/media-cipher.ts'
import { MediaFiles } from '../../../simulator/media/media-files.ts'
import { tellPast } from '../../../simulator/phones/past.ts'
import type { PhoneParts } from '../../../simulator/phones/phone-parts.ts'
import { seededRandom } from '../../../simulator/random.ts'

const NOW = Date.parse('2026-06-01T12:00:00Z')
const DAY = 86_400_000
const SHOP = { phone: '5491155550001', lid: '100000000000001', name: 'La tienda' }
const EVA = { phone: '5491155550002', lid: '100000000000002', name: 'Eva' }

async function told(past: { messages: number; chats: number; days: number }) {
  using media = new MediaFiles(undefined)
  const parts = {
    media,
    clock: { now: () => NOW },
    directory: { accounts: () => [SHOP, EVA], randomOf: () => seededRandom('past') },
  } as unknown as PhoneParts
  const all: proto.HistorySync[] = []
  for await (const payload of tellPast(parts, SHOP as never, past)) {
    const { protocolMessage } = proto.Message.decode(payload)
    const note = protocolMessage?.historySyncNotification
    const found = media.find(note?.directPath ?? '')
    const body = openMedia(media.read(found?.name ?? ''), 'history', {
      mediaKey: Buffer.from(note?.mediaKey ?? []),
      fileSha256: Buffer.from(note?.fileSha256 ?? []),
      fileEncSha256: Buffer.from(note?.fileEncSha256 ?? []),
      fileLength: Number(note?.fileLength),
    })
    const history = proto.HistorySync.decode(inflateSync(body))
    expect(note?.syncType).toBe(history.syncType)
    expect(note?.chunkOrder).toBe(all.push(history))
  }
  return all
}

describe('the past of a phone', () => {
  it('is told once, the newest of each chat first, by names and in parts', async () => {
    const parts = await told({ messages: 6000, chats: 7, days: 180 })
    const { INITIAL_BOOTSTRAP, PUSH_NAME, RECENT, FULL } = proto.HistorySync.HistorySyncType
    const order = [INITIAL_BOOTSTRAP, PUSH_NAME, RECENT, RECENT, FULL, FULL]
    expect(parts.map(({ syncType }) => syncType)).toEqual(order)
    expect(parts[0]?.conversations.map(({ messages }) => messages?.length)).toEqual(
      Array.from({ length: 7 }, () => 1),
    )
    expect(parts[0]?.phoneNumberToLidMappings).toHaveLength(8)
    expect(parts[1]?.pushnames[0]).toMatchObject({ pushname: 'Eva' })
    const messages = parts.flatMap(({ conversations }) =>
      conversations.flatMap((chat) => chat.messages ?? []),
    )
    expect(new Set(messages.map(({ message }) => message?.key?.id)).size).toBe(6000)
    const times = messages.map(({ message }) => Number(message?.messageTimestamp) * 1000)
    expect(Math.max(...times)).toBeLessThan(NOW)
    expect(Math.min(...times)).toBeGreaterThan(NOW - 181 * DAY)
    expect(Math.min(...times)).toBeLessThan(NOW - 179 * DAY)
  })

  it('may be as small as a message', async () => {
    const [first, names, ...rest] = await told({ messages: 1, chats: 1, days: 1 })
    expect(first?.conversations).toMatchObject([{ pnJid: `${EVA.phone}@s.whatsapp.net` }])
    expect(names?.pushnames).toHaveLength(1)
    expect(rest).toEqual([])
  })
})
