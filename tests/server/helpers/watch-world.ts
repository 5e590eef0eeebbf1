import type { Answered } from '../../../server/bots/question.ts'
import type { Eye } from '../../../server/fleet/watch/bot-eye.ts'
import type { ThreadTimes } from '../../../server/fleet/watch/loop-judge.ts'
import { BotWatch } from '../../../server/fleet/watch/watch.ts'
import type { LastWord } from '../../../server/fleet/watch/watch.ts'
import type { TenantRow } from '../../../server/store/tenants.ts'
import { ManualClock } from '../../bot/helpers/manual-clock.ts'
import { tenantRow } from './tenant-row.ts'

const MIB = 1024 * 1024

/** A process that is as the test wants it. */
export class Process implements Eye {
  readonly pid: number
  mib: number | undefined = 50
  how: 'well' | 'stands' | 'spins' = 'well'
  isStoppedByHand = false
  isKilled = false
  isClosed = false
  #times = { ranMs: 0, waitedMs: 0, turns: 0 }

  constructor(pid: number) {
    this.pid = pid
  }

  ownBytes(): number | undefined {
    return this.mib === undefined ? undefined : this.mib * MIB
  }

  times(): ThreadTimes {
    const { ranMs, waitedMs, turns } = this.#times
    this.#times = {
      ranMs: ranMs + { well: 3, stands: 0, spins: 1000 }[this.how],
      waitedMs,
      turns: turns + (this.how === 'well' ? 1 : 0),
    }
    return this.#times
  }

  isStopped(): boolean {
    return this.isStoppedByHand
  }

  async kill(): Promise<boolean> {
    this.isKilled = true
    this.mib = undefined
    return true
  }

  [Symbol.dispose](): void {
    this.isClosed = true
  }
}

/** A watch over processes that are made up, with a clock that stands still. */
export class World {
  readonly clock = new ManualClock()
  readonly processes = new Map<number, Process>()
  readonly tenants: TenantRow[] = []
  pids = new Map<string, number>()
  readonly words = new Map<string, LastWord>()
  readonly ended: string[] = []
  readonly crowds: number[] = []
  readonly groups: string[] = []
  readonly asked: string[] = []
  answer: Answered = 'silent'
  log = ''
  isOutOfMemory = false
  readonly watch = new BotWatch({
    clock: this.clock,
    live: async () => this.tenants,
    pids: () => this.pids,
    appOf: ({ slug }) => `bot-${slug}`,
    groupOf: ({ slug }) => `group-${slug}`,
    lastWord: (id) => this.words.get(id),
    open: (pid) => this.processes.get(pid),
    ask: async ({ slug }) => {
      this.asked.push(slug)
      return this.answer
    },
    log: { length: () => 0, since: () => this.log },
    cgroups: {
      put: (name, pid, { cap, own }) =>
        this.groups.push(`${name} ${pid} ${cap / MIB} ${own / MIB}`),
      wasOutOfMemory: () => this.isOutOfMemory,
      remove: (name) => this.groups.push(`-${name}`),
    },
    endsHungLoops: true,
    tell: {
      ended: ({ slug }, kind, detail) => this.ended.push(`${slug} ${kind} ${detail}`),
      crowded: (bots) => this.crowds.push(bots),
    },
  })

  /** A tenant whose bot runs and has reported. */
  add(slug: string, more: Partial<TenantRow> = {}): Process {
    const pid = 100 + this.tenants.length
    const tenant = tenantRow(slug, more)
    this.tenants.push(tenant)
    this.pids = new Map([...this.pids, [`bot-${slug}`, pid]])
    this.report(pid)
    const process = new Process(pid)
    this.processes.set(pid, process)
    return process
  }

  /** The bot with this process id says something. */
  report(pid: number, isLast = false): void {
    const tenant = this.tenants.find(({ slug }) => this.pids.get(`bot-${slug}`) === pid)
    if (tenant) this.words.set(tenant.id, { pid, isLast, at: this.clock.now() })
  }

  async seconds(count: number): Promise<void> {
    for (let quarter = 0; quarter < count * 4; quarter += 1) {
      this.clock.advance(250)
      for (const { pid, how } of this.processes.values()) if (how === 'well') this.report(pid)
      await this.watch.look()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
