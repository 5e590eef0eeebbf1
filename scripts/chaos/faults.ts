import { setTimeout as sleep } from 'node:timers/promises'
import { restartTenant } from '../../common/contracts/public-api.ts'
import type { FaultInput } from '../../simulator/simulator.ts'
import type { Random } from '../../simulator/random.ts'
import type { Ledger } from './ledger.ts'
import { callServer } from '../client.ts'
import { linkPastPasskey } from './passkey.ts'
import { FAULTS, pick, shopPhone, slugOf } from './plan.ts'
import type { FaultName } from './plan.ts'
import type { Stage } from './stage.ts'
import { rest } from './kills.ts'

export interface FaultParts {
  readonly stage: Stage
  readonly ledger: Ledger
  readonly random: Random
  readonly over: AbortSignal
}

const EVERY_MS = 1000
const LOOK_MS = 50
/** How long a fault waits for what it is about. */
const MOMENT_MS = 5000
const RESTART_TRIES = 40

/** Lets the network misbehave until the load is over, one fault after another. */
export async function runFaults(parts: FaultParts): Promise<ReadonlyMap<string, number>> {
  const { stage, ledger, random, over } = parts
  const counts = new Map<string, number>()
  const pending: Promise<void>[] = []
  const names = [...shuffled(random, FAULTS)]
  for (let turn = 0; !over.aborted; turn += 1) {
    await rest(random.int(EVERY_MS), over)
    if (over.aborted) break
    const name = names[turn % names.length] ?? 'drop'
    const tenant = target(stage, shuffled(random, stage.tenants))
    counts.set(name, (counts.get(name) ?? 0) + 1)
    stage.witness.note({ fault: name, tenant: slugOf(tenant) })
    if (name === 'passkey') {
      names.splice(names.indexOf(name), 1)
      pending.push(linkPastPasskey(stage).then((found) => void ledger.noticed.push(...found)))
      continue
    }
    const { fault, ms, cut } = deedOf(name, shopPhone(tenant), random)
    stage.simulator.addFault(fault)
    if (fault.times === undefined) await rest(ms, over)
    else await untilStruck(stage, ms, over)
    // What the network has swallowed comes again on a new connection only.
    if (cut) stage.simulator.addFault({ kind: 'drop', phone: shopPhone(tenant) })
    stage.simulator.clearFaults()
    if (name === 'replaced') pending.push(restart(stage, tenant))
  }
  await Promise.all(pending)
  return new Map([...counts].sort(([one], [other]) => one.localeCompare(other)))
}

/** The first that is connected; the others are dead just now, and have nothing to be struck. */
function target({ simulator }: Stage, tenants: readonly number[]): number {
  const connected = new Set(
    simulator
      .phones()
      .filter(({ devices }) => devices.some((device) => device.connected))
      .map(({ phone }) => phone),
  )
  return tenants.find((tenant) => connected.has(shopPhone(tenant))) ?? 0
}

/** A bot that is dead just now gives a fault nothing to strike. */
async function untilStruck({ simulator }: Stage, ms: number, over: AbortSignal): Promise<void> {
  const deadline = Date.now() + ms
  while (simulator.stats().faults.length > 0 && Date.now() < deadline && !over.aborted) {
    await rest(LOOK_MS, over)
  }
}

/** What an operator does about a session that another process has taken over. */
async function restart({ installation }: Stage, tenant: number): Promise<void> {
  for (let tries = 0; tries < RESTART_TRIES; tries += 1) {
    try {
      await callServer(installation.server, restartTenant, { params: { tenant: slugOf(tenant) } })
      return
    } catch {
      // The server, or PM2, was killed just now.
      await sleep(EVERY_MS)
    }
  }
}

interface Deed {
  readonly fault: FaultInput
  /** How long it lasts. */
  readonly ms: number
  /** Whether the connection is cut at its end. */
  readonly cut: boolean
}

function deedOf(name: Exclude<FaultName, 'passkey'>, phone: string, random: Random): Deed {
  const at = { phone }
  switch (name) {
    case 'stream-error 503':
    case 'stream-error 515':
      return brief({ kind: 'stream-error', code: Number(name.slice(-3)), ...at })
    case 'refuse':
      return lasting({ kind: 'refuse', times: 2 }, MOMENT_MS)
    case 'failure':
      return lasting({ kind: name, code: pick(random, [503, 409]), times: 2, ...at }, MOMENT_MS)
    case 'nack 463':
    case 'nack 479':
      return lasting({ kind: 'nack', code: Number(name.slice(-3)), times: 2, ...at }, MOMENT_MS)
    case 'no-receipt':
      // The phones that keep theirs are the customers'.
      return lasting({ kind: name, times: 3 }, MOMENT_MS)
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
      return { fault: { kind: name, times: 2, ...at }, ms: MOMENT_MS, cut: true }
    case 'duplicate':
    case 'lose-receipt':
    case 'undecryptable-in':
    case 'undecryptable-out':
    case 'reorder':
      return lasting({ kind: name, times: 2, ...at }, MOMENT_MS)
    case 'drop':
    case 'close':
    case 'stream-end':
    case 'replaced':
      return brief({ kind: name, ...at })
  }
}

const brief = (fault: FaultInput): Deed => ({ fault, ms: 0, cut: false })
const lasting = (fault: FaultInput, ms: number): Deed => ({ fault, ms, cut: false })

function shuffled<T>(random: Random, from: readonly T[]): readonly T[] {
  const left = [...from]
  return from.flatMap(() => left.splice(random.int(left.length), 1))
}
