import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../common/kit/errors.ts'
import { seededRandom } from '../../simulator/random.ts'
import { runFaults } from './faults.ts'
import { runKills } from './kills.ts'
import { Ledger } from './ledger.ts'
import { runLoad } from './load.ts'
import { runBookLoad } from './load-books.ts'
import { runGroupLoad } from './load-groups.ts'
import { observe } from './observe.ts'
import type { ChaosPlan } from './plan.ts'
import { openStage } from './stage.ts'
import type { Stage } from './stage.ts'
import { keepEvidence } from './evidence.ts'
import { readBooks } from './read-books.ts'
import { readTurns } from './read-turns.ts'
import { countsOf, sum } from './report.ts'
import type { ChaosReport } from './report.ts'
import { copiesIn, eventsIn, mayPass, refusedIn, verify } from './verify.ts'
import { bookFindings } from './verify-books.ts'
import { turnFindings } from './verify-turns.ts'
import { unless } from './world.ts'

const LOOK_MS = 700
/** Stray copies may come after everything else, and a turn gathers for two seconds. */
const CALM_MS = 3000

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
  ledger.written.push(...stage.offered)
  const [kills, faults] = await Promise.all([
    runKills({ stage, plan, over, random: random.fork('kills') }),
    plan.wild
      ? runFaults({ stage, ledger, over: over.signal, random: random.fork('faults') })
      : new Map<string, number>(),
    runLoad(stage, plan, { ledger, over: over.signal, random: random.fork('load') }),
    runBookLoad(stage, plan, { ledger, over: over.signal, random: random.fork('books') }),
    runGroupLoad(stage, plan, { ledger, over: over.signal, random: random.fork('groups') }),
  ])
  const calmed = Date.now()
  say(`${sum(kills)} kills; everything is accepted. Waiting for rest…`)
  const { findings: seen, world } = await settle(stage, plan, ledger)
  await stage.rest()
  const turns = readTurns(stage)
  const findings = [
    ...seen,
    ...turns.flatMap((one) => turnFindings(ledger, one)),
    ...readBooks(stage).flatMap((one) => bookFindings(ledger, one)),
    ...unless(
      ledger.unmade * 2 <= plan.outbound,
      'not accepted',
      `${ledger.unmade} calls, more than half, could not even be made in the time there was`,
    ),
  ]
  const report: ChaosReport = {
    plan,
    kills,
    faults,
    struck: stage.witness.strikes(),
    ...countsOf(ledger),
    refused: world ? refusedIn(world) : 0,
    turns: turns.reduce((total, one) => total + one.turns.length, 0),
    copies: world ? copiesIn(world) : 0,
    events: world ? eventsIn(world) : { arrived: 0, repeated: 0, refused: 0 },
    askedAgain: stage.simulator.stats().events['retry'] ?? 0,
    seconds: { boot, chaos: (calmed - began) / 1000, rest: (Date.now() - calmed) / 1000 },
    findings,
  }
  if (findings.length > 0 && plan.evidence !== undefined) {
    keepEvidence(stage, { report, ledger, world }, plan.evidence)
  }
  return report
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

/** Waits until nothing is left to mend itself, or the time is up. */
async function settle(stage: Stage, plan: ChaosPlan, ledger: Ledger) {
  const { simulator, listener } = stage
  simulator.clearFaults()
  listener.calm()
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
