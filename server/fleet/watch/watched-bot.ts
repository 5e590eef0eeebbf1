import type { TenantRow } from '../../store/tenants.ts'
import type { Eye } from './bot-eye.ts'
import { CapJudge } from './cap-judge.ts'
import { LoopJudge } from './loop-judge.ts'
import type { WatchParts } from './watch.ts'

/** Longer than any question stays open before it is decided without an answer. */
const GIVE_UP_MS = 30_000
/** A bot reports every 10 s. */
const UNHEARD_AFTER_MS = 13_000
/** What V8 prints before it ends a process. */
const FULL_HEAP = /heap out of memory|Reached heap limit/

export interface LoopMoment {
  readonly passedMs: number
  readonly fairMs: number
  readonly now: number
  /** When the server itself was late last. */
  readonly lateAt: number
}

/** A bot's process while it is watched. */
export class WatchedBot {
  readonly tenant: TenantRow
  readonly eye: Eye
  readonly memory: CapJudge
  readonly loop = new LoopJudge()
  /** Its own memory at the last look, in bytes. */
  own: number
  readonly #calmBelow: number
  readonly #logFrom: number

  constructor(
    tenant: TenantRow,
    eye: Eye,
    { own, cap, logFrom }: { own: number; cap: number; logFrom: number },
  ) {
    this.tenant = tenant
    this.eye = eye
    this.own = own
    this.memory = new CapJudge(cap)
    this.#calmBelow = cap / 2
    this.#logFrom = logFrom
  }

  /** It took little at the last look. */
  get isCalm(): boolean {
    return this.own < this.#calmBelow
  }

  /** Once this process has said that it is there, and until it says that it ends. */
  mayBeAsked({ lastWord }: WatchParts): boolean {
    const word = lastWord(this.tenant.id)
    return word?.pid === this.eye.pid && !word.isLast
  }

  /** @returns whether it has had its time to answer, and has not */
  lookAtLoop(parts: WatchParts, { now, lateAt, ...since }: LoopMoment): boolean {
    const heardAt = Math.max(parts.lastWord(this.tenant.id)?.at ?? 0, lateAt)
    const isUnheard = now - heardAt > UNHEARD_AFTER_MS
    const finding = this.loop.look({ times: this.eye.times(), isUnheard, ...since })
    if (finding === 'ask') void this.#ask(parts)
    return finding === 'hung'
  }

  /** Whether its log tells that V8 ended it. */
  hasFullHeap({ log }: WatchParts): boolean {
    return FULL_HEAP.test(log.since(this.tenant, this.#logFrom))
  }

  async #ask({ ask }: WatchParts): Promise<void> {
    // A bot that listens no more is ending, or is being looked after by PM2.
    if ((await ask(this.tenant, GIVE_UP_MS)) !== 'silent') this.loop.clear()
  }
}
