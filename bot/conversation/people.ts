import type { ContactId, MessageId } from '../../common/domain/ids.ts'
import type { Delivery } from '../../common/domain/message.ts'
import { canBlock, canName } from '../channels/channel.ts'
import type { Channel, ChannelIdentity } from '../channels/channel.ts'
import type { Store } from '../store/store.ts'

export interface PeopleParts {
  readonly store: Store
  readonly channel: Channel
  /** Messages have come further. */
  moved(ids: readonly MessageId[], to: Delivery, reason?: string): void
  /** Something new is known of so many contacts; some may have been two. */
  learned(count: number): void
  /** The network could not be told of a block. */
  blockFailed(error: unknown): void
}

/** What is done about people rather than about messages. */
export interface People extends AsyncDisposable {
  /** Names are told to be one person's, a list per person. */
  learn(people: readonly (readonly ChannelIdentity[])[]): Promise<void>
  /** A group is told to have a name. */
  named(group: ChannelIdentity, name: string): Promise<void>
  /** Asks the channel who is behind names that came without a phone number. */
  learnAgain(): Promise<void>
  /** Nothing goes to the contact any more, and what it writes gets no answer; or again. */
  block(id: ContactId, isBlocked: boolean): Promise<void>
  /** Makes two contacts one, the older. @returns it; undefined when one of them is not there */
  merge(one: ContactId, other: ContactId): Promise<ContactId | undefined>
  /** Marks the contact as deleted, and what would still have gone to it as cancelled. */
  remove(id: ContactId): Promise<void>
}

/** Pairs that one commit takes: after a pairing there may be as many as the phone has contacts. */
const BATCH = 100

export function openPeople(parts: PeopleParts): People {
  const { store, channel } = parts
  let isEnded = false
  let learning: Promise<void> = Promise.resolve()
  const learn = (people: readonly (readonly ChannelIdentity[])[]): Promise<void> => {
    const learned = learning.then(() => learnAll(parts, people, () => isEnded))
    learning = learned.catch(() => undefined)
    return learned
  }
  return {
    learn,
    async named(group, name) {
      const isNews = await store.transaction(({ contacts }) =>
        contacts.named(channel.name, group, name),
      )
      if (isNews) parts.learned(1)
    },
    async learnAgain() {
      if (!canName(channel)) return
      const lids = await store.contacts.withoutPhone(channel.name)
      await learn(channel.namesOf(lids.map((value) => ({ kind: 'lid', value }))))
    },
    async block(id, isBlocked) {
      const cancelled = await store.transaction(async ({ contacts }) =>
        // It may have been merged since the id was read.
        contacts.setBlocked((await contacts.find(id)) ?? id, isBlocked),
      )
      if (cancelled.length > 0) parts.moved(cancelled, 'cancelled', 'contact_blocked')
      // Best effort, and nobody waits for it: the block is the bot's own.
      void tellNetwork(parts, id, isBlocked).catch((error: unknown) => parts.blockFailed(error))
    },
    async merge(one, other) {
      const into = await store.transaction(({ contacts }) => contacts.merge(one, other))
      if (into !== undefined) parts.learned(1)
      return into
    },
    async remove(id) {
      const cancelled = await store.transaction(({ contacts }) => contacts.remove(id))
      if (cancelled.length > 0) parts.moved(cancelled, 'cancelled', 'contact_deleted')
    },
    async [Symbol.asyncDispose]() {
      isEnded = true
      await learning
    },
  }
}

async function learnAll(
  { store, channel, ...parts }: PeopleParts,
  people: readonly (readonly ChannelIdentity[])[],
  isEnded: () => boolean,
): Promise<void> {
  for (let first = 0; first < people.length && !isEnded(); first += BATCH) {
    const some = people.slice(first, first + BATCH)
    const changed = await store.transaction(async ({ contacts }) => {
      let count = 0
      for (const names of some) {
        if ((await contacts.learn(channel.name, names)) !== undefined) count += 1
      }
      return count
    })
    if (changed > 0) parts.learned(changed)
  }
}

async function tellNetwork(
  { store, channel }: PeopleParts,
  id: ContactId,
  isBlocked: boolean,
): Promise<void> {
  if (!canBlock(channel)) return
  const chats = await store.contacts.chatIdsOf(id, channel.name)
  const addresses = new Set<string>()
  for (const chatId of chats) {
    const chat = await store.contacts.chat(chatId)
    if (chat?.address) addresses.add(chat.address)
  }
  for (const address of addresses) await channel.block(address, isBlocked)
}
