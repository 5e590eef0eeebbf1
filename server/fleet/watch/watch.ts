import type { EndKind } from '../../../common/contracts/incidents.ts'
import type { TenantId } from '../../../common/domain/ids.ts'
import type { Clock } from '../../../common/kit/clock.ts'
import type { Answered } from '../../bots/question.ts'
import type { TenantRow } from '../../store/tenants.ts'
import type { Cgroups } from '../cgroups.ts'
import { limitsOf } from '../limits.ts'
import type { Eye } from './bot-eye.ts'
import { WatchedBot } from './watched-bot.ts'

/** What a bot has said of itself last. */
export interface LastWord {
  readonly pid: number
  /** It was about to end. */
  readonly isLast: boolean
  /** Milliseconds since the epoch; undefined when an earlier run of the server heard it. */
  readonly at: number | undefined
}

export interface WatchParts {
  readonly clock: Clock
  readonly live: () => Promise<readonly TenantRow[]>
  /** Which process PM2 has started for a tenant. */
  readonly pids: () => ReadonlyMap<string, number>
  readonly appOf: (tenant: TenantRow) => string
  /** What its group of processes is called. */
  readonly groupOf: (tenant: TenantRow) => string
  readonly lastWord: (id: TenantId) => LastWord | undefined
  /** Looks at a process if it is this tenant's bot. */
  readonly open: (pid: number, tenant: TenantRow) => Eye | undefined
  readonly ask: (tenant: TenantRow, timeoutMs: number) => Promise<Answered>
  /** What a bot's log says since a length that it had, in bytes. */
  readonly log: { length(tenant: TenantRow): number; since(tenant: TenantRow, at: number): string }
  readonly cgroups: Cgroups
  /** Whether loops that stand still are ended; not where somebody debugs bots. */
  readonly endsHungLoops: boolean
  readonly tell: {
    /** A bot was ended, or the system did it. */
    readonly ended: (tenant: TenantRow, kind: EndKind, detail: string) => void
    /** Too many stand still at once for it to be their fault: nobody is ended. */
    readonly crowded: (bots: number) => void
  }
}

/** How often the memory is looked at of bots that take more than half of their cap. */
const TICK_MS = 250
/** How often all bots are looked at, and their loops. */
const ROUND_MS = 1000
/** A round that comes this little too early is one. */
const EARLY_MS = 50
const LIST_EVERY_MS = 10_000
/** A look that comes this much later than it should tells of the server, not of the bots. */
const LATE_MS = 750
/** What counts of a look that comes late, beyond the time until it was due. */
const FAIR_MS = 250
/** So many that stand still at once, and more than half of all, are the machine's fault. */
const CROWD = 3
/** How long PM2 may take to write down what a process has said, in milliseconds. */
const SAID_AFTER_MS = 1000
const MIB = 1024 * 1024

/** Keeps bots to their caps, and finds those whose event loop stands still. */
export class BotWatch implements Disposable {
  readonly #parts: WatchParts
  readonly #bots = new Map<TenantId, WatchedBot>()
  #tickedAt: number
  #lateAt: number
  #sinceRound = { passedMs: 0, fairMs: 0 }
  #listedAt = 0
  #rows: readonly TenantRow[] = []
  #pids: ReadonlyMap<string, number> = new Map()
  #isCrowded = false

  constructor(parts: WatchParts) {
    this.#parts = parts
    this.#tickedAt = parts.clock.now()
    this.#lateAt = this.#tickedAt
  }

  /** What a tenant's bot has for itself, in MiB; undefined when it is not seen. */
  memoryMbOf(id: TenantId): number | undefined {
    const bot = this.#bots.get(id)
    return bot === undefined ? undefined : Math.round(bot.own / MIB)
  }

