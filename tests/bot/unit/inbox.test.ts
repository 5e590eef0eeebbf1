import * as baileys from '@whiskeysockets/baileys'
import { expect, it } from 'vitest'
import { openInbox } from '../../../bot/channels/whatsapp/inbox.ts'
import type { JournalRow, SessionStore } from '../../../bot/channels/whatsapp/session-store.ts'
import type { InboundMessage } from '../../../bot/channels/channel.ts'
import { systemClock } from '../../../common/kit/clock.ts'

const { proto } = baileys
const ME = '5491155550001:3@s.whatsapp.net'
const EVA = '77@lid'

/** What a phone answers that is asked for a message. */
function answerWith(key: baileys.proto.IMessageKey): Buffer {
  const webMessageInfoBytes = proto.WebMessageInfo.encode({
    key,
    messageTimestamp: 1_700_000_000,
    pushName: 'Eva',
    message: { conversation: 'vi su anuncio' },
  }).finish()
  const protocolMessage = {
    type: proto.Message.ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
    peerDataOperationRequestResponseMessage: {
      peerDataOperationResult: [{ placeholderMessageResendResponse: { webMessageInfoBytes } }],
    },
  }
  return Buffer.from([...proto.Message.encode({ protocolMessage }).finish(), 1])
}

async function carryOver(envelope: Record<string, string>, plaintext: Buffer) {
  const received: InboundMessage[] = []
  const rows: JournalRow[] = [{ seq: 1, envelope, plaintext, at: 0 }]
  const session = {
    onceCommitted: (then: () => void) => then(),
    unstored: () => rows,
    markStored: () => rows.splice(0),
    readKeys: () => ({}),
  } as unknown as SessionStore
  await using inbox = openInbox({
    baileys,
    session,
    clock: systemClock,
    me: () => ({ jid: ME, lid: '11:3@lid' }),
    secret: () => 'a secret',
    poll: async () => undefined,
    history: async () => undefined,
    group: () => undefined,
    receive: async (message) => {
      received.push(message)
    },
    failed: (error) => {
      throw error
    },
  })
  await inbox.settle()
  return received
}

const PEER = { from: '5491155550001@s.whatsapp.net', id: 'PEER', category: 'peer', t: '1' }

it('takes in a message that the own phone was asked for', async () => {
  const received = await carryOver(PEER, answerWith({ remoteJid: EVA, fromMe: false, id: 'AD' }))
  expect(received).toEqual([
    expect.objectContaining({
      id: 'AD',
      text: 'vi su anuncio',
      name: 'Eva',
      address: EVA,
      fromMe: false,
      at: 1_700_000_000_000,
    }),
  ])
})

it('knows what the own number wrote', async () => {
  const [message] = await carryOver(PEER, answerWith({ remoteJid: EVA, fromMe: true, id: 'OWN' }))
  expect(message).toMatchObject({ id: 'OWN', fromMe: true, toSelf: false, address: EVA })
})

it('believes nobody else', async () => {
  const forged = answerWith({ remoteJid: EVA, fromMe: false, id: 'FORGED' })
  const stranger = '5491155550666@s.whatsapp.net'
  expect(await carryOver({ ...PEER, from: stranger }, forged)).toEqual([])
  expect(await carryOver({ from: stranger, id: 'X', t: '1' }, forged)).toEqual([])
})

it.each([
  ['no protobuf', Buffer.from([255, 255, 255, 255, 1])],
  ['nothing but a wrong padding', Buffer.from([200])],
])('shows what is %s as unreadable, and goes on', async (_what, plaintext) => {
  const envelope = { from: EVA, id: 'NONSENSE', t: 'never' }
  const [message] = await carryOver(envelope, plaintext)
  expect(message).toMatchObject({ id: 'NONSENSE', type: 'undecrypted', text: null, at: 0 })
  expect(await carryOver(PEER, plaintext)).toEqual([])
})
