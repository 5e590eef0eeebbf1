import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Simulator, SimulatorEvent } from '../../simulator/simulator.ts'
import type { Strikes } from './world.ts'

/** Sees everything that happens on the network and writes it down, so that a loss can be traced. */
export interface Witness extends Disposable {
  readonly struck: Strikes
  /** How many messages each kind of fault has struck. */
  strikes(): ReadonlyMap<string, number>
  /** How often something happened to an account. */
  count(type: 'paired' | 'unlinked', phone: string): number
  /** Notes what the run itself has done, with the time. */
  note(deed: Readonly<Record<string, unknown>>): void
  /** Writes what is not written yet. */
  flush(): void
}

const TOGETHER = 500
const NONE: ReadonlySet<string> = new Set()

/** @param folder gets `events.jsonl`, the network's events, and `deeds.jsonl`, the run's own */
export function openWitness(simulator: Simulator, folder: string): Witness {
  const struck = new Map<string, Set<string>>()
  const counts = new Map<string, number>()
  let lines: string[] = []
  const flush = (): void => {
    if (lines.length > 0) appendFileSync(join(folder, 'events.jsonl'), `${lines.join('\n')}\n`)
    lines = []
  }
  const stop = simulator.on((event: SimulatorEvent) => {
    lines.push(JSON.stringify(event))
    if (lines.length >= TOGETHER) flush()
    if (event.type === 'fault' && event.id !== undefined) {
      struck.set(event.kind, (struck.get(event.kind) ?? new Set()).add(event.id))
    }
    if (event.type === 'paired' || event.type === 'unlinked') {
      const key = `${event.type} ${event.phone}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  })
  return {
    strikes: () =>
      new Map(
        [...struck]
          .map(([kind, ids]) => [kind, ids.size] as const)
          .sort(([one], [other]) => one.localeCompare(other)),
      ),
    struck: (kind) => struck.get(kind) ?? NONE,
    count: (type, phone) => counts.get(`${type} ${phone}`) ?? 0,
    note(deed) {
      const line = JSON.stringify({ at: new Date().toISOString(), ...deed })
      appendFileSync(join(folder, 'deeds.jsonl'), `${line}\n`)
    },
    flush,
    [Symbol.dispose]: stop,
  }
}