  /** Looks until the signal aborts. */
  async keep(signal: AbortSignal, failed: (error: unknown) => void): Promise<void> {
    const { clock } = this.#parts
    while (!signal.aborted) {
      await this.look().catch(failed)
      await clock.sleep(this.#tickMs(), signal).catch(() => undefined)
    }
  }

  /** In how many milliseconds the next look is due. */
  #tickMs(): number {
    return [...this.#bots.values()].every((bot) => bot.isCalm) ? ROUND_MS : TICK_MS
  }

  /** One look at all; to be called as often as there is something to see. */
  async look(): Promise<void> {
    const now = this.#parts.clock.now()
    const passedMs = Math.max(0, now - this.#tickedAt)
    this.#tickedAt = now
    const due = this.#tickMs()
    if (passedMs > due + LATE_MS) this.#lateAt = now
    const since = this.#sinceRound
    since.passedMs += passedMs
    since.fairMs += Math.min(passedMs, due + FAIR_MS)
    const isRound = since.passedMs >= ROUND_MS - EARLY_MS
    for (const bot of this.#bots.values()) {
      if (isRound || !bot.isCalm) await this.#lookAtMemory(bot)
    }
    if (!isRound) return
    this.#sinceRound = { passedMs: 0, fairMs: 0 }
    await this.#list(now)
    if (this.#parts.endsHungLoops) await this.#lookAtLoops(now, since)
  }

  [Symbol.dispose](): void {
    for (const bot of this.#bots.values()) this.#forget(bot)
  }

  async #lookAtMemory(bot: WatchedBot): Promise<void> {
    const own = bot.eye.ownBytes()
    if (own === undefined) return this.#vanished(bot)
    bot.own = own
    if (!bot.memory.isToEnd(own)) return
    const { cap } = limitsOf(bot.tenant)
    await this.#end(
      bot,
      'memory',
      `It took ${Math.round(own / MIB)} MiB, and its limit is ${cap}. It was ended and started again.`,
    )
  }

  async #end(bot: WatchedBot, kind: EndKind, detail: string): Promise<void> {
    if (!(await bot.eye.kill())) return
    this.#forget(bot)
    this.#parts.tell.ended(bot.tenant, kind, detail)
  }

  /** It ended without us. What ended it may be worth telling. */
  #vanished(bot: WatchedBot): void {
    const { cgroups, tell, groupOf } = this.#parts
    const { tenant } = bot
    const isOutOfMemory = cgroups.wasOutOfMemory(groupOf(tenant))
    this.#forget(bot)
    if (!isOutOfMemory) return void this.#lookForFullHeap(bot)
    const limit = `it took more than its limit of ${limitsOf(tenant).cap} MiB`
    tell.ended(tenant, 'memory', `The system ended it: ${limit}. It was started again.`)
  }

  /** PM2 writes down what a process said last when that is over. */
  async #lookForFullHeap(bot: WatchedBot): Promise<void> {
    await this.#parts.clock.sleep(SAID_AFTER_MS)
    if (!bot.hasFullHeap(this.#parts)) return
    const { heap } = limitsOf(bot.tenant)
    const detail = `Its heap was full at ${heap} MiB. It ended and was started again.`
    this.#parts.tell.ended(bot.tenant, 'memory', detail)
  }

  #forget(bot: WatchedBot): void {
    this.#bots.delete(bot.tenant.id)
    bot.eye[Symbol.dispose]()
    this.#parts.cgroups.remove(this.#parts.groupOf(bot.tenant))
  }

  /** Finds processes that are not watched yet. */
  async #list(now: number): Promise<void> {
    const { pids, live, appOf, lastWord } = this.#parts
    const known = pids()
    if (known !== this.#pids || now - this.#listedAt >= LIST_EVERY_MS || now < this.#listedAt) {
      this.#pids = known
      this.#listedAt = now
      this.#rows = await live()
    }
    for (const tenant of this.#rows) {
      if (this.#bots.has(tenant.id)) continue
      const word = lastWord(tenant.id)
      for (const pid of [known.get(appOf(tenant)), word?.isLast ? undefined : word?.pid]) {
        if (pid !== undefined && this.#adopt(pid, tenant)) break
      }
    }
  }

  #adopt(pid: number, tenant: TenantRow): boolean {
    const { open, cgroups, log, groupOf } = this.#parts
    const eye = open(pid, tenant)
    const own = eye?.ownBytes()
    if (!eye || own === undefined) {
      eye?.[Symbol.dispose]()
      return false
    }
    const cap = limitsOf(tenant).cap * MIB
    this.#bots.set(
      tenant.id,
      new WatchedBot(tenant, eye, { own, cap, logFrom: log.length(tenant) }),
    )
    cgroups.put(groupOf(tenant), pid, { cap, own })
    return true
  }

  async #lookAtLoops(now: number, since: { passedMs: number; fairMs: number }): Promise<void> {
    const bots = [...this.#bots.values()].filter((bot) => bot.mayBeAsked(this.#parts))
    const hung = bots.filter((bot) =>
      bot.lookAtLoop(this.#parts, { ...since, now, lateAt: this.#lateAt }),
    )
    const asked = bots.filter((bot) => bot.loop.isAsked).length
    const isCrowded = asked >= CROWD && asked > bots.length / 2
    if (isCrowded && !this.#isCrowded) this.#parts.tell.crowded(asked)
    this.#isCrowded = isCrowded
    if (isCrowded) return
    for (const bot of hung) {
      if (bot.eye.isStopped()) bot.loop.clear()
      else
        await this.#end(
          bot,
          'hung',
          'It stood still and answered nothing. It was ended and started again.',
        )
    }
  }
}
