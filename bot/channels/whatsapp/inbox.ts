import type { proto } from '@whiskeysockets/baileys'
import type { Clock } from '../../../common/kit/clock.ts'
import { openQueue } from '../../../common/kit/queue.ts'
import type { Queue } from '../../../common/kit/queue.ts'
import type { InboundMessage } from '../channel.ts'
import { fromWhatsApp, isMe } from './inbound.ts'
import type { Envelope, Me } from './inbound.ts'
import { parseJid } from './jid.ts'
import { resentIn } from './resent.ts'
import type { JournalRow, SessionStore } from './session-store.ts'
import type { Baileys } from './socket.ts'

export interface InboxParts {
  readonly baileys: Baileys
  readonly session: SessionStore
  readonly clock: Clock
  me(): Me
  receive(message: InboundMessage): Promise<void>
  failed(error: Error): void
}

const LANE = 'journal'
const BATCH = 50

/**
 * Carries messages from the journal into the tenant's database, in the order in which they were
 * decrypted. The journal is the only source: what Baileys emits can be lost with its buffer, or be
 * folded into other events.
 */
export function openInbox(parts: InboxParts): Queue {
  const { session } = parts
  return openQueue({
    name: 'inbox',
    clock: parts.clock,
    lanes: 1,
    take: async () => {
      await new Promise<void>((resolve) => session.onceCommitted(resolve))
      return session.unstored(1).length > 0 ? [LANE] : []
    },
    work: async () => {
      const rows = session.unstored(BATCH)
      // In the order of asking, and asked for together so that they share a commit.
      await Promise.all(
        rows.flatMap((row) => messagesIn(parts, row)).map((message) => parts.receive(message)),
      )
      // A row that is carried over twice is known by its id.
      session.markStored(
        rows.map(({ seq, envelope }) => ({ seq, isHandled: !isForBaileys(envelope) })),
      )
      return rows.length === BATCH
    },
    nextDue: async () => undefined,
    failed: (error) => parts.failed(error),
  })
}

/** Keys and history from the own phone: Baileys acts on them, not we. */
export const isForBaileys = (envelope: Envelope): boolean => envelope['category'] === 'peer'

/** Whoever can write to the bot can write nonsense: it must not end the process, now and for ever. */
function messagesIn(parts: InboxParts, row: JournalRow): readonly InboundMessage[] {
  try {
    if (row.plaintext.length > 0) return understood(parts, row)
  } catch {
    // Baileys could make nothing of it either, and has asked for a copy.
  }
  return isForBaileys(row.envelope) ? [] : read(parts, row.envelope, undefined)
}

function understood(parts: InboxParts, row: JournalRow): readonly InboundMessage[] {
  const { baileys } = parts
  const me = parts.me()
  const { envelope } = row
  const whole = baileys.proto.Message.decode(messageBytes(baileys, row))
  if (isForBaileys(envelope)) {
    // Only the own phone may speak for others.
    if (!isMe(envelope['from'] ?? '', me)) return []
    return resentIn(baileys, whole, me).flatMap((resent) =>
      read(parts, resent.envelope, baileys.normalizeMessageContent(resent.content)),
    )
  }
  const content = baileys.normalizeMessageContent(whole.deviceSentMessage?.message ?? whole)
  return content ? read(parts, envelope, content) : []
}

/** @param content undefined when it could not be decrypted */
function read(
  parts: InboxParts,
  envelope: Envelope,
  content: proto.IMessage | undefined,
): readonly InboundMessage[] {
  const learned = learnedAddress(parts.session, envelope)
  const message = fromWhatsApp(envelope, content, parts.me(), learned)
  return message ? [message] : []
}

/** The encoded message in a row, without its padding. */
export const messageBytes = (baileys: Baileys, row: JournalRow): Uint8Array =>
  baileys.unpadRandomMax16(row.plaintext)

/** The other address of the person in the envelope, if Baileys has learned it. */
function learnedAddress(session: SessionStore, envelope: Envelope): string | undefined {
  const jid = parseJid(envelope['recipient'] ?? envelope['from'])
  if (!jid) return undefined
  const isLid = jid.server === 'lid'
  const key = isLid ? `${jid.user}_reverse` : jid.user
  const user = session.readKeys('lid-mapping', [key])[key]
  return typeof user === 'string' ? `${user}@${isLid ? 's.whatsapp.net' : 'lid'}` : undefined
}
