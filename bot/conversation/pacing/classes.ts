import { isGroupId } from '../../../common/domain/ids.ts'
import type { ChannelMessageId, ChatId } from '../../../common/domain/ids.ts'
import type { Subject } from '../../channels/channel.ts'
import type { Head } from '../../store/claims.ts'
import type { Chat } from '../../store/contacts.ts'
import type { SendClass } from '../../store/sends.ts'
import type { Repositories } from '../../store/store.ts'
import { DAY } from './rules.ts'

/** A message that goes to a person whose line and whose limits are known. */
export interface Meant {
  readonly head: Head
  readonly chat: Chat
  /** The chats of the person's thread. */
  readonly family: readonly ChatId[]
  readonly class: SendClass
}

/** Whoever wrote in this time waits for an answer. */
const WROTE_LATELY = DAY

/** They follow a message that is there: nobody is written to anew by them. */
const FOLLOWING: ReadonlySet<string> = new Set(['edit', 'revoke', 'reaction'])

/**
 * What a message is to the person it goes to. In a group nobody is written to anew, and nobody waits
 * for an answer.
 */
export async function classOf(
  { ranks, sends }: Repositories,
  { head, chat, family }: Pick<Meant, 'head' | 'chat' | 'family'>,
  now: number,
): Promise<SendClass> {
  if (chat.address !== null && isGroupId(chat.address)) return 'known'
  const heardAt = await ranks.heardAt(family)
  if (heardAt !== undefined) return heardAt > now - WROTE_LATELY ? 'reply' : 'known'
  if (FOLLOWING.has(head.type) || (await ranks.isFromBefore(family))) return 'known'
  return (await sends.hasBegun(family, head.id)) ? 'new' : 'opening'
}

/** The message that one follows and must not overtake; it may overtake all others that are held. */
export function subjectOf({ type, content }: Head): ChannelMessageId | undefined {
  const { about }: { readonly about?: Subject } = content ?? {}
  return FOLLOWING.has(type) ? about?.id : undefined
}
