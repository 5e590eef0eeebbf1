import type { Content, Deed } from '../../common/contracts/content/content.ts'
import type { ChannelMessageId } from '../../common/domain/ids.ts'
import type { ChannelMessage, StoredPoll, Subject } from '../channels/channel.ts'
import type { StoredMessage } from '../store/stored-message.ts'
import type { Store } from '../store/store.ts'

/** What is kept of an outbound message beside its text. */
interface Kept {
  readonly context?: { readonly message_id: string } | undefined
  readonly about?: Subject | undefined
}

/**
 * What has to be kept of a content beside its type and text, as Meta's Cloud API shapes it, with
 * the message that it is about.
 * @returns undefined for a text and nothing more
 */
export function contentToStore(
  content: Content | Deed,
  context?: { readonly message_id: string },
  about?: Subject,
): object | undefined {
  const { type: _type, ...named } = content
  const isBare = content.type === 'text' && !('preview_url' in content.text)
  if (isBare && !context && !about) return undefined
  return { ...(!isBare && named), ...(context && { context }), ...(about && { about }) }
}

/** A message as the subject of another. */
export const subject = (message: StoredMessage): Subject => ({
  id: message.channelMessageId,
  fromMe: message.fromMe,
  ...(message.writer && { writer: message.writer.address }),
  type: message.type,
  text: message.text,
})

/** What a stored outbound message says. */
export function saidIn(
  message: StoredMessage,
): Pick<ChannelMessage, 'id' | 'content' | 'about' | 'at'> {
  const { about, context: _context, ...named }: Kept = message.content ?? {}
  const bare = { text: { body: message.text ?? '' } }
  const content = { type: message.type, ...(message.type === 'text' && bare), ...named }
  return {
    id: message.channelMessageId,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only `contentToStore` writes it
    content: content as Content | Deed,
    about,
    at: message.at,
  }
}

/** Answers what a poll was, for whoever reads the votes on it. */
export const pollster =
  ({ deeds }: Pick<Store, 'deeds'>) =>
  async (id: ChannelMessageId): Promise<StoredPoll | undefined> => {
    const message = await deeds.poll(id)
    const { poll, secret }: KeptPoll = message?.content ?? {}
    return message && { fromMe: message.fromMe, options: poll?.options ?? [], secret }
  }

interface KeptPoll {
  readonly poll?: { readonly options: readonly string[] }
  readonly secret?: string
}

/** Answers what one of our own messages was, for a phone that could not read it. */
export const recaller =
  (store: Pick<Store, 'messages' | 'contacts'>) =>
  async (id: ChannelMessageId): Promise<ChannelMessage | undefined> => {
    const message = await store.messages.byNetworkId(id)
    if (!message) return undefined
    const chat = await store.contacts.chat(message.chatId)
    return {
      ...saidIn(message),
      address: chat?.address ?? null,
      phone: chat?.phone ?? null,
    }
  }
