import type { Channel } from './channel.ts'

/** A channel whose messages bring files. */
export interface MediaChannel extends Channel {
  /**
   * The bytes of a file, opened and checked on the way, never all at once. They are proven only
   * when the iteration has ended without an error.
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
