import type { Delivery } from '../../common/domain/message.ts'
import type { Channel, ChannelIdentity, InboundMessage } from './channel.ts'

/** A part of what was written before the bot was linked, as the network announces it. */
export interface AnnouncedHistory {
  /** The same part has the same name, however often it is announced. */
  readonly name: string
  /** How the channel finds and opens it. Only the channel that made it may look inside. */
  readonly source: string
}

/** What a part of the history tells, one after the other. */
export type PastItem =
  | {
      readonly kind: 'message'
      readonly message: InboundMessage
      /** How far one of our own has got; null for what came in. */
      readonly delivery: Delivery | null
      /** In bytes, as the network wrote it. */
      readonly size: number
    }
  | { readonly kind: 'person'; readonly identities: readonly ChannelIdentity[] }
  /** What somebody calls itself. */
  | { readonly kind: 'name'; readonly identity: ChannelIdentity; readonly name: string }

/** A channel that gives what was written before the bot was linked. */
export interface HistoryChannel extends Channel {
  /**
   * What a part tells, in the same order each time, never all of it in memory.
   * @throws {MediaError} also in the middle of the iteration
   */
  readHistory(source: string, signal: AbortSignal): AsyncIterable<PastItem>
}
