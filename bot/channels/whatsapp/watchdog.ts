import type { Clock } from '../../../common/kit/clock.ts'

export interface WatchdogParts {
  readonly clock: Clock
  /** How long nothing may arrive before somebody is asked, in milliseconds; 0 asks never. */
  quiet(): number
  /** A question that the server itself answers. */
  askServer(): Promise<void>
  /** Sends something to the own phone under the id; its receipt comes the way messages come. */
  callPhone(id: string): Promise<void>
  newId(): string
  /**
   * The connection is open and delivers nothing. Ends the process if starting again may help.
   * @param detail for the incident
   * @param hasHeard whether anything has arrived since this process began, if only an answer
   */
  deaf(detail: string, hasHeard: boolean): Promise<void>
}

/** A phone that does not answer is called ever more rarely: it is known by then, and said. */
const LONGEST_REST = 600_000
const LONGEST_ANSWER = 20_000
const NAP = 1000
const LONGEST_NAP = 20_000

/**
 * Finds out whether a connection that looks well still delivers. Keep-alives cannot tell: the
 * server answers them itself. So when nothing has arrived for a while, the own phone is called: its
 * receipt takes the way that messages take. A phone that is switched off looks the same as a deaf
 * connection; that is for `deaf` to weigh.
 *
 * A phone that answers is called again after the same time, however long the quiet lasts: `deaf`
 * comes at most `quiet` and two answers' patience (a third of `quiet`, at most 20 s, each) after the
 * last thing that arrived. With the usual 60 s that is 100 s.
 */
export class Watchdog implements Disposable {
  readonly #parts: WatchdogParts
  readonly #ended = new AbortController()
  #quietSince: number
  #isOpen = false
  #askedAt = 0
  #rest = 0
  #answered: (() => void) | undefined
  #hasHeard = false
  #silentSince: number | undefined

  constructor(parts: WatchdogParts) {
    this.#parts = parts
    this.#quietSince = parts.clock.now()
    void this.#watch()
  }

  /** Since when the phone has not answered, if it does not; milliseconds since the epoch. */
  get silentSince(): number | undefined {
    return this.#silentSince
  }

  opened(): void {
    this.#isOpen = true
    this.#quietSince = this.#parts.clock.now()
    this.#rest = 0
  }

  closed(): void {
    this.#isOpen = false
    this.#answered = undefined
  }

  /** To be told of every stanza that the server delivers, and of no answer to a question. */
  heard(): void {
    this.#quietSince = this.#parts.clock.now()
    this.#silentSince = undefined
    this.#answered?.()
    this.#hasHeard = true
    this.#rest = 0
  }

  [Symbol.dispose](): void {
    this.#ended.abort()
  }

  async #watch(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      const quiet = this.#parts.quiet()
      const due = this.#due(quiet)
      // What is waited for may change at any moment: by config.json, or by what arrives.
      if (quiet === 0 || !this.#isOpen) await this.#sleep(NAP)
      else if (due <= 0) await this.#probe(quiet)
      else await this.#sleep(Math.min(due, LONGEST_NAP))
    }
  }

  /** @returns in how many milliseconds somebody has to be asked */
  #due(quiet: number): number {
    const now = this.#parts.clock.now()
    // A clock that was set back would put everything off until its old time comes again.
    this.#quietSince = Math.min(this.#quietSince, now)
    this.#askedAt = Math.min(this.#askedAt, now)
    return Math.max(this.#quietSince + quiet, this.#askedAt + this.#rest) - now
  }

  async #probe(quiet: number): Promise<void> {
    const since = this.#quietSince
    const patience = Math.min(LONGEST_ANSWER, Math.max(500, quiet / 3))
    const isServerThere = await this.#within(patience, this.#parts.askServer())
    const isPhoneThere = isServerThere && (await this.#phoneAnswers(patience))
    this.#askedAt = this.#parts.clock.now()
    // Anything that arrived or changed meanwhile is an answer too.
    if (!this.#isOpen || this.#quietSince !== since) return
    this.#rest = isPhoneThere ? quiet : Math.min(LONGEST_REST, Math.max(this.#rest, quiet) * 2)
    if (isPhoneThere) return
    this.#silentSince ??= since
    const what = isServerThere ? 'the server answers, the own phone does not' : 'nobody answers'
    const seconds = Math.round((this.#askedAt - since) / 1000)
    await this.#parts.deaf(`nothing arrived for ${seconds} s; ${what}`, this.#hasHeard)
  }

  async #phoneAnswers(patience: number): Promise<boolean> {
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve
    })
    // A phone that could not be called says nothing about the connection; it is tried again later.
    const called = this.#parts.callPhone(this.#parts.newId()).then(
      () => answered,
      () => undefined,
    )
    return await this.#within(patience, called)
  }

  /** @returns whether it came to pass in time */
  async #within(ms: number, work: Promise<void>): Promise<boolean> {
    const over = new AbortController()
    const late = this.#sleep(ms, over.signal).then(() => false)
    const done = work.then(
      () => true,
      () => false,
    )
    try {
      return await Promise.race([done, late])
    } finally {
      over.abort()
    }
  }

  async #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const ended = this.#ended.signal
    try {
      await this.#parts.clock.sleep(ms, signal ? AbortSignal.any([signal, ended]) : ended)
    } catch {
      // Woken because there is nothing to wait for any more.
    }
  }
}
