import type { TypingState } from '../../common/contracts/content/deeds.ts'
import { problem } from '../../common/contracts/errors.ts'
import type { ChatId, MessageId, Phone } from '../../common/domain/ids.ts'
import { SendError } from '../channels/channel.ts'
import type { AttentiveChannel } from '../channels/channel.ts'
import type { Store } from '../store/store.ts'

export interface AttentionParts {
  readonly store: Store
  readonly channel: AttentiveChannel
  failed(error: Error): void
}

/** What a contact sees of whoever is at the other end, beside messages. */
export interface Attention {
  /**
   * Marks a message that came in as read, and those before it; the contact is told now or when the
   * network is there again.
   * @throws {Problem} `unknown_message`, also for one that went out
   */
  read(id: MessageId, typing?: TypingState): Promise<void>
  /** Marks all that came in to a thread as read; without effect where nothing is unread. */
  readChat(id: ChatId): Promise<void>
  /**
   * Shows that somebody types, for a few seconds.
   * @returns whether it could be shown: there has to be a connection, and a chat
   */
  typing(to: Phone, state: TypingState): Promise<boolean>
  /** Tells what was left to tell. */
  catchUp(): void
}

export function attentionFor(parts: AttentionParts): Attention {
  const { store, channel } = parts
  let running = Promise.resolve()
  const catchUp = (): Promise<void> => {
    running = running
      .then(() => tellReads(parts))
      .catch((error: unknown) => {
        parts.failed(error instanceof Error ? error : new Error(String(error)))
      })
    return running
  }
  return {
    async read(id, typing) {
      const message = await store.messages.get(id)
      if (!message || message.fromMe) {
        throw problem('unknown_message', `There is no message ${id} that came in.`)
      }
      await store.transaction(async ({ chats, reads }) => {
        await reads.want(message.chatId, id)
        await chats.markRead(message.chatId, id)
      })
      // Whoever asks does not wait for the network.
      void catchUp()
      const chat = typing && (await store.contacts.chat(message.chatId))
      if (typing && chat?.address) await shown(channel, chat.address, typing)
    },
    async readChat(id) {
      await store.transaction(async ({ chats, reads }) => {
        await reads.wantAll(id)
        await chats.markRead(id)
      })
      void catchUp()
    },
    async typing(to, state) {
      const chat = await store.contacts.chatAt(channel.name, to)
      return chat?.address ? await shown(channel, chat.address, state) : false
    },
    catchUp: () => void catchUp(),
  }
}

async function tellReads({ store, channel }: AttentionParts): Promise<void> {
  if (channel.connection().state !== 'open') return
  for (const { chatId, address, messages, upTo } of await store.reads.wanted()) {
    try {
      if (messages.length > 0) await channel.markRead(address, messages)
    } catch (error) {
      if (error instanceof SendError) return
      throw error
    }
    await store.reads.told(chatId, upTo)
  }
}

/** Nobody waits for it: what does not get through is not tried again. */
async function shown(
  channel: AttentiveChannel,
  address: string,
  state: TypingState,
): Promise<boolean> {
  try {
    await channel.showTyping(address, state)
    return true
  } catch (error) {
    if (error instanceof SendError) return false
    throw error
  }
}
