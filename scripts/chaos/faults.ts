import type { FaultInput } from '../../simulator/simulator.ts'
import type { Random } from '../../simulator/random.ts'
import type { Ledger } from './ledger.ts'
import { FAULTS, pick, shopPhone } from './plan.ts'
import type { FaultName } from './plan.ts'
import type { Stage } from './stage.ts'
import { rest } from './kills.ts'

export interface FaultParts {
  readonly stage: Stage
  readonly ledger: Ledger
  readonly random: Random
  readonly over: AbortSignal
}

const EVERY_MS = 1500

/** Lets the network misbehave until the load is over, one fault after another. */
export async function runFaults(parts: FaultParts): Promise<ReadonlyMap<string, number>> {
  const { stage, ledger, random, over } = parts
  const counts = new Map<string, number>()
  const names = shuffled(random, FAULTS)
  for (let turn = 0; !over.aborted; turn += 1) {
    await rest(random.int(EVERY_MS), over)
    if (over.aborted) break
    const name = names[turn % names.length] ?? 'drop'
    const tenant = pick(random, stage.tenants)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    if (SHUFFLING.has(name)) ledger.shuffled.add(tenant)
    const { fault, ms, cut } = deedOf(name, shopPhone(tenant), random)
    stage.simulator.addFault(fault)
    await rest(ms, over)
    // What the network has swallowed comes again on a new connection only.
    if (cut) stage.simulator.addFault({ kind: 'drop', phone: shopPhone(tenant) })
    stage.simulator.clearFaults()
  }
  return new Map([...counts].sort(([one], [other]) => one.localeCompare(other)))
}

/** After these a chat's messages may come in another order than they were written in. */
const SHUFFLING: ReadonlySet<FaultName> = new Set([
  'reorder',
  'undecryptable-in',
  'undecryptable-out',
])

interface Deed {
  readonly fault: FaultInput
  /** How long it lasts. */
  readonly ms: number
  /** Whether the connection is cut at its end. */
  readonly cut: boolean
}

function deedOf(name: FaultName, phone: string, random: Random): Deed {
  const at = { phone }
  switch (name) {
    case 'stream-error 503':
    case 'stream-error 515':
      return brief({ kind: 'stream-error', code: Number(name.slice(-3)), ...at })
    case 'refuse':
      return lasting({ kind: 'refuse', times: 2 }, 1500)
    case 'failure':
      return lasting({ kind: name, code: 503, times: 2, ...at }, 1500)
    case 'delay':
      return lasting({ kind: name, ms: 20 + random.int(300), ...at }, 1500)
    case 'late-lid':
      return lasting({ kind: name, ...at }, 1500)
    case 'deaf':
      return lasting({ kind: name, ...at }, 1500)
    case 'silence':
      return { fault: { kind: name, ...at }, ms: 1500, cut: true }
    case 'no-ack':
    case 'lose-message':
      return { fault: { kind: name, times: 2, ...at }, ms: 1000, cut: true }
    case 'duplicate':
    case 'lose-receipt':
    case 'undecryptable-in':
    case 'undecryptable-out':
      return lasting({ kind: name, times: 2, ...at }, 1500)
    case 'reorder':
      return lasting({ kind: name, ...at }, 1500)
    case 'drop':
    case 'close':
    case 'stream-end':
      return brief({ kind: name, ...at })
  }
}

const brief = (fault: FaultInput): Deed => ({ fault, ms: 0, cut: false })
const lasting = (fault: FaultInput, ms: number): Deed => ({ fault, ms, cut: false })

function shuffled<T>(random: Random, from: readonly T[]): readonly T[] {
  const left = [...from]
  return from.flatMap(() => left.splice(random.int(left.length), 1))
}
