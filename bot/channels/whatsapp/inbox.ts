import type { Clock } from '../../../common/kit/clock.ts'
import { openQueue } from '../../../common/kit/queue.ts'
import type { Queue } from '../../../common/kit/queue.ts'
import type { InboundMessage } from '../channel.ts'
import { fromWhatsApp } from './inbound.ts'
import type { Envelope, Me } from './inbound.ts'
import { parseJid } from './jid.ts'
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
    take: async () => (session.unstored(1).length > 0 ? [LANE] : []),
    work: async () => {
      const rows = session.unstored(BATCH)
      for (const row of rows) {
        const message = messageIn(parts, row)
        if (message) await parts.receive(message)
      }
      // One commit for all: a row that is carried over twice is known by its id.
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

function messageIn(parts: InboxParts, row: JournalRow): InboundMessage | undefined {
  const { baileys, session } = parts
  const learned = learnedAddress(session, row.envelope)
  if (row.plaintext.length === 0) return fromWhatsApp(row.envelope, undefined, parts.me(), learned)
  const whole = baileys.proto.Message.decode(messageBytes(baileys, row))
  const inner = whole.deviceSentMessage?.message ?? whole
  const content = baileys.normalizeMessageContent(inner)
  if (!content) return undefined
  return fromWhatsApp(row.envelope, content, parts.me(), learned)
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
