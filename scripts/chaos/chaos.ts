import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../common/kit/errors.ts'
import { seededRandom } from '../../simulator/random.ts'
import { runFaults } from './faults.ts'
import { runKills } from './kills.ts'
import type { Kills } from './kills.ts'
import { Ledger } from './ledger.ts'
import { runLoad } from './load.ts'
import { observe } from './observe.ts'
import type { ChaosPlan } from './plan.ts'
import { openStage } from './stage.ts'
import type { Stage } from './stage.ts'
import { copiesIn, mayPass, verify } from './verify.ts'
import type { Finding } from './verify.ts'

/** What a run did and what it found. */
export interface ChaosReport {
  readonly plan: ChaosPlan
  readonly kills: Kills
  readonly faults: ReadonlyMap<string, number>
  readonly written: number
  readonly accepted: number
  readonly replies: number
  /** Tries of API calls beyond the first. */
  readonly retries: number
  /** Copies at phones under an id that was there already. */
  readonly copies: number
  /** Messages that a side could not decrypt and asked for again. */
  readonly askedAgain: number
  readonly seconds: { readonly boot: number; readonly chaos: number; readonly rest: number }
  readonly findings: readonly Finding[]
}

const LOOK_MS = 700
/** Stray copies may come after everything else. */
const CALM_MS = 1500

/** Boots a fleet on a simulated network, kills what it can while messages pass, and looks what is left. */
export async function runChaos(plan: ChaosPlan, say: (line: string) => void): Promise<ChaosReport> {
  const over = new AbortController()
  using cut = untilCutShort()
  const began = Date.now()
  await using stage = await openStage(plan)
  // Aborted before the stage is struck, so that nobody is killed or asked any more.
  using _ = { [Symbol.dispose]: () => over.abort() }
  const boot = (Date.now() - began) / 1000
  say(`${plan.tenants} tenants are linked; ${stage.customers} customers each. Chaos begins.`)
  return await Promise.race([play(stage, plan, over, boot, say), cut.short])
}

async function play(
  stage: Stage,
  plan: ChaosPlan,
  over: AbortController,
  boot: number,
  say: (line: string) => void,
): Promise<ChaosReport> {
  const began = Date.now()
  const random = seededRandom(plan.seed)
  const ledger = new Ledger()
  const [kills, faults] = await Promise.all([
    runKills({ stage, plan, over, random: random.fork('kills') }),
    plan.wild
      ? runFaults({ stage, ledger, over: over.signal, random: random.fork('faults') })
      : new Map<string, number>(),
    runLoad(stage, plan, ledger, random.fork('load')),
  ])
  const calmed = Date.now()
  say(`${sum(kills)} kills; everything is accepted. Waiting for rest…`)
  const { findings, world } = await settle(stage, plan, ledger)
  if (findings.length > 0 && plan.evidence !== undefined) keepEvidence(stage, plan.evidence)
  const { events } = stage.simulator.stats()
  const writers = new Set(ledger.written.map(({ tenant, customer }) => `${tenant} ${customer}`))
  return {
    plan,
    kills,
    faults,
    written: ledger.written.length,
    accepted: ledger.ordered.length,
    replies: writers.size,
    retries: ledger.retries,
    copies: world ? copiesIn(world) : 0,
    askedAgain: events['retry'] ?? 0,
    seconds: { boot, chaos: (calmed - began) / 1000, rest: (Date.now() - calmed) / 1000 },
    findings,
  }
}

/** Whatever ends this process early must not leave a fleet behind: it becomes an ordinary error. */
function untilCutShort(): Disposable & { readonly short: Promise<never> } {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => undefined)
  const stop = (signal: NodeJS.Signals): void => reject(new Error(`stopped by ${signal}`))
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.once(signal, stop)
  process.once('uncaughtException', reject)
  return {
    short: promise,
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, stop)
      process.off('uncaughtException', reject)
    },
  }
}

/** Data, logs, what happened on the network lately, and who died where. */
function keepEvidence({ simulator, installation, folder }: Stage, to: string): void {
  mkdirSync(to, { recursive: true })
  cpSync(installation.dataDir, join(to, 'data'), { recursive: true })
  cpSync(folder, join(to, 'kills'), { recursive: true })
  const events = simulator.eventsSince(0).map((event) => JSON.stringify(event))
  writeFileSync(join(to, 'events.jsonl'), `${events.join('\n')}\n`)
}

export const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((total, count) => total + count, 0)

/** Waits until nothing is left to mend itself, or the time is up. */
async function settle(stage: Stage, plan: ChaosPlan, ledger: Ledger) {
  const { simulator } = stage
  simulator.clearFaults()
  // A receipt that the network lost is asked for on a new connection only.
  simulator.addFault({ kind: 'drop' })
  const deadline = Date.now() + plan.settleSeconds * 1000
  for (;;) {
    await sleep(LOOK_MS)
    const last = await look(stage, ledger)
    const isDone = !last.findings.some(mayPass)
    if (!isDone && Date.now() < deadline) continue
    if (!isDone) return last
    await simulator.settle()
    await sleep(CALM_MS)
    return await look(stage, ledger)
  }
}

async function look(stage: Stage, ledger: Ledger) {
  try {
    const world = await observe(stage)
    return { world, findings: verify(ledger, world) }
  } catch (error) {
    const detail = `the installation does not answer: ${messageOf(error)}`
    return { world: undefined, findings: [{ kind: 'not open', detail } as const] }
  }
}
