const INTRO_LENGTH = 4
const ROUTING_HEAD = 7

/** What a client says before its first frame. */
export interface Intro {
  /** `57 41 06 DD`: mixed into the handshake's hash. */
  readonly bytes: Buffer
  /** Version of the token dictionary the client speaks. */
  readonly dictionary: number
}

/**
 * Cuts a client's byte stream into frames. WebSocket messages mean nothing here: a frame may come
 * in pieces or together with others.
 */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0)
  #intro: Intro | undefined

  get intro(): Intro | undefined {
    return this.#intro
  }

  /**
   * Takes more bytes in and gives the bodies of the frames that are now complete.
   * @throws {Error} when the stream does not begin as WhatsApp's does
   */
  push(bytes: Buffer): readonly Buffer[] {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    if (!this.#intro && !this.#readIntro()) return []
    const frames: Buffer[] = []
    while (this.#pending.length >= 3) {
      const end = 3 + this.#pending.readUIntBE(0, 3)
      if (this.#pending.length < end) break
      frames.push(this.#pending.subarray(3, end))
      this.#pending = this.#pending.subarray(end)
    }
    return frames
  }

  #readIntro(): boolean {
    const routing = this.#routingLength()
    if (routing === undefined || this.#pending.length < routing + INTRO_LENGTH) return false
    const bytes = this.#pending.subarray(routing, routing + INTRO_LENGTH)
    if (bytes[0] !== 0x57 || bytes[1] !== 0x41) throw new Error('the stream does not begin with WA')
    this.#intro = { bytes, dictionary: bytes[3] ?? 0 }
    this.#pending = this.#pending.subarray(routing + INTRO_LENGTH)
    return true
  }

  /** Length of the edge-routing prefix, 0 without one, undefined while that is open. */
  #routingLength(): number | undefined {
    if (this.#pending.length < INTRO_LENGTH) return undefined
    if (this.#pending.toString('latin1', 0, 2) !== 'ED') return 0
    return this.#pending.length < ROUTING_HEAD
      ? undefined
      : ROUTING_HEAD + this.#pending.readUIntBE(4, 3)
  }
}

/** A frame: three bytes of length, then the body. */
export function frame(body: Buffer): Buffer {
  const head = Buffer.alloc(3)
  head.writeUIntBE(body.length, 0, 3)
  return Buffer.concat([head, body])
}
