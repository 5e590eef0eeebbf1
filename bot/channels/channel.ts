import type { Content, Deed } from '../../common/contracts/content/content.ts'
import type { TypingState } from '../../common/contracts/content/deeds.ts'
import type { Connection } from '../../common/domain/connection.ts'
import type { ChannelMessageId, Phone } from '../../common/domain/ids.ts'
import type { HoldReason } from '../../common/domain/holds.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type { AnnouncedHistory } from './history.ts'
import type { InboundMedia } from './media.ts'

/**
 * A network the bot talks through. This is all that a channel must be able to do; what only some
 * networks have is a capability beside it, such as `PairingChannel`.
 */
export interface Channel extends AsyncDisposable {
  /** One of DESIGN's channel names; it is stored with every message. */
  readonly name: string
  /**
   * Called once, after everything that `events` reaches is open. Returns as soon as the channel is
   * at work; connecting goes on by itself, for as long as it takes, and is told through `events`.
   */
  start(events: ChannelEvents): Promise<void>
  /** What stands between the bot and the network just now. Never blocks. */
  connection(): Connection
  /** What is not as it should be, a sentence each. Never blocks. */
  warnings(): readonly string[]
  /** An id the network will accept, chosen before the message is stored. Never blocks. */
  newMessageId(): ChannelMessageId
  /**
   * Hands a message to the network. Called for one message of a chat at a time, and again with the
   * same id when the fate of the first try is not known.
   * @returns once the network has confirmed that it has the message
   * @throws {SendError} with what is known of the message's fate
   */
  send(message: ChannelMessage): Promise<SendReceipt>
  /** Ends every connection and timer. `events` is not called afterwards. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What a channel tells the bot. None of these throws; a failing store ends the process instead. */
export interface ChannelEvents {
  /**
   * Resolves once the message is safely stored, or was there already: only then may the channel
   * forget it.
   */
  receive(message: InboundMessage): Promise<void>
  /** Resolves once it is noted that this part of the history is to be read. */
  history(announced: AnnouncedHistory): Promise<void>
  /** The network, or the contact's phone, has something of ours. Late, double and wild is fine. */
  progress(ids: readonly string[], delivery: Delivery, reason?: string): Promise<void>
  /** Names that turned out to be one person's, a list per person. Late and double is fine. */
  learned(people: readonly (readonly ChannelIdentity[])[]): Promise<void>
  /** What a group is called. Late and double is fine. */
  named(group: ChannelIdentity, name: string): Promise<void>
  /** The network has said what it does not allow this account, or that it allows it again. */
  limited(limit: ChannelLimit): Promise<void>
  /** The connection, or the pairing behind it, has changed. Must not block. */
  changed(connection: Connection): void
  /** One of our own messages as it was handed over, for a phone that could not read it. */
  recall(id: ChannelMessageId): Promise<ChannelMessage | undefined>
  /** A poll that somebody asked, to read the votes on it. */
  poll(id: ChannelMessageId): Promise<StoredPoll | undefined>
}

/** What the network does not allow an account: to begin conversations. */
export interface ChannelLimit {
  readonly reason: HoldReason
  readonly isActive: boolean
  /** When it ends, if the network says so; milliseconds since the epoch. */
  readonly until?: number | undefined
}

export interface StoredPoll {
  readonly fromMe: boolean
  readonly options: readonly string[]
  /** What the channel put into its content under this name, if anything. */
  readonly secret: string | undefined
}

/** A person's name on the channel, of the kinds that the channel knows; or a group's. */
export interface ChannelIdentity {
  readonly kind: 'phone' | 'lid' | 'group'
  readonly value: string
}

/** Who wrote in a group. */
export interface Writer {
  /** Everything known of the person; at least one. */
  readonly identities: readonly ChannelIdentity[]
  /** What the person calls itself, if the message says so. */
  readonly name: string | undefined
  /** The person's address in the group. Only the channel that made it may look inside. */
  readonly address: string
}

export interface InboundMessage {
  readonly id: ChannelMessageId
  /** Everything known of the person on the other side, or the group; at least one. */
  readonly contact: readonly ChannelIdentity[]
  /** What the person calls itself, if the message says so. */
  readonly name: string | undefined
  /** Set in a group; without a writer when it is our own. */
  readonly group?: { readonly writer: Writer | undefined } | undefined
  /** Where an answer goes. Only the channel that made it may look inside. */
  readonly address: string
  /** True when a human wrote it on the linked phone itself: it is outbound then. */
  readonly fromMe: boolean
  /** True when that human wrote it to the phone's own number: it is a command then. */
  readonly toSelf: boolean
  /** As Meta's Cloud API names them, or `undecrypted`: it may come again under the same id. */
  readonly type: string
  readonly text: string | null
  /** The rest of the message, as Meta's Cloud API shapes it, with the network's ids in it. */
  readonly content: object | undefined
  /** Its file, when its bytes travel apart. */
  readonly file?: InboundMedia | undefined
  /** The message that it answers, reacts to, votes on, changes or takes back. */
  readonly about?: ChannelMessageId | undefined
  /** Milliseconds since the epoch, by the network's clock. */
  readonly at: number
}

/** Another message that one is about, as it was when that one was written. */
export interface Subject {
  readonly id: ChannelMessageId
  readonly fromMe: boolean
  /** The address of whoever else wrote it in a group. */
  readonly writer?: string | undefined
  readonly type: string
  readonly text: string | null
}

export interface ChannelMessage {
  readonly id: ChannelMessageId
  /** Where the contact wrote from; null for somebody who never wrote. */
  readonly address: string | null
  readonly phone: Phone | null
  readonly content: Content | Deed
  /** The message that it answers, reacts to, changes or takes back. */
  readonly about?: Subject | undefined
  /** When it was accepted; milliseconds since the epoch. */
  readonly at: number
}

export interface SendReceipt {
  /** Where the message went, to be kept with the chat. */
  readonly address: string
}

/**
 * Why a message did not go out, and what is known of it.
 * `rejected`: the network does not want it; never again.
 * `unsent`: it did not leave; later.
 * `unknown`: it may have arrived; settle it by trying again under the same id.
 */
export class SendError extends Error {
  override readonly name = 'SendError'
  readonly fate: 'rejected' | 'unsent' | 'unknown'
  /** One word for machines, such as `not_on_whatsapp`. */
  readonly reason: string
  /**
   * When to try again, if the channel knows; milliseconds since the epoch. Of what is `rejected`:
   * until then another message to the same person would be rejected too.
   */
  readonly retryAt: number | undefined

