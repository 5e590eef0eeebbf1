import type { MessageId } from '../../common/domain/ids.ts'
import { UNDECRYPTED } from '../../common/domain/message.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { NewMedia } from '../store/media.ts'
import type { Repositories } from '../store/store.ts'
import { pointed } from './about.ts'

/** Changes other messages. */
const DEEDS: ReadonlySet<string> = new Set(['edit', 'revoke'])

/**
 * Stores what was written in a group, with its writer, once. Nobody there has spoken to the bot: it
 * gets no turn, whoever wrote it, an owner too, and no word in it is an order.
 * @returns its id, if it is new or can be read at last
 */
export async function takeInFromGroup(
  { contacts, messages, deeds }: Repositories,
  channel: string,
  message: InboundMessage,
  file: NewMedia | undefined,
): Promise<MessageId | undefined> {
  const { fromMe, address } = message
  const writer = message.group?.writer
  const chat = await contacts.chatWith(channel, message.contact, { address })
  const chats = await contacts.chatIdsOf(chat.contactId, channel)
  const about = message.about && (await messages.findIn(chats, message.about))
  const content = about ? pointed(message.content, about) : message.content
  const writerId = writer && (await contacts.met(channel, writer.identities, writer.name))
  const added = await messages.add({
    channel,
    chatId: chat.id,
    direction: fromMe ? 'outbound' : 'inbound',
    fromMe,
    author: fromMe ? 'phone' : 'contact',
    writer: writer && writerId && { id: writerId, address: writer.address },
    channelMessageId: message.id,
    type: message.type,
    text: message.text,
    content,
    file,
    delivery: fromMe ? 'sent' : null,
    at: message.at,
  })
  if (added !== undefined) {
    const deed = DEEDS.has(message.type) ? await messages.get(added) : undefined
    if (deed) await deeds.take(deed)
    return added
  }
  if (message.type === UNDECRYPTED) return undefined
  const filling = { ...message, content, file, writer: writerId, channelMessageId: message.id }
  const filled = await messages.fill(chats, filling)
  if (filled) await deeds.catchUp(filled.id)
  return filled?.id
}
