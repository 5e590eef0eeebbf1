import type { Clock } from '../../../common/kit/clock.ts'
import { isForBaileys, messageBytes } from './inbox.ts'
import type { JournalRow, SessionStore } from './session-store.ts'
import type { Baileys, Creds, WASocket } from './socket.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** The same ciphertext may be delivered again for days. */
const KEPT = 8 * DAY
/** History that is older may point to files that WhatsApp has removed. */
const REPLAYED = 7 * DAY
/** Baileys has acted on a message long before this, unless the process died. */
const ACTED = MINUTE
const BATCH = 100

export interface UpkeepParts {
  readonly baileys: Baileys
  readonly session: SessionStore
  readonly clock: Clock
  creds(): Creds
}

/**
 * Sees to it that what the own phone sends to its devices (keys for the app state, history) is acted
 * on by Baileys although the process died between receipt and deed, and that the journal forgets.
 */
export class Upkeep implements Disposable {
  readonly #parts: UpkeepParts
  readonly #startedAt: number
  readonly #timer: NodeJS.Timeout

  constructor(parts: UpkeepParts) {
    this.#parts = parts
    this.#startedAt = parts.clock.now()
    this.#forget()
    this.#timer = setInterval(() => this.#tidy(), MINUTE)
    this.#timer.unref()
  }

  /** To be called once the server has delivered what it had kept: that needs no help. */
  async replay(socket: WASocket): Promise<void> {
    const { session, clock } = this.#parts
    for (const row of session.unhandled(BATCH)) {
      if (row.at >= this.#startedAt) return
      if (row.at > clock.now() - REPLAYED && isForBaileys(row.envelope))
        await this.#act(socket, row)
      session.markHandled(row.seq)
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  async #act(socket: WASocket, row: JournalRow): Promise<void> {
    const { baileys } = this.#parts
    const { me } = this.#parts.creds()
    if (!me) return
    const stanza = { tag: 'message', attrs: { ...row.envelope } }
    try {
      const { fullMessage } = baileys.decodeMessageNode(stanza, me.id, me.lid ?? '')
      const message = baileys.proto.Message.decode(messageBytes(baileys, row))
      await socket.upsertMessage({ ...fullMessage, message }, 'append')
    } catch {
      // Nonsense, or a file of history that is gone; a key that is lost is asked for again by Baileys.
    }
  }

  #tidy(): void {
    const { session, clock } = this.#parts
    for (const row of session.unhandled(BATCH)) {
      if (row.at >= this.#startedAt && row.at < clock.now() - ACTED) session.markHandled(row.seq)
    }
    this.#forget()
  }

  #forget(): void {
    this.#parts.session.forgetBefore(this.#parts.clock.now() - KEPT)
  }
}