  constructor(
    fate: SendError['fate'],
    reason: string,
    options: ErrorOptions & { readonly retryAt?: number } = {},
  ) {
    super(`${fate}: ${reason}`, options)
    this.fate = fate
    this.reason = reason
    this.retryAt = options.retryAt
  }
}

/** A channel that may know a person by more names than a message says. */
export interface NamingChannel extends Channel {
  /** What belongs to each of these names, itself included, as far as the channel has learned. */
  namesOf(identities: readonly ChannelIdentity[]): readonly (readonly ChannelIdentity[])[]
}

export const canName = (channel: Channel): channel is NamingChannel => 'namesOf' in channel

/** A channel on which people can be kept from writing to us at all. */
export interface BlockingChannel extends Channel {
  /** @throws {Error} when the network could not be told */
  block(address: string, isBlocked: boolean): Promise<void>
}

export const canBlock = (channel: Channel): channel is BlockingChannel => 'block' in channel

/** A message that came in and was read. */
export interface ReadMessage {
  readonly id: ChannelMessageId
  /** The address of whoever wrote it in a group. */
  readonly writer: string | undefined
}

/** A channel whose contacts can see what we do beside writing. */
export interface AttentiveChannel extends Channel {
  /**
   * Tells a contact that messages were read.
   * @param address of the chat
   * @throws {SendError}
   */
  markRead(address: string, messages: readonly ReadMessage[]): Promise<void>
  /**
   * Shows that somebody types, until a message comes or some seconds have gone.
   * @throws {SendError}
   */
  showTyping(address: string, state: TypingState): Promise<void>
}

export const canAttend = (channel: Channel): channel is AttentiveChannel => 'showTyping' in channel

/** A channel whose account has to be linked by a human with a phone. */
export interface PairingChannel extends Channel {
  /** What to show to whoever links the phone. Asking keeps the QR rounds going. */
  pairing(): Pairing
  /**
   * A code to type into the phone with this number.
   * @throws {Problem} `already_linked`, or `pairing_unavailable` when the network cannot be reached
   */
  requestCode(phone: Phone): Promise<string>
  /**
   * Unlinks the phone. The session is archived, not deleted.
   * @throws {Problem} `not_linked`
   */
  logout(): Promise<void>
  /** The linked number; null while there is none. */
  linkedPhone(): Phone | null
}

export interface Pairing {
  readonly state: Connection['state']
  readonly qr?: string
  readonly qrExpiresAt?: string
  readonly code?: string
}
