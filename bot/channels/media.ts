import type { ChannelMessageId } from '../../common/domain/ids.ts'
import type { MediaFacts, MediaType } from '../../common/domain/media.ts'
import type { Channel } from './channel.ts'

/** A file that comes with a message and still has to be fetched. */
export interface InboundMedia {
  /** How the channel finds and opens it. Only the channel that made it may look inside. */
  readonly source: string
  /** The type that the sender claims. */
  readonly mime: string | undefined
  /** The size that the sender claims, in bytes. */
  readonly size: number | undefined
  readonly filename: string | undefined
}

/** A channel whose messages bring files. */
export interface MediaChannel extends Channel {
  /**
   * The bytes of a file, opened and checked on the way, never all at once: each piece is good until
   * the next is asked for. They are proven only when the iteration has ended without an error.
   * @throws {MediaError} also in the middle of the iteration
   */
  fetchMedia(source: string, signal: AbortSignal): AsyncIterable<Uint8Array>
  /**
   * Asks the device that has the file to bring it to the network once more.
   * @returns where it is to be found from now on
   * @throws {MediaError}
   */
  askForMedia(source: string, signal: AbortSignal): Promise<string>
}

/**
 * Why a file did not come, and what may help.
 * `gone`: the network does not have it any more; whoever sent it may have.
 * `corrupt`: something else came.
 * `later`: nothing is known; try again.
 */
export class MediaError extends Error {
  override readonly name = 'MediaError'
  readonly fate: 'gone' | 'corrupt' | 'later'
  /** One word for machines, such as `media_host_503`. */
  readonly reason: string

  constructor(fate: MediaError['fate'], reason: string, options?: ErrorOptions) {
    super(`${fate}: ${reason}`, options)
    this.fate = fate
    this.reason = reason
  }
}

/** A file that goes out with a message. */
export interface OutgoingFile {
  /** Hexadecimal. */
  readonly sha256: string
  /** In bytes. */
  readonly size: number
  readonly mime: string
  readonly facts: MediaFacts
  /** Anew each time; an error when they are not here any more. */
  bytes(): AsyncIterable<Uint8Array>
}

/** What has been brought to a network of a file, under which key. */
export interface UploadedBefore {
  /** 32 bytes in base64. */
  readonly mediaKey: string
  /** Milliseconds since the epoch. */
  readonly keyMadeAt: number
  /** What the channel kept; undefined until the upload has come through. */
  readonly place: string | undefined
  /** Milliseconds since the epoch. */
  readonly uploadedAt: number
}

/** The files of messages that go out, and what a channel keeps of them. */
export interface OutgoingMedia {
  /**
   * The file of one of our own messages.
   * @throws {SendError} `unsent` while it is on its way, `rejected` when it will not come or does
   *   not fit
   */
  fileOf(id: ChannelMessageId): Promise<OutgoingFile>
  /** The key of a content sent as a type: the one that was kept before, or else the one offered. */
  claim(file: OutgoingFile, type: MediaType, offeredKey: string): Promise<UploadedBefore>
  keep(file: OutgoingFile, type: MediaType, place: string): Promise<void>
}
