import type { proto } from '@whiskeysockets/baileys'
import type { Clock } from '../../../common/kit/clock.ts'
import { openQueue } from '../../../common/kit/queue.ts'
import type { Queue } from '../../../common/kit/queue.ts'
import type { ChannelMessageId } from '../../../common/domain/ids.ts'
import type { ChannelEvents, InboundMessage, StoredPoll } from '../channel.ts'
import type { AnnouncedHistory } from '../history.ts'
import { announcedIn } from './history.ts'
import { addressesIn, fromWhatsApp, isMe } from './inbound.ts'
import type { Envelope, Me } from './inbound.ts'
import { isGroup, parseJid, withoutDevice } from './jid.ts'
import type { Body } from './read-content.ts'
import { pollVotedOn, voteBody } from './read-vote.ts'
import { resentIn } from './resent.ts'
import type { JournalRow, SessionStore } from './session-store.ts'
import type { Baileys } from './socket.ts'

export interface InboxParts {
  readonly baileys: Baileys
  readonly session: SessionStore
  readonly clock: Clock
  me(): Me
  /** What only this session knows. */
  secret(): string
  receive(message: InboundMessage): Promise<void>
  poll: ChannelEvents['poll']
  history: ChannelEvents['history']
  /** Something was written in a group. */
  group(address: string): void
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
      await carryOver(parts, rows)
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

/** In the order of asking, and asked for together so that they share a commit. */
async function carryOver(parts: InboxParts, rows: readonly JournalRow[]): Promise<void> {
  const asked: Promise<void>[] = rows.flatMap((row) => {
    const announced = historyIn(parts, row)
    return announced ? [parts.history(announced)] : []
  })
  for (const opened of rows.flatMap((row) => openRow(parts, row))) {
    const voted = opened.content && pollVotedOn(opened.content)
    // The poll may be among those that are being stored.
    if (voted !== undefined) await Promise.all(asked)
    const poll = voted === undefined ? undefined : await parts.poll(voted)
    const message = read(parts, opened, voted === undefined ? undefined : { id: voted, poll })
    if (message) asked.push(parts.receive(message))
  }
  await Promise.all(asked)
  for (const { envelope } of rows) {
    const { from = '' } = envelope
    if (isGroup(from)) parts.group(from)
  }
}

/** Only the own phone may tell of the past. */
function historyIn(parts: InboxParts, row: JournalRow): AnnouncedHistory | undefined {
  if (!isForBaileys(row.envelope) || !isMe(row.envelope['from'] ?? '', parts.me())) return undefined
  try {
    return announcedIn(parts.baileys.proto.Message.decode(messageBytes(parts.baileys, row)))
  } catch {
    return undefined
  }
}

/** A message out of a row; without content when it could not be decrypted. */
interface Opened {
  readonly envelope: Envelope
  readonly content: proto.IMessage | undefined
}

/** Whoever can write to the bot can write nonsense: it must not end the process, now and for ever. */
function openRow(parts: InboxParts, row: JournalRow): readonly Opened[] {
  try {
    if (row.plaintext.length > 0) return understood(parts, row)
  } catch {
    // Baileys could make nothing of it either, and has asked for a copy.
  }
  return isForBaileys(row.envelope) ? [] : [{ envelope: row.envelope, content: undefined }]
}

function understood(parts: InboxParts, row: JournalRow): readonly Opened[] {
  const { baileys } = parts
  const me = parts.me()
  const { envelope } = row
  const whole = baileys.proto.Message.decode(messageBytes(baileys, row))
  if (isForBaileys(envelope)) {
    // Only the own phone may speak for others.
    if (!isMe(envelope['from'] ?? '', me)) return []
    return resentIn(baileys, whole, me).map((resent) => ({
      envelope: resent.envelope,
      content: baileys.normalizeMessageContent(resent.content),
    }))
  }
  const outer = whole.deviceSentMessage?.message ?? whole
  const content = baileys.normalizeMessageContent(outer)
  if (!content) return []
  const { messageContextInfo = outer.messageContextInfo ?? whole.messageContextInfo } = content
  return [{ envelope, content: { ...content, messageContextInfo: messageContextInfo ?? null } }]
}

interface VotedOn {
  readonly id: ChannelMessageId
  /** Undefined when it is not known. */
  readonly poll: StoredPoll | undefined
}

function read(
  parts: InboxParts,
  { envelope, content }: Opened,
  voted: VotedOn | undefined,
): InboundMessage | undefined {
  const learned = learnedAddress(parts.session, envelope)
  const vote = voted && readVote(parts, envelope, content?.pollUpdateMessage?.vote, voted, learned)
  return fromWhatsApp(envelope, content, parts.me(), learned, vote)
}

function readVote(
  parts: InboxParts,
  envelope: Envelope,
  vote: proto.Message.IPollEncValue | null | undefined,
  { id, poll }: VotedOn,
  learned: string | undefined,
): Body {
  const me = parts.me()
  const addresses = (all: readonly (string | undefined)[]) =>
    all.filter((jid) => jid !== undefined).map((jid) => withoutDevice(jid))
  const voteParts = {
    baileys: parts.baileys,
    secret: parts.secret(),
    me: addresses([me.lid, me.jid]),
    contact: addresses([...addressesIn(envelope, me), learned]),
    isFromMe: isMe(envelope['participant'] ?? envelope['from'] ?? '', me),
  }
  return voteBody(voteParts, id, vote, poll)
}

/** The encoded message in a row, without its padding. */
export const messageBytes = (baileys: Baileys, row: JournalRow): Uint8Array =>
  baileys.unpadRandomMax16(row.plaintext)

/** The other address of the person in the envelope, if Baileys has learned it. */
function learnedAddress(session: SessionStore, envelope: Envelope): string | undefined {
  const { participant, recipient, from } = envelope
  const jid = parseJid(participant ?? recipient ?? from)
  if (!jid) return undefined
  const isLid = jid.server === 'lid'
  const key = isLid ? `${jid.user}_reverse` : jid.user
  const user = session.readKeys('lid-mapping', [key])[key]
  return typeof user === 'string' ? `${user}@${isLid ? 's.whatsapp.net' : 'lid'}` : undefined
}
