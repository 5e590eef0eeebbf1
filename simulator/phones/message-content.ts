import { deflateSync } from 'node:zlib'
import { proto } from '@whiskeysockets/baileys'
import type { Random } from '../random.ts'

const { Type } = proto.Message.ProtocolMessage

/** What a person would see of a message. */
export interface Content {
  /** `text`, `image`, `audio`, … after WhatsApp's own names; `peer` is between a phone and its companions. */
  readonly type: string
  readonly text: string
  /** Set when it is the copy of a message the own companion sent: the address of its chat. */
  readonly sentTo: string | undefined
}

/** The protobuf of a text message, unpadded. */
export const textMessage = (text: string): Buffer =>
  Buffer.from(proto.Message.encode({ conversation: text }).finish())

/** The copy of a message for the sender's own companions. */
export function deviceSent(message: Buffer, destinationJid: string): Buffer {
  const deviceSentMessage = { destinationJid, message: proto.Message.decode(message) }
  return Buffer.from(proto.Message.encode({ deviceSentMessage }).finish())
}

/** The app-state key a phone gives to a new companion. */
export function keyShare(keyData: Buffer, rawId: number, timestamp: number): Buffer {
  const key = {
    keyId: { keyId: keyData.subarray(0, 6) },
    keyData: {
      keyData,
      fingerprint: { rawId, currentIndex: 0, deviceIndexes: [0] },
      timestamp,
    },
  }
  const protocolMessage = {
    type: Type.APP_STATE_SYNC_KEY_SHARE,
    appStateSyncKeyShare: { keys: [key] },
  }
  return Buffer.from(proto.Message.encode({ protocolMessage }).finish())
}

/** The (empty) history a phone gives to a new companion, packed into the message itself. */
export function historyBootstrap(pnJid: string, lidJid: string): Buffer {
  const syncType = proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP
  const history = proto.HistorySync.encode({
    syncType,
    conversations: [],
    phoneNumberToLidMappings: [{ pnJid, lidJid }],
  }).finish()
  const protocolMessage = {
    type: Type.HISTORY_SYNC_NOTIFICATION,
    historySyncNotification: {
      syncType: proto.Message.HistorySyncType.INITIAL_BOOTSTRAP,
      progress: 100,
      chunkOrder: 1,
      initialHistBootstrapInlinePayload: deflateSync(history),
    },
  }
  return Buffer.from(proto.Message.encode({ protocolMessage }).finish())
}

/** Fills up with 1 to 16 bytes that each hold their number. */
export function pad(message: Buffer, random: Random): Buffer {
  const length = 1 + random.int(16)
  return Buffer.concat([message, Buffer.alloc(length, length)])
}

/** @throws {RangeError} when the filling is not as `pad` makes it */
export function unpad(padded: Buffer): Buffer {
  const length = padded.at(-1) ?? 0
  if (length < 1 || length > 16 || length > padded.length) throw new RangeError('wrong padding')
  return padded.subarray(0, -length)
}

/** @throws {Error} when it is no message */
export function readContent(plaintext: Buffer): Content {
  const outer = proto.Message.decode(plaintext)
  const { deviceSentMessage } = outer
  const message = deviceSentMessage?.message ?? outer
  const sentTo = deviceSentMessage?.destinationJid ?? undefined
  const { protocolMessage } = message
  if (protocolMessage) return { type: 'peer', text: protocolKind(protocolMessage), sentTo }
  return { ...visible(message), sentTo }
}

function visible(message: proto.IMessage): { type: string; text: string } {
  const text = message.conversation ?? message.extendedTextMessage?.text
  if (text !== undefined && text !== null) return { type: 'text', text }
  if (message.reactionMessage) {
    return { type: 'reaction', text: message.reactionMessage.text ?? '' }
  }
  const captioned = message.imageMessage ?? message.videoMessage ?? message.documentMessage
  return { type: kindOf(message), text: captioned?.caption ?? '' }
}

/** `imageMessage` is an `image`; context alone is no content. */
function kindOf(message: proto.IMessage): string {
  const field = Object.entries(message).find(
    ([name, value]) => value !== null && value !== undefined && name !== 'messageContextInfo',
  )
  return field?.[0].replace(/Message$/, '') ?? 'empty'
}

const protocolKind = (message: proto.Message.IProtocolMessage): string =>
  Type[message.type ?? 0] ?? String(message.type)
