import { problem } from '../../common/contracts/errors.ts'
import type { ChannelMessageId } from '../../common/domain/ids.ts'
import { TTL } from '../../common/domain/message.ts'
import type { TenantConfig } from '../../common/domain/tenant-config.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Clock } from '../../common/kit/clock.ts'
import type { Chat } from '../store/contacts.ts'
import type { Ended } from '../store/outbox.ts'
import type { Repositories } from '../store/store.ts'

export interface ConsentParts {
  readonly clock: Clock
  business(): Pick<TenantConfig, 'language' | 'owners' | 'pacing'>
  newMessageId(): ChannelMessageId
}

/** What a contact said of whether it wants to hear from us, by this message or before. */
export interface Consent {
  readonly optedOut: boolean
  /** What it does not hear any more, if it has just said so. */
  readonly ended?: Ended | undefined
}

/**
 * Takes a message for what it says of whether its writer wants to hear from us. Whoever opts out is
 * silenced at once: what waits is ended, and nothing but one confirmation follows.
 */
export async function hearConsent(
  parts: ConsentParts,
  inside: Repositories,
  chat: Chat,
  message: Pick<InboundMessage, 'type' | 'text'>,
): Promise<Consent> {
  const { owners, pacing } = parts.business()
  // A choice of a menu, a caption, a reaction say something else.
  const said = message.type === 'text' ? bare(message.text ?? '') : ''
  const says = (words: readonly string[]) =>
    said !== '' && words.some((word) => bare(word) === said)
  if (chat.optedOut) {
    if (!says(pacing.opt_out.back)) return { optedOut: true }
    await inside.optOuts.remove(chat.contactId)
    return { optedOut: false }
  }
  const isOwner = chat.phone !== null && owners.includes(chat.phone)
  if (isOwner || !says(pacing.opt_out.words)) return { optedOut: false }
  await inside.optOuts.add(chat.contactId)
  const ended = await inside.outbox.endAll(chat.contactId, 'contact_opted_out')
  await confirm(parts, inside, chat)
  return { optedOut: true, ended }
}

/** Exactly the words, but for capitals, accents and punctuation. */
const bare = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()

const CONFIRMATIONS: Readonly<Record<string, string>> = {
  es: 'Listo, no te escribiremos más. Si cambias de idea, responde ALTA.',
  pt: 'Pronto, não vamos mais escrever para você. Se mudar de ideia, responda VOLTAR.',
  en: 'Done, we will not write to you again. If you change your mind, reply START.',
}

async function confirm(parts: ConsentParts, inside: Repositories, chat: Chat): Promise<void> {
  const { language, pacing } = parts.business()
  const own = CONFIRMATIONS[language.slice(0, 2)] ?? CONFIRMATIONS['en'] ?? ''
  const text = pacing.opt_out.confirmation ?? own
  if (text === '' || chat.isBlocked) return
  const at = parts.clock.now()
  await inside.messages.add({
    channel: chat.channel,
    chatId: chat.id,
    direction: 'outbound',
    author: 'bot',
    channelMessageId: parts.newMessageId(),
    type: 'text',
    text,
    delivery: 'queued',
    at,
    expiresAt: at + TTL.usual * 1000,
  })
}

/** @param who begins the sentence */
export const optedOut = (who: string): Error =>
  problem(
    'contact_opted_out',
    `${who} has asked not to be written to, so nothing is sent to it. It is written to again once it writes one of the words in pacing.opt_out.back itself.`,
  )
