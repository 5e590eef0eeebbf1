import type { Clock } from '../../../common/kit/clock.ts'

/** How many copies of unreadable messages may be asked for in a while. */
export interface RetryLimits {
  readonly perChat: number
  readonly perBot: number
  /** The while, in milliseconds. */
  readonly window: number
}

/** Far more than a sound network needs, far less than a storm asks for. */
const LIMITS: RetryLimits = { perChat: 20, perBot: 200, window: 600_000 }

/**
 * Counts how often contacts were asked to send a message again. A session that is broken for good
 * would make the bot ask for each of its messages, up to five times each, for ever.
 */
export class RetryBudget {
  readonly #clock: Clock
  readonly #limits: RetryLimits
  #spent: { readonly chat: string; readonly at: number }[] = []
  #denied: { readonly chat: string; readonly at: number }[] = []

  constructor(clock: Clock, limits: RetryLimits = LIMITS) {
    this.#clock = clock
    this.#limits = limits
  }

  /** @returns whether one more copy may be asked for in the chat; it is counted then */
  spend(chat: string): boolean {
    this.#forget()
    const at = this.#clock.now()
    const inChat = this.#spent.filter((one) => one.chat === chat).length
    if (inChat < this.#limits.perChat && this.#spent.length < this.#limits.perBot) {
      this.#spent.push({ chat, at })
      return true
    }
    this.#denied = [...this.#denied.filter((one) => one.chat !== chat), { chat, at }]
    return false
  }

  /** In how many chats a copy was not asked for lately. */
  get deniedChats(): number {
    this.#forget()
    return this.#denied.length
  }

  #forget(): void {
    const since = this.#clock.now() - this.#limits.window
    this.#spent = this.#spent.filter(({ at }) => at > since)
    this.#denied = this.#denied.filter(({ at }) => at > since)
  }
}
