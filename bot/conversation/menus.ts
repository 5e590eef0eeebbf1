import { menuOptions } from '../../common/domain/menu.ts'
import type { MenuObject } from '../../common/domain/menu.ts'
import type { ChatId } from '../../common/domain/ids.ts'
import { UNREADABLE } from '../../common/domain/message.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Repositories } from '../store/store.ts'
import type { StoredMessage } from '../store/stored-message.ts'
import { chosenOption } from './menu-answers.ts'

/** How long a menu can be answered, in milliseconds. */
const LIFETIME = 24 * 3_600_000

/** What stands in a chat without anybody having said something new. */
const BESIDE: readonly string[] = ['reaction', 'edit', 'revoke', 'poll_vote', ...UNREADABLE]

/**
 * A text that answers a menu, as the choice that it means; the text stays as it was. A menu can be
 * answered until anybody writes anything else in the chat, for a day; by a reply that quotes it,
 * also after something else was written.
 * @param chats of the thread
 * @param about the message that the text quotes
 */
export async function readChoice(
  { messages }: Repositories,
  chats: readonly ChatId[],
  message: InboundMessage,
  about: StoredMessage | undefined,
): Promise<InboundMessage> {
  if (message.type !== 'text' || message.text === null || message.fromMe) return message
  const asked = message.about === undefined ? await messages.lastSaid(chats, BESIDE) : about
  const menu = asked && menuIn(asked)
  if (!menu || asked.isRevoked || message.at - asked.at > LIFETIME) return message
  const option = chosenOption(menuOptions(menu), message.text)
  if (!option) return message
  const { id, title, description } = option
  const interactive =
    menu.type === 'button'
      ? { type: 'button_reply', button_reply: { id, title } }
      : { type: 'list_reply', list_reply: { id, title, ...(description && { description }) } }
  const content = { context: { id: asked.id }, ...message.content, interactive }
  return { ...message, type: 'interactive', content }
}

interface Kept {
  readonly interactive?: Partial<MenuObject>
}

function menuIn({ type, fromMe, content }: StoredMessage): MenuObject | undefined {
  const { interactive }: Kept = content ?? {}
  const { action, body, type: kind } = interactive ?? {}
  if (type !== 'interactive' || !fromMe || !action || !body || !kind) return undefined
  return { type: kind, action, body }
}

/** What a message chose of a menu, if it did. */
export function choiceIn(
  content: object | undefined,
): { readonly id: string; readonly title: string } | undefined {
  const { interactive }: Chosen = content ?? {}
  const reply = interactive?.button_reply ?? interactive?.list_reply
  const { id, title } = reply ?? {}
  return id === undefined ? undefined : { id, title: title ?? id }
}

interface Chosen {
  readonly interactive?: { readonly button_reply?: Reply; readonly list_reply?: Reply }
}

interface Reply {
  readonly id?: string
  readonly title?: string
}
