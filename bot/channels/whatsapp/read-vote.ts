import { createHash } from 'node:crypto'
import type { proto } from '@whiskeysockets/baileys'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import type { ChannelMessageId } from '../../../common/domain/ids.ts'
import { UNSUPPORTED } from '../../../common/domain/message.ts'
import type { StoredPoll } from '../channel.ts'
import { secretOf } from './outbound.ts'
import type { Body } from './read-content.ts'
import type { Baileys } from './socket.ts'

/** The poll that a content is a vote on, if it is one. */
export function pollVotedOn(content: proto.IMessage): ChannelMessageId | undefined {
  const id = content.pollUpdateMessage?.pollCreationMessageKey?.id
  return id ? asChannelMessageId(id) : undefined
}

export interface VoteParts {
  readonly baileys: Pick<Baileys, 'decryptPollVote'>
  /** What only this session knows; our own polls' secrets are derived from it. */
  readonly secret: string
  /** Every address that the two sides of the chat are known by. */
  readonly me: readonly string[]
  readonly contact: readonly string[]
  readonly isFromMe: boolean
}

/**
 * What a vote says: all that its writer has chosen on the poll by now.
 * @param poll undefined when it is not known
 */
export function voteBody(
  parts: VoteParts,
  id: ChannelMessageId,
  vote: proto.Message.IPollEncValue | null | undefined,
  poll: StoredPoll | undefined,
): Body {
  const chosen = poll && vote ? openVote(parts, id, vote, poll) : undefined
  if (!chosen || !poll) {
    const details = poll ? 'a vote that cannot be read' : 'a vote on a poll that is not known'
    const errors = [{ code: 131_051, title: 'Message type unknown', details }]
    return { type: UNSUPPORTED, text: null, content: { errors }, about: id }
  }
  const hashes = new Set(chosen.map((hash) => Buffer.from(hash).toString('hex')))
  const options = poll.options.filter((option) => hashes.has(hashOf(option)))
  const text = options.length > 0 ? options.join(', ') : null
  return { type: 'poll_vote', text, content: { poll_vote: { message_id: id, options } }, about: id }
}

const hashOf = (option: string): string => createHash('sha256').update(option).digest('hex')

/** The vote says neither by which of their addresses its writer nor the poll's is meant. */
function openVote(
  parts: VoteParts,
  pollMsgId: ChannelMessageId,
  vote: proto.Message.IPollEncValue,
  poll: StoredPoll,
): readonly Uint8Array[] | undefined {
  const pollEncKey =
    poll.secret === undefined
      ? secretOf(pollMsgId, parts.secret)
      : Buffer.from(poll.secret, 'base64')
  const creators = poll.fromMe ? parts.me : parts.contact
  const voters = parts.isFromMe ? parts.me : parts.contact
  for (const pollCreatorJid of creators) {
    for (const voterJid of voters) {
      try {
        const context = { pollCreatorJid, pollMsgId, pollEncKey, voterJid }
        return parts.baileys.decryptPollVote(vote, context).selectedOptions ?? []
      } catch {
        // It was under another pair of addresses; the cipher tells for certain.
      }
    }
  }
  return undefined
}
