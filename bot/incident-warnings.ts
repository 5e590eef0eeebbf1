import { toIso } from '../common/kit/clock.ts'
import type { IncidentKind, Incidents } from './store/incidents.ts'

const DAY = 24 * 60 * 60_000

/** Incidents after which a bot was started again, and why it was. */
const RESTARTS: ReadonlyMap<IncidentKind, string> = new Map([
  ['deaf', 'nothing arrived any more'],
  ['memory', 'it took too much memory'],
  ['hung', 'it stood still'],
])

/** What is said of the last day's restarts while it matters. */
export async function incidentWarnings(
  incidents: Pick<Incidents, 'since'>,
  now: number,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const [kind, why] of RESTARTS) {
    const times = await incidents.since(kind, now - DAY)
    const last = times.at(-1)
    if (last === undefined) continue
    found.push(`restarts in 24 hours because ${why}: ${times.length}, the last at ${toIso(last)}`)
  }
  return found
}
