import { deflateSync } from 'node:zlib'
import { proto } from '@whiskeysockets/baileys'
import type { Random } from '../random.ts'
import { lineOf, seeMessage } from './read-message.ts'

const { Type } = proto.Message.ProtocolMessage

/** What a person would see of a message. */
export interface Content {
  /** `text`, `image`, `audio`, …; `peer` is between a phone and its companions. */
  readonly type: string
  readonly text: string
  /** Set when it is the copy of a message the own companion sent: the address of its chat. */
  readonly sentTo: string | undefined
  /** The message itself, without what is only for copies. */
  readonly payload: Buffer
}

/** The copy of a message for the sender's own companions. */
export function deviceSent(message: Buffer, destinationJid: string): Buffer {
  const sent = proto.Message.decode(message)
  const deviceSentMessage = { destinationJid, message: sent }
  const { messageContextInfo = null } = sent
  return Buffer.from(proto.Message.encode({ deviceSentMessage, messageContextInfo }).finish())
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
  const inner = deviceSentMessage?.message
  // The secret of a message stands beside its copy.
  const whole = inner && { messageContextInfo: outer.messageContextInfo ?? null, ...inner }
  const payload = whole ? Buffer.from(proto.Message.encode(whole).finish()) : plaintext
  const seen = seeMessage(payload)
  const sentTo = deviceSentMessage?.destinationJid ?? undefined
  return { type: seen.type, text: lineOf(seen), sentTo, payload }
}
