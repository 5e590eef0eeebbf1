import { proto } from '@whiskeysockets/baileys'
import { describe, expect, it } from 'vitest'
import { HistoryBroken, readEntries } from '../../../bot/channels/whatsapp/history-reader.ts'
import type { HistoryEntry } from '../../../bot/channels/whatsapp/history-reader.ts'
import { fc } from '../../property.ts'

const { RECENT } = proto.HistorySync.HistorySyncType

async function* inChunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function entriesOf(bytes: Uint8Array, size: number): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = []
  for await (const entry of readEntries(inChunks(bytes, size))) entries.push(entry)
  return entries
}

const message = fc.record({
  msgOrderId: fc.nat(),
  message: fc.record({
    key: fc.record({ remoteJid: fc.string(), fromMe: fc.boolean(), id: fc.string() }),
    message: fc.record({ conversation: fc.string({ maxLength: 300 }) }),
    messageTimestamp: fc.nat(),
  }),
})
const conversation = fc.record({
  id: fc.string(),
  messages: fc.array(message, { maxLength: 5 }),
  unreadCount: fc.nat(),
  name: fc.string(),
  pnJid: fc.string(),
  lidJid: fc.string(),
})
const history = fc.record({
  syncType: fc.constant(RECENT),
  conversations: fc.array(conversation, { maxLength: 5 }),
  statusV3Messages: fc.array(fc.record({ key: fc.record({ id: fc.string() }) }), { maxLength: 2 }),
  progress: fc.nat(100),
  pushnames: fc.array(fc.record({ id: fc.string(), pushname: fc.string() }), { maxLength: 3 }),
  phoneNumberToLidMappings: fc.array(fc.record({ pnJid: fc.string(), lidJid: fc.string() }), {
    maxLength: 3,
  }),
})

describe('reading a history', () => {
  it('finds what decoding it as a whole finds, however it comes in chunks', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 97 }), async (given, size) => {
        const bytes = proto.HistorySync.encode(given).finish()
        const whole = proto.HistorySync.decode(bytes)
        const entries = await entriesOf(bytes, size)
        const messages = entries.flatMap((entry) =>
          entry.kind === 'message' ? [proto.HistorySyncMsg.decode(entry.bytes).toJSON()] : [],
        )
        const pairs = entries.filter(({ kind }) => kind === 'pair')
        const names = entries.filter(({ kind }) => kind === 'name')
        expect(names).toEqual(
          whole.pushnames.map(({ id: jid, pushname: name }) => ({ kind: 'name', jid, name })),
        )
        const decoded = whole.conversations.flatMap((chat) => chat.messages ?? [])
        expect(messages).toEqual(decoded.map((one) => (one as proto.HistorySyncMsg).toJSON()))
        expect(pairs).toEqual([
          ...whole.conversations
            .filter(({ pnJid, lidJid }) => pnJid !== lidJid)
            .map(({ pnJid: pn, lidJid: lid }) => ({ kind: 'pair', pn, lid })),
          ...whole.phoneNumberToLidMappings.map(({ pnJid: pn, lidJid: lid }) => ({
            kind: 'pair',
            pn,
            lid,
          })),
        ])
      }),
      { numRuns: 100 },
    )
  })

  it('ends with an error, and never otherwise, on nonsense', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const error = await entriesOf(bytes, 7).catch((reason: unknown) => reason)
        expect(Array.isArray(error) || error instanceof HistoryBroken).toBe(true)
      }),
    )
  })

  it('says so when it is cut off, and has given what came before', async () => {
    const messages = [1, 2, 3].map((id) => ({ message: { key: { id: `${id}` } } }))
    const bytes = proto.HistorySync.encode({
      syncType: RECENT,
      conversations: [{ id: 'a', messages }],
    })
    const got: HistoryEntry[] = []
    const cut = (async () => {
      const source = inChunks(bytes.finish().subarray(0, -2), 3)
      for await (const entry of readEntries(source)) got.push(entry)
    })()
    await expect(cut).rejects.toThrow('it ends in the middle')
    expect(got).toHaveLength(2)
  })

  it('passes over what is too large to be a message', async () => {
    const large = { message: { conversation: 'a'.repeat(300_000) }, key: { id: 'large' } }
    const messages = [{ message: large }, { message: { key: { id: 'small' } } }]
    const bytes = proto.HistorySync.encode({
      syncType: RECENT,
      conversations: [{ id: 'a', messages }],
    })
    expect(await entriesOf(bytes.finish(), 1000)).toHaveLength(1)
  })
})
